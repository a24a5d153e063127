"""Absorption put in front of a disposition keeps mass and bioavailability."""

import numpy as np
import pytest

from wane.errors import UnsupportedError
from wane.evidence.reading import load_construct, load_model
from wane.kernels import area_under_curve
from wane.models.absorption import central_state, first_pass_share, graft, metabolite_entry, with_construct
from wane.models.person import Covariates
from wane.models.pk import Individuals, doses, output_matrix, rate_matrix, typical
from wane.models.regimen import Administration, Route
from wane.models.timecourse import FloatArray

ADULT = Covariates(weight_kg=70.0, age_y=40.0)
HOSTS = ["otto_2021", "simons_2022"]


def person(name: str) -> Individuals:
    return typical(load_model(name), ADULT)


def areas(individuals: Individuals, route: Route) -> FloatArray:
    """AUC of one mg, by analyte of the model."""
    entering = doses(individuals, (Administration(route=route, start_h=0.0, dose_mg=1.0),))
    amounts = np.zeros((1, len(individuals.model.states)))
    for event, state in enumerate(entering.state):
        amounts[:, state] += entering.amount_mg[:, event]
    rows = output_matrix(individuals, individuals.model.analytes)
    found: FloatArray = area_under_curve(rate_matrix(individuals), rows, amounts)[0]
    return found


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("construct_id", ["im_racemate", "oral_racemate", "sublingual_racemate", "intranasal_racemate"])
def test_a_construct_has_its_bioavailability(host: str, construct_id: str) -> None:
    construct = load_construct(construct_id)
    made = with_construct(person(host), construct, np.array([0.7]), np.random.default_rng(1))
    assert areas(made, Route(construct.route))[0] / areas(made, Route.IV)[0] == pytest.approx(construct.f.value)


@pytest.mark.parametrize("host", HOSTS)
def test_what_is_swallowed_and_lost_becomes_norketamine_in_its_share(host: str) -> None:
    construct = load_construct("oral_racemate")
    made = with_construct(person(host), construct, np.array([0.7]), np.random.default_rng(1))
    f = construct.f.value
    assert f is not None
    assert areas(made, Route.ORAL)[1] / areas(made, Route.IV)[1] == pytest.approx(f + 0.7 * (1.0 - f))


def test_an_injection_into_muscle_makes_no_norketamine_on_the_way() -> None:
    made = with_construct(person("otto_2021"), load_construct("im_racemate"), np.array([0.7]), np.random.default_rng(1))
    assert areas(made, Route.IM)[1] / areas(made, Route.IV)[1] == pytest.approx(load_construct("im_racemate").f.value)


def test_a_route_without_an_absorption_rate_is_refused_with_the_reason() -> None:
    with pytest.raises(UnsupportedError, match="no absorption rate was read"):
        with_construct(
            person("otto_2021"), load_construct("rectal_racemate"), np.array([0.7]), np.random.default_rng(1)
        )


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("route", [Route.INTRANASAL, Route.ORAL])
def test_a_graft_keeps_the_bioavailability_of_its_donor(host: str, route: Route) -> None:
    donor = person("perezruixo_2020")
    made = graft(person(host), donor, route)
    grafted = areas(made, route)[0] / areas(made, Route.IV)[0]
    assert grafted == pytest.approx(areas(donor, route)[0] / areas(donor, Route.IV)[0])


@pytest.mark.parametrize("host", HOSTS)
def test_a_graft_turns_what_the_liver_extracts_into_norketamine(host: str) -> None:
    donor = person("perezruixo_2020")
    made = graft(person(host), donor, Route.ORAL)
    reaching_liver = donor.parameters["Fgut"][0]
    assert areas(made, Route.ORAL)[1] / areas(made, Route.IV)[1] == pytest.approx(reaching_liver)


def test_the_share_that_the_liver_takes_lies_between_none_and_all() -> None:
    donor = person("perezruixo_2020")
    share = first_pass_share(donor)[0]
    f = areas(donor, Route.ORAL)[0] / areas(donor, Route.IV)[0]
    assert share == pytest.approx((donor.parameters["Fgut"][0] - f) / (1.0 - f))


def test_places_in_a_model_are_found_from_its_flows() -> None:
    assert [central_state(load_model(name)) for name in HOSTS] == ["c", "c"]
    assert [metabolite_entry(load_model(name)) for name in (*HOSTS, "kamp_2020")] == ["nk", "t1", None]


def test_a_disposition_without_metabolite_can_carry_a_construct() -> None:
    made = with_construct(
        person("kamp_2020"), load_construct("oral_racemate"), np.array([0.7]), np.random.default_rng(1)
    )
    assert areas(made, Route.ORAL)[0] / areas(made, Route.IV)[0] == pytest.approx(0.2)
