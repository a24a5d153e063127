"""Persons: what was typed becomes covariates; what was not stays unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.cli.person import PersonText, listed, read_person
from wane.errors import OutOfRangeError, UnitError, UnknownNameError, WaneError
from wane.models.person import OrganFunction, Race, Sex


def test_only_the_weight_must_be_known() -> None:
    person = read_person(PersonText(weight="154 lb"))
    assert person.weight_kg == pytest.approx(69.853, abs=1e-3)
    assert (person.age_y, person.height_cm, person.sex, person.race, person.liver, person.kidney) == (None,) * 6
    assert person.taking == frozenset()


def test_everything_typed_is_kept() -> None:
    text = PersonText(
        weight="70 kg", height="5 ft 7 in", age="45", sex="F", race="Japanese", liver="mild", kidney="severe",
        taking="diazepam, Clarithromycin",
    )  # fmt: skip
    person = read_person(text)
    assert (person.height_cm, person.age_y) == pytest.approx((170.18, 45.0))
    assert (person.sex, person.race, person.liver) == (Sex.FEMALE, Race.JAPANESE, OrganFunction.MILD)
    assert person.taking == {"diazepam", "clarithromycin"}


@pytest.mark.parametrize("nothing", ["none", "Nothing", "nothing else"])
def test_nothing_taken_is_no_medicine(nothing: str) -> None:
    assert read_person(PersonText(weight="70 kg", taking=nothing)).taking == frozenset()


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (PersonText(weight="70"), UnitError, "without a unit"),
        (PersonText(weight="350 kg"), OutOfRangeError, "pounds"),
        (PersonText(weight="70 kg", age="200"), OutOfRangeError, "age"),
        (PersonText(weight="70 kg", age="18 months"), OutOfRangeError, "18 months came with a weight of 70 kg"),
        (PersonText(weight="70 kg", height="170"), UnitError, "cm"),
        (PersonText(weight="70 kg", sex="woman?"), UnknownNameError, 'did you mean "female"'),
        (PersonText(weight="70 kg", liver="bad"), UnknownNameError, "normal, mild, moderate, severe"),
        (PersonText(weight="70 kg", taking="diazepan"), UnknownNameError, "diazepam"),
    ],
)
def test_what_cannot_be_read_says_why(text: PersonText, kind: type[WaneError], says: str) -> None:
    with pytest.raises(kind, match=says):
        read_person(text)


def test_a_list_keeps_its_names_and_an_absent_one_is_not_empty() -> None:
    assert listed("aneurysm, high  blood pressure,,") == ("aneurysm", "high blood pressure")
    assert listed(None) is None


@given(
    text=st.builds(
        PersonText,
        weight=st.text(max_size=20) | st.just("70 kg"),
        sex=st.none() | st.text(),
        taking=st.none() | st.text(),
    )
)
def test_any_text_is_a_person_or_one_sentence(text: PersonText) -> None:
    try:
        assert read_person(text).weight_kg >= 20.0
    except WaneError as error:
        assert "\n" not in str(error)
