"""Facts come from words that people type; what is not said stays not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import ConflictError, UnitError, UnknownNameError, WaneError
from wane.models.person import Covariates
from wane.plan.facts import Facts, read_facts
from wane.plan.vocabulary import Kind, Part, medicine_name, medicines, vocabulary

PERSON = Covariates(weight_kg=70.0)


@pytest.mark.parametrize(
    ("word", "fact"),
    [
        ("aneurysm", "aneurysmal_vascular_disease"),
        ("Aortic Aneurysm", "aneurysmal_vascular_disease"),
        ("heart attack", "other_cardio_or_cerebrovascular_condition"),
        ("MI", "other_cardio_or_cerebrovascular_condition"),
        ("stroke", "other_cardio_or_cerebrovascular_condition"),
        ("high blood pressure", "history_hypertension"),
        ("schizophrenia", "psychosis"),
        ("pregnancy", "pregnant"),
    ],
)
def test_a_synonym_states_the_fact(word: str, fact: str) -> None:
    assert read_facts(PERSON, history=[word]).value(fact) is True


def test_what_is_not_said_is_not_known() -> None:
    facts = read_facts(PERSON)
    assert all(facts.value(name) is None for name in vocabulary().facts)


@pytest.mark.parametrize("text", ["no aneurysm", "aneurysm=no", "not aneurysm", "aneurysm = 0"])
def test_a_fact_can_be_denied(text: str) -> None:
    assert read_facts(PERSON, history=[text]).value("aneurysmal_vascular_disease") is False


def test_a_number_is_read_with_its_name() -> None:
    assert read_facts(PERSON, conditions=["hours since food = 1.5"]).value("hours_since_food") == 1.5


def test_a_level_is_read_by_name() -> None:
    assert read_facts(PERSON, conditions=["child_pugh=c"]).value("child_pugh") == "C"


def test_none_denies_its_own_part_alone() -> None:
    facts = read_facts(PERSON, history=["none"])
    assert facts.value("aneurysmal_vascular_disease") is False
    assert facts.value("pregnant") is None


def test_none_settles_nothing_that_another_fact_raised() -> None:
    facts = read_facts(PERSON, history=["aneurysm"], conditions=["none"])
    assert facts.value("bp_rise_serious_hazard") is None
    assert "bp_rise_serious_hazard" in facts.open_questions


def test_an_answer_settles_what_was_raised() -> None:
    facts = read_facts(PERSON, history=["aneurysm"], extra={"bp_rise_serious_hazard": False})
    assert "bp_rise_serious_hazard" not in facts.open_questions


def test_the_stronger_fact_includes_the_weaker() -> None:
    assert read_facts(PERSON, history=["poorly_controlled_psychosis"]).value("psychosis") is True


def test_an_indication_among_the_conditions_is_kept_apart() -> None:
    facts = read_facts(PERSON, conditions=["TRD"])
    assert facts.indication == "depression"
    assert facts.known == {}


def test_a_named_indication_is_resolved() -> None:
    assert read_facts(PERSON, indication="CRPS").indication == "chronic_pain"


@pytest.mark.parametrize("texts", [["aneurysm", "no aneurysm"], ["poorly_controlled_psychosis", "no psychosis"]])
def test_a_contradiction_is_refused(texts: list[str]) -> None:
    with pytest.raises(ConflictError):
        read_facts(PERSON, history=texts)


def test_a_near_miss_is_offered_and_the_list_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r'did you mean "aneurysmal_vascular_disease".*`wane evidence names`'):
        read_facts(PERSON, history=["aneurism"])


def test_what_nothing_is_near_is_said_shortly() -> None:
    with pytest.raises(UnknownNameError, match="nothing in it is near") as caught:
        read_facts(PERSON, taking=["xyzzy"])
    assert len(str(caught.value)) < 150


@pytest.mark.parametrize(
    ("history", "conditions", "taking"),
    [
        (["none", "aneurysm"], [], None),
        (["aneurysm", "none"], [], None),
        (["none"], ["aneurysm"], None),
        ([], ["none", "high blood pressure"], None),
        ([], [], ["none", "diazepam"]),
    ],
)
def test_none_beside_something_is_refused(history: list[str], conditions: list[str], taking: list[str] | None) -> None:
    with pytest.raises(ConflictError, match='"none" came'):
        read_facts(PERSON, history=history, conditions=conditions, taking=taking)


def test_nothing_else_may_stand_beside_a_medicine() -> None:
    facts = read_facts(PERSON, taking=["diazepam", "nothing else"])
    assert facts.taking == {"diazepam"}
    assert facts.is_taking_complete


@pytest.mark.parametrize("text", ["", "  ", "escort=", "=yes", "="])
def test_a_fact_without_a_name_or_a_value_is_asked_about(text: str) -> None:
    with pytest.raises(UnitError, match="a name and its value are needed"):
        read_facts(PERSON, conditions=[text])


def test_an_unknown_medicine_is_refused_with_near_matches() -> None:
    with pytest.raises(UnknownNameError, match='did you mean "clarithromycin"'):
        read_facts(PERSON, taking=["clarithromicin"])


@pytest.mark.parametrize("text", ["hours since food", "hours since food=yesterday", "aneurysm=maybe", "child_pugh=Z"])
def test_a_fact_without_a_usable_value_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        read_facts(PERSON, history=[text])


def test_a_word_for_several_facts_takes_no_value() -> None:
    with pytest.raises(UnknownNameError, match="more than one fact"):
        read_facts(PERSON, history=["mi=yes"])


@given(st.lists(st.text(max_size=30), max_size=4), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_either_read_or_refused_in_one_line(history: list[str], taking: list[str]) -> None:
    try:
        facts = read_facts(PERSON, history=history, taking=taking)
    except WaneError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(facts, Facts)


def test_every_medicine_fact_asks_for_names_that_the_medicines_register_knows() -> None:
    known = set(medicines().classes)
    asked = {name for word in vocabulary().facts.values() for name in word.any_of}
    assert asked <= known


def test_every_spelling_is_one_name_only() -> None:
    for name, word in vocabulary().facts.items():
        assert vocabulary().spellings[name.casefold().replace("_", " ")] == name
        assert word.kind is not Kind.BOOL or word.question.endswith("?")
        assert (word.part is Part.MEDICINE) == bool(word.any_of)


def test_a_class_may_be_named_for_a_medicine() -> None:
    assert medicine_name("SSRI") == "ssri"
    assert read_facts(PERSON, taking=["ssri"]).value("ssri") is True
