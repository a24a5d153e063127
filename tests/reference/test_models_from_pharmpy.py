"""Imported models against Pharmpy's own equations by LSODA; `python -m studies.pharmpy_reference` stored them."""

import json

import numpy as np
import pytest

import wane
from studies.pharmpy_reference import INTO_A_VEIN, MINUTES, STORED, STREAMS, digest_of, model_of
from wane.evidence.foreign.file import ModelPassport, model_file
from wane.evidence.own_model import own_model
from wane.evidence.population_model import PopulationModel

FILE = json.loads(STORED.read_text(encoding="utf-8"))
REFUSED = {
    "additive_deviation": "CL is not log-normal between people",
    "covariate": "depends on the covariate APGR; only weight, as a power, can be expressed",
    "direct_effect": "a response (pharmacodynamics)",
    "indirect_response": "a response (pharmacodynamics) is no part of a model of kinetics",
    "lag": "come with a lag (ALAG1)",
    "michaelis_menten": "nonlinear kinetics (such as Michaelis-Menten) cannot be expressed",
    "shared_deviation": "ETA_1 moves both CL and V",
    "time_varying": "changes with time (t); rates must be constant",
}
LINEAR = sorted(set(FILE["streams"]) - set(REFUSED))
SEEN_IN_MG_L = frozenset({"depot"})


def text_of(name: str) -> str:
    analytes = {"s_ketamine": "CENTRAL", "norketamine": "MET"} if name == "metabolite" else {"s_ketamine": ""}
    passport = ModelPassport(
        alias="mine_2026", drug="esketamine", site="venous", analytes=analytes, routes={route_of(name): ""},
        citation="a control stream of the tests", link="https://example.org/", time=MINUTES.get(name, "h"),
    )  # fmt: skip
    return model_file(model_of(FILE["streams"][name]["model"]), passport)


def route_of(name: str) -> str:
    return "iv" if name in INTO_A_VEIN else "oral"


@pytest.fixture(scope="module")
def imported() -> dict[str, PopulationModel]:
    return {name: own_model(text_of(name), f"{name}.yaml") for name in LINEAR}


@pytest.mark.parametrize("name", sorted(FILE["streams"]))
def test_what_is_stored_was_read_from_this_control_stream(name: str) -> None:
    stored = FILE["streams"][name]["sha256"]

    assert stored == digest_of(STREAMS / f"{name}.ctl"), "the control stream changed; run `make pharmpy`"


@pytest.mark.parametrize("name", LINEAR)
def test_concentrations_are_those_of_pharmpys_equations(name: str, imported: dict[str, PopulationModel]) -> None:
    model, course = imported[name], FILE["streams"][name]["course"]
    over_h = FILE["over_min"] / 60.0 if name in INTO_A_VEIN and name != "duration" else 0.0
    regimen = wane.single_dose(wane.Drug.ESKETAMINE, wane.Route(route_of(name)), FILE["dose_mg"], over_h=over_h)
    person = wane.typical(model, wane.Covariates(weight_kg=70.0))

    found = wane.predict(person, regimen, np.array(FILE["at_min"]) / 60.0)

    per_unit = 1000.0 if name in SEEN_IN_MG_L else 1.0
    assert len(course) == len(model.analytes)
    for analyte, seen in zip(model.analytes, course.values(), strict=True):
        np.testing.assert_allclose(found[analyte][0], per_unit * np.array(seen), rtol=1e-6)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_no_model_file_can_hold_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(wane.WaneError) as caught:
        text_of(name)

    assert str(caught.value).startswith(f"{name} is not imported: ")
    assert REFUSED[name] in str(caught.value)
    assert caught.value.exit_code == 13


def test_weight_deviations_and_error_are_those_of_the_control_stream(imported: dict[str, PopulationModel]) -> None:
    model = imported["two_compartments"]

    assert {name: one.weight_exponent for name, one in model.parameters.items()} == {
        "CL": 0.75, "V1": 1.0, "Q": 0.0, "V2": 0.0,
    }  # fmt: skip
    assert model.omegas == {"CL": pytest.approx(0.2), "V1": pytest.approx(0.3)}
    assert [(set(pair[:2]), pair[2]) for pair in model.covariances] == [({"CL", "V1"}, 0.01)]
    (residual,) = model.residual
    assert (residual.proportional, residual.additive) == (pytest.approx(0.02**0.5), pytest.approx(2.0))


def test_an_additive_error_in_mg_per_litre_is_stated_in_ng_per_millilitre(imported: dict[str, PopulationModel]) -> None:
    (residual,) = imported["depot"].residual

    assert (residual.proportional, residual.additive) == (pytest.approx(0.2), pytest.approx(3.0))


def test_units_follow_from_the_structure(imported: dict[str, PopulationModel]) -> None:
    printed = {name: one.estimate.unit for name, one in imported["metabolite"].parameters.items()}
    per_minute = {name: one.estimate.unit for name, one in imported["minutes"].parameters.items()}

    assert printed == {
        "KA": "1/h", "Q": "L/h", "V": "L", "CL": "L/h", "FM": "fraction", "CLM": "L/h", "VM": "L", "VP": "L",
        "F1": "fraction",
    }  # fmt: skip
    assert per_minute == {"K": "1/min", "K12": "1/min", "K21": "1/min", "V": "L"}


def test_numbers_without_an_estimation_are_called_assumed(imported: dict[str, PopulationModel]) -> None:
    model = imported["two_compartments"]

    assert model.parameters["CL"].estimate.how.value == "assumed"
    assert model.parameters["Q"].estimate.how.value == "fixed"
    assert any("where an estimation begins" in caveat for caveat in model.caveats)
