"""A patient as the science knows a person: weight, age, sex, and facts in its own words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wane.errors import WaneError
from wane.forecast.statements import PAINFUL
from wane.models.person import Covariates, Sex
from wane.plan.clinic import ClinicSettings
from wane.plan.facts import read_facts
from wane.plan.vocabulary import medicine_name
from wane_clinic.bridge.computed import Json, NotComputedError
from wane_clinic.care.current import facts_of, weight_of
from wane_clinic.care.models import Course, FactKind, IntakeFact
from wane_clinic.people.models import Patient
from wane_clinic.people.settled import current

MOOD: Final = frozenset({"depression", "bipolar"})


def person_inputs(patient: Patient, *, on: datetime, weight_kg: float | None = None) -> Json:
    """What is known of a patient, as JSON. Words that no register knows are listed apart, never dropped in silence."""
    facts = [fact for fact in facts_of(patient) if fact.happened_at <= on]
    return person_of(facts, age_y=patient.age_years(on=on.date()), sex=patient.sex, weight_kg=weight_kg)


def person_of(facts: Sequence[IntakeFact], *, age_y: float, sex: str, weight_kg: float | None = None) -> Json:
    """The same from facts that may not be on record yet: an intake is judged before it is saved."""
    history, strange_history = _known(facts, FactKind.HISTORY)
    conditions, strange_conditions = _known(facts, FactKind.CONDITION)
    taking, strange_medicines = _medicines(facts)
    return {
        "weight_kg": _newest(facts, FactKind.WEIGHT) if weight_kg is None else weight_kg,
        "height_cm": _newest(facts, FactKind.HEIGHT),
        "age_y": age_y,
        "sex": sex if sex in set(Sex) else None,
        "history": history,
        "conditions": conditions,
        "taking": taking,
        "not_understood": [*strange_history, *strange_conditions, *strange_medicines],
    }


def weight_kg_of(course: Course) -> float | None:
    """[kg] the newest weight on record, else that of the newest session."""
    fact = weight_of(course.patient)
    if fact is not None:
        return fact.value
    last = course.sessions.order_by("-number", "-id").first()
    return None if last is None else last.weight_kg


def covariates_of(person: Json) -> Covariates:
    """The covariates of stored inputs."""
    if person["weight_kg"] is None:
        raise NotComputedError("No weight is on record; enter it first.")
    try:
        return Covariates(
            weight_kg=person["weight_kg"],
            height_cm=person["height_cm"],
            age_y=person["age_y"],
            sex=None if person["sex"] is None else Sex(person["sex"]),
            taking=frozenset(medicine_name(name) for name in person["taking"] or () if name != "none"),
        )
    except WaneError as error:
        raise NotComputedError(str(error)) from None


def clinic_inputs() -> Json:
    """What the clinic has settled, as JSON."""
    settled = current()
    return {"leave_min": float(settled.leave_floor_min), "driving_after_dosing_h": float(settled.driving_h)}


def clinic_of(inputs: Json) -> ClinicSettings:
    """The clinic's settings of stored inputs; they only lengthen what rules and models say."""
    return ClinicSettings(**inputs)


def indication_of(condition: str) -> str:
    """The indication that rules know a condition by."""
    if condition in PAINFUL:
        return "chronic_pain"
    return "depression" if condition in MOOD else "other"


def _newest(facts: Sequence[IntakeFact], kind: FactKind) -> float | None:
    return next((fact.value for fact in reversed(facts) if fact.kind == kind), None)


def _known(facts: Sequence[IntakeFact], kind: FactKind) -> tuple[list[str], list[str]]:
    """Words that the registers know, and those that they do not; of two answers to one question the newer holds."""
    known: list[str] = []
    strange: list[str] = []
    said = {_question_of(word): word for word in (fact.name or fact.words for fact in facts if fact.kind == kind)}
    for word in said.values():
        try:
            read_facts(Covariates(weight_kg=70.0), history=[*known, word])
            known.append(word)
        except WaneError:
            strange.append(word)
    return known, strange


def _question_of(word: str) -> str:
    """What an answer is about: `no stroke`, `stroke` and `stroke=4` are about one thing."""
    return word.removeprefix("no ").partition("=")[0]


def _medicines(facts: Sequence[IntakeFact]) -> tuple[list[str] | None, list[str]]:
    """None where nobody said; `none` where somebody said that nothing is taken."""
    known, strange = [], []
    for word in dict.fromkeys(fact.name or fact.words for fact in facts if fact.kind == FactKind.MEDICINE):
        try:
            known.append(medicine_name(word))
        except WaneError:
            strange.append(word)
    if known or strange:
        return known or None, strange
    return (["none"] if any(fact.kind == FactKind.NOTHING_TAKEN for fact in facts) else None), strange
