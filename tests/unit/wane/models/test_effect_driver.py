"""The effect driver: arterial S-ketamine, and its effect site."""

import numpy as np
import pytest

from wane.errors import UnsupportedError
from wane.models.kinetics import effect_driver, kinetics
from wane.models.person import Covariates
from wane.models.regimen import Administration, Drug, Regimen, Route, nasal_devices, single_dose
from wane.models.timecourse import Site

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
PEOPLE = 200
INFUSION = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2.0 / 3.0)
NASAL = nasal_devices(Drug.ESKETAMINE, [28.0, 28.0], apart_h=5.0 / 60.0)
TIMES_H = np.linspace(0.0, 6.0, 31)
COMBINATIONS = [(drug, route) for drug in Drug for route in Route if route is not Route.SC]


def one(drug: Drug, route: Route) -> Regimen:
    return single_dose(drug, route, 30.0, over_h=0.5 if route is Route.IV else 0.0)


def test_effects_are_driven_by_arterial_s_ketamine_alone() -> None:
    driver = effect_driver(INFUSION, ADULT, people=PEOPLE, rng=np.random.default_rng(1))
    assert driver.site is Site.ARTERIAL
    assert driver.analytes == ("s_ketamine",)
    with pytest.raises(UnsupportedError, match="S-ketamine alone"):
        driver.auc("ketamine")


def test_half_a_racemic_bolus_drives_as_s() -> None:
    driver = effect_driver(
        single_dose(Drug.KETAMINE, Route.IV, 35.0), ADULT, people=PEOPLE, rng=np.random.default_rng(1)
    )
    whole = kinetics(single_dose(Drug.KETAMINE, Route.IV, 35.0), ADULT, people=PEOPLE, rng=np.random.default_rng(1))
    assert driver.auc("s_ketamine") == pytest.approx(whole.auc("ketamine") / 2.0)


@pytest.mark.parametrize(("drug", "route"), COMBINATIONS)
def test_every_route_has_a_driver(drug: Drug, route: Route) -> None:
    driver = effect_driver(one(drug, route), ADULT, people=20, rng=np.random.default_rng(1))
    assert np.all(driver.peak("s_ketamine")[0] > 0.0)


def test_the_effect_site_lags_and_keeps_the_area() -> None:
    driver = effect_driver(NASAL, ADULT, people=50, rng=np.random.default_rng(1))
    ke0_per_h = np.linspace(3.0, 9.0, 50)
    fine = np.concatenate([np.linspace(0.0, 6.0, 3001), np.geomspace(6.01, 400.0, 3000)])
    site = driver.effect_site(fine, ke0_per_h)
    blood = driver.concentration("s_ketamine", fine)
    assert np.all(fine[site.argmax(axis=1)] > fine[blood.argmax(axis=1)])
    assert np.all(site.max(axis=1) < blood.max(axis=1))
    assert np.trapezoid(site, fine, axis=1) == pytest.approx(driver.auc("s_ketamine"), rel=1e-3)


def test_a_fast_effect_site_follows_the_blood() -> None:
    driver = effect_driver(INFUSION, ADULT, people=20, rng=np.random.default_rng(1))
    times_h = np.linspace(0.2, 3.0, 40)
    site = driver.effect_site(times_h, np.full(20, 5000.0))
    assert site == pytest.approx(driver.concentration("s_ketamine", times_h), rel=0.02)


def test_a_withheld_driver_says_why() -> None:
    driver = effect_driver(single_dose(Drug.KETAMINE, Route.SC, 30.0), ADULT, rng=np.random.default_rng(1))
    with pytest.raises(UnsupportedError, match="subcutaneous"):
        driver.effect_site(TIMES_H, np.ones(1000))


def test_a_push_beside_an_infusion_only_adds_to_what_drives_effects() -> None:
    push = Administration(route=Route.IV, start_h=0.0, dose_mg=10.0)
    both = Regimen(drug=Drug.KETAMINE, administrations=(push, *INFUSION.administrations))
    times_h = np.linspace(0.0, 4.0, 241)
    alone, pushed = (
        effect_driver(regimen, ADULT, people=PEOPLE, rng=np.random.default_rng(1)).concentration("s_ketamine", times_h)
        for regimen in (INFUSION, both)
    )
    assert np.all(pushed >= alone)
    assert np.all(pushed[:, 1:30] > alone[:, 1:30])
