"""Foreign models: what is expressed, what is asked of a person, what is refused; on one compartment more or less."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from wane.errors import EvidenceError, FileFormatError, UnknownNameError, UnsupportedError
from wane.evidence.foreign.file import ModelPassport, model_file
from wane.evidence.foreign.model import ForeignCompartment, ForeignModel, ForeignNumber
from wane.evidence.foreign.terms import folded, number, term, value_of


def compartment(name: str, **changed: Any) -> ForeignCompartment:
    return replace(ForeignCompartment(name=name, doses=(), given="0", lag="0", bioavailability="1"), **changed)


def held(value: float) -> ForeignNumber:
    return ForeignNumber(value=value, is_fixed=False, rse_pct=5.0)


ONE = ForeignModel(
    name="run7", title="One compartment", columns=("ID", "TIME", "AMT", "DV", "WT", "AGE"),
    before=(("CL", "POP_CL*exp(ETA_1)"), ("V", "POP_V")),
    compartments=(compartment("CENTRAL", doses=(None,)),), flows=(("CENTRAL", None, "CL/V"),),
    after=(("F", "1000*A_CENTRAL(t)/V"), ("Y", "F + F*EPS_1")), y="Y",
    thetas={"POP_CL": held(90.0), "POP_V": held(70.0)}, covariances={("ETA_1", "ETA_1"): 0.04},
    variances={"EPS_1": 0.01}, is_estimated=True,
)  # fmt: skip
PASSPORT = ModelPassport(
    alias="mine_2026", drug="ketamine", site="venous", analytes={"ketamine": ""}, routes={"iv": ""}, citation="ours",
    link="https://example.org/",
)  # fmt: skip


def before(*pairs: tuple[str, str]) -> ForeignModel:
    return replace(ONE, before=(*ONE.before, *pairs))


def test_an_estimated_number_carries_its_error() -> None:
    fields = yaml.safe_load(model_file(ONE, PASSPORT))

    assert fields["parameters"]["CL"] == {
        "value": 90.0, "unit": "L/h", "how": "estimated", "where": "run7, POP_CL", "uncertainty": "RSE 5 %",
    }  # fmt: skip
    assert fields["summary"] == {"cl": "V*(CL / V)", "vss": "V", "parent_states": ["central"]}
    assert fields["enantiomer"] == "racemate"


def test_a_symbol_that_stands_for_another_is_that_other() -> None:
    model = replace(before(("K", "CL/VC"), ("VC", "V")), flows=(("CENTRAL", None, "K"),))

    assert yaml.safe_load(model_file(model, PASSPORT))["flows"][0]["rate"] == "CL / V"


def test_a_model_nobody_varies_in_says_so() -> None:
    model = replace(ONE, before=(("CL", "POP_CL"), ("V", "POP_V")), covariances={})

    assert yaml.safe_load(model_file(model, PASSPORT))["spread"]["note"] == "run7 has no deviations between people"


def test_an_error_of_another_form_is_left_out_and_said() -> None:
    fields = yaml.safe_load(
        model_file(replace(ONE, after=(("F", "1000*A_CENTRAL(t)/V"), ("Y", "F + sqrt(F)*EPS_1"))), PASSPORT)
    )

    assert fields["residual"] == []
    assert any("neither proportional nor additive" in caveat for caveat in fields["caveats"])


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (replace(ONE, flows=(("CENTRAL", None, "CL*X/V"),)), "X has no value in X"),
        (replace(before(("CL", "POP_CL*(AGE/40)")), covariances={}), "depends on the covariate AGE"),
        (before(("CL", "POP_CL*(1 + WT/70)")), "CL does not grow with a power of weight"),
        (before(("CL", "-POP_CL")), "CL is -90 for a typical person"),
        (before(("CL", "POP_CL*exp(ETA_1)*exp(ETA_2)")), "has no value in CL"),
        (before(("A_CENTRAL(0)", "V")), "A_CENTRAL(0) is given"),
        (replace(ONE, compartments=(compartment("CENTRAL"),)), "no compartment that is dosed"),
        (replace(ONE, compartments=(compartment("CENTRAL", doses=(None, "V/CL")),)), "two ways"),
        (replace(ONE, compartments=(compartment("CENTRAL", doses=(None,), given="CL"),)), "input of its own"),
        (replace(ONE, compartments=(compartment("CENTRAL", doses=("AMT/CL",)),)), "the covariate AMT"),
        (replace(ONE, after=(("Y", "A_CENTRAL(t) + EPS_1"),)), "no amount over a volume"),
        (replace(ONE, after=(("Y", "log(A_CENTRAL(t)/V) + EPS_1"),)), "no amount over a volume"),
        (replace(ONE, after=(("Y", "A_CENTRAL(t)"),)), "no amount over a volume"),
        (replace(ONE, flows=(("CENTRAL", None, "CL/V + V"),)), "units of its parameters contradict each other"),
        (replace(ONE, flows=(("CENTRAL", None, "CL*Q/V"),), before=(*ONE.before, ("Q", "POP_CL"))), "the unit of CL"),
        (replace(ONE, flows=(("CENTRAL", None, "exp(CL)/V"),)), "holds more than + - * /"),
        (replace(ONE, flows=(("CENTRAL", None, "CL/"),)), "no expression that can be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_refused_with_its_reason(model: ForeignModel, why: str) -> None:
    with pytest.raises(UnsupportedError, match="run7 is not imported") as caught:
        model_file(model, PASSPORT)

    assert why in str(caught.value)


def chain(*flows: tuple[str, str | None, str]) -> ForeignModel:
    names = dict.fromkeys(source for source, _, _ in flows)
    return replace(
        ONE, flows=flows, before=(*ONE.before, ("K", "POP_K")), thetas={**ONE.thetas, "POP_K": held(1.0)},
        compartments=tuple(compartment(name, doses=(None,) if name == "CENTRAL" else ()) for name in names),
    )  # fmt: skip


def test_peripheral_compartments_in_a_row_add_up_to_a_volume() -> None:
    model = chain(("CENTRAL", None, "CL/V"), ("CENTRAL", "NEAR", "K"), ("NEAR", "CENTRAL", "K"),
                  ("NEAR", "FAR", "K"), ("FAR", "NEAR", "K"))  # fmt: skip

    summary = yaml.safe_load(model_file(model, PASSPORT))["summary"]

    at = {"V": 70.0, "K": 1.0, "CL": 90.0}
    assert value_of(term(summary["vss"]), at) == pytest.approx(210.0)
    assert value_of(term(summary["cl"]), at) == pytest.approx(90.0)


@pytest.mark.parametrize(
    ("flows", "why"),
    [
        ((("CENTRAL", "NEAR", "K"), ("NEAR", "CENTRAL", "K"), ("NEAR", None, "K")), "must leave from CENTRAL alone"),
        (
            (("CENTRAL", None, "CL/V"), ("CENTRAL", "NEAR", "K"), ("NEAR", "CENTRAL", "K"), ("NEAR", "FAR", "K"),
             ("FAR", "NEAR", "K"), ("FAR", "CENTRAL", "K"), ("CENTRAL", "FAR", "K")),
            "in a ring",
        ),
    ],
)  # fmt: skip
def test_a_clearance_that_is_not_one_number_is_refused(
    flows: tuple[tuple[str, str | None, str], ...], why: str
) -> None:
    with pytest.raises(UnsupportedError, match=why):
        model_file(chain(*flows), PASSPORT)


@pytest.mark.parametrize(
    ("passport", "why"),
    [
        (replace(PASSPORT, analytes={"ketamine": "DEPOT"}), "give --analyte ketamine=COMPARTMENT, one of CENTRAL"),
        (replace(PASSPORT, routes={"iv": "", "oral": "DEPOT"}), "give --route oral=COMPARTMENT"),
        (replace(PASSPORT, routes={}), "No route came for CENTRAL"),
    ],
)
def test_what_only_a_person_knows_is_asked_for(passport: ModelPassport, why: str) -> None:
    with pytest.raises(UnknownNameError, match=why):
        model_file(ONE, passport)


def test_the_gate_judges_what_the_person_said() -> None:
    with pytest.raises(EvidenceError, match="nobody can find this source"):
        model_file(ONE, replace(PASSPORT, link=None))


def test_cases_and_comparisons_are_worked_out() -> None:
    cases = term("Piecewise((1, (AGE < 10) | (AGE >= 90)), (sqrt(4), Eq(AGE, 40) & Ne(AGE, 50)), (-exp(0), True))")

    assert [number(folded(cases, {"AGE": age})) for age in (5.0, 95.0, 40.0, 60.0)] == [1.0, 1.0, 2.0, -1.0]
    assert number(folded(cases, {})) is None
    assert number(folded(term("0*X + 0/X + 0 + X**1*0 + (X - 0)/1*0"), {})) == 0.0


@pytest.mark.parametrize("text", ["1/X", "log(X)", "Y", "Piecewise((1, X > 0))"])
def test_what_comes_to_no_number_is_one_sentence(text: str) -> None:
    with pytest.raises(FileFormatError, match="has no value"):
        value_of(term(text), {"X": 0.0})


DEPOT = replace(
    ONE, columns=(*ONE.columns, "CMT"), before=(*ONE.before, ("KA", "POP_KA")),
    thetas={**ONE.thetas, "POP_KA": held(1.2)},
    compartments=(compartment("DEPOT", doses=(None,)), compartment("CENTRAL")),
    flows=(("DEPOT", "CENTRAL", "KA"), ("CENTRAL", None, "CL/V")),
    after=(
        ("F", "Piecewise((A_DEPOT(t), Eq(CMT, 1) & Eq(AMT, 0)), (1000*A_CENTRAL(t)/V, Eq(CMT, 2) & Eq(AMT, 0)))"),
        ("Y", "F"),
    ),
)  # fmt: skip


def test_a_compartment_that_only_takes_doses_is_not_observed() -> None:
    fields = yaml.safe_load(model_file(DEPOT, replace(PASSPORT, routes={"oral": ""})))

    assert fields["outputs"] == {"ketamine": {"state": "central", "scale": "1000/V"}}


@pytest.mark.parametrize(
    ("y", "why"),
    [
        ("Piecewise((A_DEPOT(t), Eq(CMT, 1)))", "no amount over a volume"),
        ("Piecewise((A_CENTRAL(t)/V, Eq(CMT, 1)), (A_CENTRAL(t)/KA, True))", "no amount over a volume"),
        ("(A_CENTRAL(t) + A_DEPOT(t))/V", "no amount over a volume"),
        ("Piecewise((A_CENTRAL(t)/V, Eq(CMT, 1)), (A_CENTRAL(t)/KA, AGE < 40))", "no amount over a volume"),
        (
            "A_CENTRAL(t)/V*" + "*".join(f"Piecewise((1, Eq(CMT, {i})), (1, True))" for i in range(70)),
            "more than 64 cases",
        ),
    ],
)
def test_observations_that_no_output_can_be_are_refused(y: str, why: str) -> None:
    with pytest.raises(UnsupportedError, match=why):
        model_file(replace(DEPOT, after=(("Y", y),)), replace(PASSPORT, routes={"oral": ""}))
