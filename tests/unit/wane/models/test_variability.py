"""Drawn people differ as their model says, and by nothing else."""

import numpy as np
import pytest

from wane.errors import UnsupportedError
from wane.evidence.constructs import Band
from wane.evidence.population_model import Estimate, How
from wane.evidence.reading import load_model
from wane.models.person import Covariates, Race
from wane.models.variability import draw_in_range, draw_parameters, typical_parameters

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
MANY = 20_000


def drawn(model: str, covariates: Covariates = ADULT, **options: float) -> dict[str, np.ndarray]:
    return draw_parameters(load_model(model), covariates, MANY, np.random.default_rng(3), **options)


def test_clearance_scales_with_weight_to_three_quarters_and_volume_in_proportion() -> None:
    model = load_model("otto_2021")
    small, large = (typical_parameters(model, Covariates(weight_kg=kg)) for kg in (50.0, 100.0))
    assert large["CL"] / small["CL"] == pytest.approx(2.0**0.75)
    assert large["V1"] / small["V1"] == pytest.approx(2.0)
    assert large["Q1"] / small["Q1"] == pytest.approx(1.0)


def test_weight_moves_nothing_where_it_was_not_retained() -> None:
    model = load_model("perezruixo_2020")
    light, heavy = (typical_parameters(model, Covariates(weight_kg=kg)) for kg in (45.0, 140.0))
    assert light == heavy


def test_spread_and_covariance_are_those_of_the_model() -> None:
    model, found = load_model("otto_2021"), drawn("otto_2021")
    logs = np.log([found["V1"], found["CL"]])
    assert logs.std(axis=1) == pytest.approx([model.omegas["V1"], model.omegas["CL"]], rel=0.03)
    covariance = next(value for first, second, value in model.covariances if {first, second} == {"V1", "CL"})
    assert np.cov(logs)[0, 1] == pytest.approx(covariance, rel=0.05)


def test_the_median_person_is_the_typical_person() -> None:
    model = load_model("perezruixo_2020")
    found, typical = drawn("perezruixo_2020"), typical_parameters(model, ADULT)
    for name in model.omegas:
        assert np.median(found[name]) == pytest.approx(typical[name][0], rel=0.05)


def test_a_fraction_with_logit_spread_stays_a_fraction() -> None:
    fraction = drawn("perezruixo_2020", Covariates(weight_kg=70.0, race=Race.JAPANESE), widening=4.0)["FRn"]
    assert fraction.min() > 0.0
    assert fraction.max() < 1.0


def test_one_occasion_adds_its_spread_to_that_between_people() -> None:
    model = load_model("simons_2022")
    expected = np.hypot(model.omegas["MTTK"], model.occasion_omegas["MTTK"])
    assert np.log(drawn("simons_2022")["MTTK"]).std() == pytest.approx(expected, rel=0.03)


def test_a_duration_of_input_is_one_for_all_people() -> None:
    assert drawn("simons_2022")["D1"].size == 1


def test_widening_multiplies_every_eta() -> None:
    narrow, wide = drawn("otto_2021"), drawn("otto_2021", widening=1.5)
    typical = typical_parameters(load_model("otto_2021"), ADULT)["CL"]
    assert np.log(wide["CL"] / typical) == pytest.approx(1.5 * np.log(narrow["CL"] / typical))


def test_a_japanese_person_has_the_asian_effect_too() -> None:
    model = load_model("perezruixo_2020")
    other, asian, japanese = (
        typical_parameters(model, Covariates(weight_kg=60.0, race=race))
        for race in (Race.OTHER, Race.ASIAN, Race.JAPANESE)
    )
    assert asian["kel"] < other["kel"]
    assert japanese["kel"] == asian["kel"]
    assert asian["FRn"] == other["FRn"]
    assert japanese["FRn"] > other["FRn"]


def test_hepatic_flow_falls_only_above_the_printed_age_and_not_beyond_the_studied_one() -> None:
    model = load_model("perezruixo_2020")
    flows = [
        typical_parameters(model, Covariates(weight_kg=70.0, age_y=age))["Qh"][0]
        for age in (30.0, 60.0, 70.0, 86.0, 99.0)
    ]
    assert flows[0] == flows[1] > flows[2] > flows[3] == flows[4]


def test_age_takes_the_same_flow_from_everybody_and_leaves_all_some() -> None:
    young, old = (drawn("perezruixo_2020", Covariates(weight_kg=70.0, age_y=age))["Qh"] for age in (60.0, 80.0))
    assert young - old == pytest.approx(np.full(MANY, 20.0 * 2.19))
    oldest = drawn("perezruixo_2020", Covariates(weight_kg=70.0, age_y=86.0), widening=3.0)["Qh"]
    assert oldest.min() > 0.0


@pytest.mark.parametrize("band", list(Band))
def test_a_range_is_drawn_between_its_ends_with_its_value_in_the_middle(band: Band) -> None:
    estimate = Estimate(value=5.0, unit="1/h", how=How.CONSTRUCTED, where="here", low=4.0, high=8.0)
    values = draw_in_range(estimate, band, MANY, np.random.default_rng(1))
    assert 4.0 <= values.min() < 4.05
    assert 7.9 < values.max() <= 8.0
    assert np.median(values) == pytest.approx(5.0, rel=0.01)
    assert draw_in_range(estimate, band, 1, np.random.default_rng(1)) == pytest.approx([5.0])


def test_a_range_without_ends_is_not_drawn() -> None:
    estimate = Estimate(value=5.0, unit="1/h", how=How.CONSTRUCTED, where="here")
    with pytest.raises(UnsupportedError, match="all three are needed"):
        draw_in_range(estimate, Band.UNIFORM, 5, np.random.default_rng(1))
