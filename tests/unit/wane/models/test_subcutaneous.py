"""Subcutaneous effects: nothing but what was published, in the range in which it was."""

import numpy as np
import pytest

from wane.errors import UnsupportedError
from wane.models.acute_parameters import load_acute
from wane.models.effect import AcuteEffects
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, repeated, single_dose
from wane.models.subcutaneous import load_subcutaneous, subcutaneous_effects

TIMES_H = np.arange(0.0, 181.0, 1.0) / 60.0


def effects(mg_per_kg: float, drug: Drug = Drug.KETAMINE, times: int = 1, session_number: int = 1) -> AcuteEffects:
    regimen = repeated(single_dose(drug, Route.SC, 70.0 * mg_per_kg), every_h=1.0, times=times)
    return subcutaneous_effects(
        regimen,
        Covariates(weight_kg=70.0),
        TIMES_H,
        parameters=load_acute(),
        session_number=session_number,
        people=4000,
        rng=np.random.default_rng(1),
    )


def test_the_published_means_come_back_at_the_published_dose() -> None:
    found, published = effects(1.0), load_subcutaneous()
    assert found.dissociation.max(axis=1).mean() == pytest.approx(published.cadss_mean, rel=0.05)
    assert found.systolic_rise.max(axis=1).mean() == pytest.approx(published.systolic_mean_mmhg, rel=0.05)
    assert found.diastolic_rise.max(axis=1).mean() == pytest.approx(published.diastolic_mean_mmhg, rel=0.05)
    assert TIMES_H[np.argmax(np.median(found.dissociation, axis=0))] * 60.0 == pytest.approx(
        published.peak_min, abs=2.0
    )


def test_the_mean_is_near_the_limit_of_resolved_at_sixty_minutes() -> None:
    mean = effects(1.0).dissociation.mean(axis=0)
    assert mean[60] == pytest.approx(load_acute().resolved_cadss, rel=0.5)
    assert mean[120] < 0.05


def test_effects_grow_with_dose_and_lessen_over_sessions() -> None:
    less, more, late = effects(0.25), effects(1.0), effects(1.0, session_number=30)
    assert np.all(more.dissociation >= less.dissociation)
    assert np.all(late.dissociation <= more.dissociation)
    assert late.systolic_rise == pytest.approx(more.systolic_rise)
    assert more.dissociation.max() <= load_acute().cadss_scale


def test_readiness_never_comes_before_dissociation_has_resolved() -> None:
    found = effects(1.0)
    assert np.all(found.readiness_min >= found.resolved_min)
    assert np.median(found.resolved_min) < 60.0


@pytest.mark.parametrize(
    ("mg_per_kg", "drug", "times"),
    [(1.2, Drug.KETAMINE, 1), (0.1, Drug.KETAMINE, 1), (0.5, Drug.ESKETAMINE, 1), (0.5, Drug.KETAMINE, 2)],
)
def test_outside_what_was_published_nothing_is_given(mg_per_kg: float, drug: Drug, times: int) -> None:
    with pytest.raises(UnsupportedError, match=r"[Ss]ubcutaneous"):
        effects(mg_per_kg, drug, times)
