"""The gate's own simulator, judged by closed forms that it does not use."""

import math
from dataclasses import replace

import pytest

from wane.evidence.population_model import PopulationModel, Reproduced
from wane.evidence.reading import load_model
from wane.evidence.reproduce import misses, reproduce


@pytest.fixture(scope="module")
def model() -> PopulationModel:
    """Two compartments, known to the last digit."""
    return load_model("elkomy_2015")


def wanted(quantity: str, unit: str, **fields: float | str) -> Reproduced:
    given = {"analyte": "ketamine", "route": "iv", "dose_mg": 35.0, "over_min": 40.0, **fields}
    plain = {"quantity": quantity, "value": 1.0, "unit": unit, "origin": "computed"}
    return Reproduced(**(plain | given))  # type: ignore[arg-type]  # the dataclass checks its own names


def test_area_under_the_curve_is_dose_over_clearance(model: PopulationModel) -> None:
    area = reproduce(model, wanted("auc", "ng*h/mL", until_h=96.0))

    assert area == pytest.approx(35.0 / model.parameters["CL"].value * 1000.0, rel=1e-3)


def test_area_in_minutes_is_sixty_times_that_in_hours(model: PopulationModel) -> None:
    in_hours = reproduce(model, wanted("auc", "ng*h/mL", until_h=24.0))

    assert reproduce(model, wanted("auc", "ng*min/mL", until_h=24.0)) == pytest.approx(60.0 * in_hours)


def test_concentrations_are_proportional_to_dose(model: PopulationModel) -> None:
    once = reproduce(model, wanted("concentration", "ng/mL", at_min=110.0))

    assert reproduce(model, wanted("concentration", "ng/mL", at_min=110.0, dose_mg=70.0)) == pytest.approx(2.0 * once)


def test_the_peak_of_an_infusion_is_at_its_end(model: PopulationModel) -> None:
    assert reproduce(model, wanted("tmax", "min")) == pytest.approx(40.0, abs=0.01)


def test_a_bolus_is_at_its_highest_at_once(model: PopulationModel) -> None:
    peak = reproduce(model, wanted("cmax", "ng/mL", over_min=0.0))

    assert peak == pytest.approx(35.0 / model.parameters["V1"].value * 1000.0)


def test_the_terminal_half_life_is_that_of_the_textbook(model: PopulationModel) -> None:
    cl, q, v1, v2 = (model.parameters[name].value for name in ("CL", "Q", "V1", "V2"))
    k10, k12, k21 = cl / v1, q / v1, q / v2
    total = k10 + k12 + k21
    beta = (total - math.sqrt(total * total - 4.0 * k10 * k21)) / 2.0

    assert reproduce(model, wanted("terminal_half_life", "h")) == pytest.approx(math.log(2.0) / beta)


def test_what_is_injected_is_wholly_available(model: PopulationModel) -> None:
    assert reproduce(model, wanted("bioavailability", "fraction")) == pytest.approx(1.0)


def test_what_is_swallowed_passes_gut_and_liver() -> None:
    perezruixo = load_model("perezruixo_2020")
    q_h, v_h, loss, gut = 151.0, 101.0, 1.11 + 2.77, 0.64
    extraction = v_h * loss / (q_h + v_h * loss)

    available = reproduce(perezruixo, wanted("bioavailability", "fraction", analyte="s_ketamine", route="oral"))

    assert available == pytest.approx(gut * (1.0 - extraction))


def test_a_number_outside_its_tolerance_is_missed() -> None:
    one = replace(wanted("cl", "L/h"), value=60.6)

    assert not misses(one, 61.0)
    assert misses(one, 62.0)
    assert misses(one, math.nan)


def test_a_number_is_not_asked_for_more_digits_than_it_has() -> None:
    assert not misses(replace(wanted("tmax", "min"), value=17.0), 17.4)
    assert misses(replace(wanted("tmax", "min"), value=17.0), 17.6)


def test_a_quantity_nobody_knows_is_refused(model: PopulationModel) -> None:
    with pytest.raises(ValueError, match="no quantity"):
        reproduce(model, wanted("mood", "points"))
