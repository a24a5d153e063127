"""Exposure: one for the reference dose, and proportional from there."""

import numpy as np
import pytest

from wane.models.exposure import exposure_ratio
from wane.models.kinetics import Kinetics, kinetics
from wane.models.person import Covariates
from wane.models.regimen import Drug, Regimen, Route, single_dose
from wane.models.timecourse import FloatArray

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
PEOPLE = 200
INFUSION = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2.0 / 3.0)


def found(regimen: Regimen, covariates: Covariates = ADULT, *, people: int = PEOPLE) -> Kinetics:
    return kinetics(regimen, covariates, people=people, rng=np.random.default_rng(7))


def median(values: FloatArray) -> float:
    return float(np.median(values))


def test_the_reference_dose_has_exposure_one_in_everybody() -> None:
    assert exposure_ratio(found(INFUSION), ADULT) == pytest.approx(np.ones(PEOPLE))


def test_exposure_is_proportional_to_dose_per_weight() -> None:
    heavy = Covariates(weight_kg=85.0, age_y=40.0)
    regimen = single_dose(Drug.KETAMINE, Route.IV, 85.0, over_h=1.0)
    assert exposure_ratio(found(regimen, heavy), heavy) == pytest.approx(np.full(PEOPLE, 2.0))


def test_half_the_dose_as_esketamine_lacks_the_slower_enantiomer() -> None:
    regimen = single_dose(Drug.ESKETAMINE, Route.IV, 17.5, over_h=1.0)
    assert exposure_ratio(found(regimen), ADULT) == pytest.approx(np.full(PEOPLE, 1.0 / (1.0 + 1.0 / 0.86)))


def test_a_route_counts_by_its_bioavailability() -> None:
    x = exposure_ratio(found(single_dose(Drug.KETAMINE, Route.IM, 35.0), people=4000), ADULT)
    assert median(x) == pytest.approx(0.91, abs=0.04)
    assert np.quantile(x, 0.95) / np.quantile(x, 0.05) > 1.5


def test_a_bolus_is_compared_in_its_own_model() -> None:
    assert exposure_ratio(found(single_dose(Drug.KETAMINE, Route.IV, 35.0)), ADULT) == pytest.approx(np.ones(PEOPLE))
