"""The band widens outside the studied range, by one rule."""

import numpy as np
import pytest

from wane.evidence.reading import load_model
from wane.models.kinetics import kinetics
from wane.models.person import Covariates, OrganFunction
from wane.models.regimen import Administration, Drug, Route, single_dose
from wane.models.studied_range import highest_long_rate_mg_h, largest_session_mg, rate_widening, widening

OTTO, NASAL, CHILD = (load_model(name) for name in ("otto_2021", "perezruixo_2020", "herd_2007_ed_children"))


def factor(
    kg: float = 70.0, age_y: float | None = 40.0, dose_mg: float = 10.0, *, liver: OrganFunction | None = None
) -> float:
    person = Covariates(weight_kg=kg, age_y=age_y, liver=liver)
    return widening(OTTO, person, route=Route.IV, dose_mg=dose_mg).factor


def test_inside_every_range_nothing_widens() -> None:
    found = widening(OTTO, Covariates(weight_kg=70.0, age_y=40.0), route=Route.IV, dose_mg=17.5)
    assert found.factor == 1.0
    assert found.notes == ()


def test_at_twice_a_limit_the_spread_is_half_as_wide_again() -> None:
    high = OTTO.population.weight_high_kg
    assert high is not None
    assert factor(kg=2.0 * high) == pytest.approx(1.5)


def test_widening_grows_from_nothing_at_the_limit() -> None:
    assert 1.0 < factor(kg=89.0) < 1.01 < factor(kg=100.0) < factor(kg=140.0)


def test_a_light_person_widens_as_a_heavy_one_does() -> None:
    low = OTTO.population.weight_low_kg
    assert low is not None
    assert factor(kg=low / 2.0) == pytest.approx(1.5)


def test_a_small_dose_widens_nothing_and_a_large_one_does() -> None:
    assert factor(dose_mg=1.0) == 1.0
    assert factor(dose_mg=70.0) == pytest.approx(1.5)


def test_unknown_age_widens_nothing_and_old_age_does() -> None:
    assert factor(age_y=None) == factor(age_y=60.0) == 1.0
    assert factor(age_y=90.0) > factor(age_y=75.0) > 1.0


def test_a_model_with_its_own_ages_keeps_them() -> None:
    person = Covariates(weight_kg=70.0, age_y=85.0)
    assert widening(NASAL, person, route=Route.INTRANASAL, dose_mg=84.0).factor == 1.0
    teenager = Covariates(weight_kg=60.0, age_y=17.0)
    assert widening(CHILD, teenager, route=Route.IV, dose_mg=60.0).factor > 1.0


def test_moderate_liver_disease_counts_as_one_doubling() -> None:
    assert factor(liver=OrganFunction.MILD) == 1.0
    assert factor(liver=OrganFunction.MODERATE) == 1.5


def test_a_film_dose_is_compared_with_the_studied_films() -> None:
    film = load_model("simons_2022")
    person = Covariates(weight_kg=70.0)
    assert widening(film, person, route=Route.SUBLINGUAL, dose_mg=100.0).factor == 1.0
    assert widening(film, person, route=Route.SUBLINGUAL, dose_mg=200.0).factor == pytest.approx(1.5)


def test_a_session_is_what_is_given_close_together() -> None:
    given = [
        Administration(route=Route.IM, start_h=start_h, dose_mg=mg)
        for start_h, mg in ((0.0, 10.0), (1.0, 15.0), (48.0, 20.0))
    ]
    assert largest_session_mg(given) == 25.0


def test_a_dose_a_hair_above_the_highest_is_no_finding() -> None:
    model = load_model("otto_2021")
    at_limit = widening(model, Covariates(weight_kg=70.0), route=Route.IV, dose_mg=35.0)
    above = widening(model, Covariates(weight_kg=70.0), route=Route.IV, dose_mg=35.0018)
    assert above == at_limit


def test_a_long_infusion_is_compared_by_its_rate_and_not_by_its_amount() -> None:
    person = Covariates(weight_kg=70.0)
    slow, fast = (
        (Administration(route=Route.IV, start_h=0.0, dose_mg=mg_h * 100.0, duration_h=100.0),) for mg_h in (7.0, 44.8)
    )
    assert largest_session_mg(slow) == 0.0
    assert rate_widening(Drug.ESKETAMINE, person, slow).notes == ()
    wide = rate_widening(Drug.ESKETAMINE, person, fast)
    assert wide.factor == pytest.approx(1.5)
    assert wide.notes[0].startswith("Rate 0.64 mg/kg/h lies above 0.32 mg/kg/h")


def test_infusions_at_once_add_their_rates_and_one_after_another_do_not() -> None:
    first, second, later = (
        Administration(route=Route.IV, start_h=start_h, dose_mg=50.0, duration_h=10.0) for start_h in (0.0, 2.0, 10.0)
    )
    assert highest_long_rate_mg_h((first, second)) == 10.0
    assert highest_long_rate_mg_h((first, later)) == 5.0
    assert highest_long_rate_mg_h(()) == 0.0


def test_a_long_infusion_of_a_session_has_no_note_of_its_amount() -> None:
    given = single_dose(Drug.ESKETAMINE, Route.IV, 700.0, over_h=100.0)
    found = kinetics(given, Covariates(weight_kg=70.0, age_y=40.0), people=5, rng=np.random.default_rng(1))
    assert not any("outside what" in note for note in found.notes)
