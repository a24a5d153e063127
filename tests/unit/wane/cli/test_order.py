"""Orders: what was typed becomes the regimen in free base, or one sentence."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.cli.order import Order, OrderText, compared, read_order
from wane.errors import (
    ConflictError,
    FileFormatError,
    OutOfRangeError,
    UnitError,
    UnknownNameError,
    UnsupportedError,
    WaneError,
)
from wane.models.regimen import Drug, Route
from wane.models.salts import base_share
from wane.units import SaltForm

INFUSION = OrderText(drug="ketamine", route="iv", dose="0.5 mg/kg", over="40 min", steps=None)


def half(form: SaltForm) -> float:
    """As if half of the salt were base."""
    return 0.5 if form is SaltForm.HYDROCHLORIDE else 1.0


def read(text: OrderText) -> Order:
    return read_order(text, weight_kg=70.0, base_share=half)


def test_an_infusion_is_one_administration_of_the_whole_dose() -> None:
    (given_dose,) = read(INFUSION).regimen.administrations
    assert (given_dose.dose_mg, given_dose.duration_h) == pytest.approx((35.0, 2 / 3))
    assert given_dose.route is Route.IV


def test_the_salt_is_turned_into_base_and_remembered() -> None:
    order = read(replace(INFUSION, dose="0.5 mg/kg HCl"))
    assert order.regimen.total_mg == pytest.approx(17.5)
    assert order.form is SaltForm.HYDROCHLORIDE
    assert order.ordered == "ketamine 0.5 mg/kg hydrochloride IV over 40 min"


def test_a_bolus_is_said() -> None:
    order = read(replace(INFUSION, over="bolus"))
    assert order.regimen.administrations[0].is_bolus
    assert order.ordered.endswith("bolus")


def test_a_comparison_keeps_drug_and_route() -> None:
    order = read(compared("0.5 mg/kg over 60 min", INFUSION))
    assert order.regimen.administrations[0].duration_h == pytest.approx(1.0)
    assert read(compared("10 mg bolus", INFUSION)).regimen.administrations[0].is_bolus
    with pytest.raises(UnitError, match="a dose is needed"):
        compared(" over 60 min", INFUSION)


@pytest.mark.parametrize(("route", "text"), [("iv", "20 mg"), ("im", "20 mg over 1 h")])
def test_a_comparison_speaks_of_no_option_that_was_not_typed(route: str, text: str) -> None:
    with pytest.raises((UnitError, ConflictError), match="A comparison of") as caught:
        compared(text, replace(INFUSION, route=route))
    assert "--over" not in str(caught.value)


def test_a_long_course_is_told_to_the_minute(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("start,end,rate\n0 min,10120 min,100 mg/h\n")
    order = read(replace(INFUSION, dose=None, over=None, steps=str(path)))
    assert order.ordered == "ketamine 16867 mg IV in 1 step over 7 d 0 h 40 min"


def test_the_salt_of_a_label_is_one_device() -> None:
    text = OrderText(drug="esketamine", route="intranasal", dose="32.3 mg hydrochloride", over=None, steps=None)
    assert read_order(text, weight_kg=70.0, base_share=base_share).regimen.total_mg == 28.0


def test_steps_are_run_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("start,end,rate\n0 min,10 min,1.2 mg/kg/h\n10 min,20 min,0 mg/kg/h\n20 min,40 min,60 mg/h\n")
    order = read(replace(INFUSION, dose=None, over=None, steps=str(path)))
    assert [a.dose_mg for a in order.regimen.administrations] == pytest.approx([14.0, 20.0])
    assert order.ordered == "ketamine 34 mg IV in 2 steps over 40 min"


def but(*, route: str = "iv", drug: str = "ketamine", steps: str | None = None, **texts: str | None) -> OrderText:
    """The infusion with something changed."""
    dose, over = texts.get("dose", INFUSION.dose), texts.get("over", INFUSION.over)
    return OrderText(drug=drug, route=route, dose=dose, over=over, steps=steps)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (but(dose=None), UnitError, "No dose came"),
        (but(over=None), UnitError, "without a duration"),
        (but(over="0 min"), OutOfRangeError, "above zero"),
        (but(route="im"), ConflictError, "only an IV dose runs over time"),
        (but(drug="ketmine"), UnknownNameError, "did you mean"),
        (but(route="rectal"), UnsupportedError, "no model of it is shipped"),
        (but(route="in the ear"), UnknownNameError, "give one of these"),
        (but(steps="absent.csv"), ConflictError, "Both --over and --steps"),
        (but(steps="", over=None), FileFormatError, "--steps came empty"),
        (but(route="im", steps="absent.csv"), ConflictError, "only an IV dose runs in steps"),
    ],
)
def test_an_order_that_cannot_be_given_says_why(text: OrderText, kind: type[WaneError], says: str) -> None:
    with pytest.raises(kind, match=says):
        read(text)


def test_a_dose_beside_steps_must_agree_with_them(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    path.write_text("start,end,dose\n0 min,40 min,35 mg\n")
    text = replace(INFUSION, over=None, steps=str(path))
    assert read(text).regimen.total_mg == 35.0
    with pytest.raises(ConflictError, match="must agree"):
        read(replace(text, dose="0.6 mg/kg"))
    path.write_text("start,end,rate\n0 min,40 min,0 mg/h\n")
    with pytest.raises(OutOfRangeError, match="no drug at all"):
        read(text)


WORDS = st.sampled_from(
    ["ketamine", "esketamine", "iv", "im", "0.5 mg/kg", "28 mg", "84 mg", "40 min", "0 min", "bolus", "-1 mg", ""]
)
TYPED = st.one_of(WORDS, st.text(max_size=40))


@given(drug=TYPED, route=TYPED, dose=st.none() | TYPED, over=st.none() | TYPED)
def test_any_order_is_a_regimen_or_one_sentence(drug: str, route: str, dose: str | None, over: str | None) -> None:
    try:
        order = read(OrderText(drug=drug, route=route, dose=dose, over=over, steps=None))
    except WaneError as error:
        assert "\n" not in str(error)
    else:
        assert order.regimen.drug in Drug
        assert order.regimen.total_mg > 0.0
