"""What the rules say of somebody at the first visit: findings, and what nobody has said, never assumed fine."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wane.errors import WaneError
from wane.models.instruments import conditions
from wane.models.regimen import Drug, Route
from wane.plan.facts import read_facts
from wane.plan.rules import check_rules
from wane.plan.scope import Session
from wane.plan.session_plan import Finding
from wane.plan.vocabulary import Kind, Part, vocabulary
from wane.units import parse_height_cm, parse_weight_kg
from wane_clinic.bridge.computed import Json, NotComputedError
from wane_clinic.bridge.persons import covariates_of, indication_of

NUMBERS: Final = {"weeks_since_cardiovascular_event_incl_MI"}
REFUSED: Final = {"acute_pain"}
"""Relief of acute pain lasts hours: no course is planned for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the rules that somebody can answer at the first visit."""

    name: str
    words: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding; `source` is the id of its evidence."""

    verdict: str
    head: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFindings:
    """Findings strongest first, the questions that are open, and words that no register knows."""

    findings: tuple[FindingLine, ...]
    open_questions: tuple[str, ...]
    not_understood: tuple[str, ...]


@functools.cache
def questions() -> tuple[Question, ...]:
    """Every history and condition that a rule asks for, as yes, no or not asked."""
    words = vocabulary().facts.values()
    asked = [word for word in words if word.part in (Part.HISTORY, Part.CONDITION)]
    return tuple(
        Question(name=word.name, words=word.question, is_number=word.name in NUMBERS)
        for word in asked
        if word.kind is Kind.BOOL or word.name in NUMBERS
    )


def treated_for() -> list[tuple[str, str]]:
    """Conditions that a course can be opened for: id and word."""
    return [(name, word) for name, word in conditions().items() if name not in REFUSED]


def weight_kg(text: str) -> float:
    """[kg] of a weight typed with its unit; NotComputedError says what is needed."""
    return _read(parse_weight_kg, text)


def height_cm(text: str) -> float:
    """[cm] of a height typed with its unit."""
    return _read(parse_height_cm, text)


def findings_of(person: Json, *, condition: str, drug: str = "ketamine", route: str = "iv") -> IntakeFindings:
    """What every rule says of a person who may be given this drug by this route."""
    indication = indication_of(condition)
    try:
        facts = read_facts(
            covariates_of(person),
            history=person["history"],
            conditions=person["conditions"],
            taking=person["taking"],
            indication=None if indication == "other" else indication,
        )
        session = Session(drug=Drug(drug), routes=frozenset({Route(route)}), indication=facts.indication)
        found, missing = check_rules(facts, session)
    except WaneError as error:
        raise NotComputedError(str(error)) from None
    return IntakeFindings(
        findings=tuple(_line(one) for one in found),
        open_questions=tuple(one.question for one in missing),
        not_understood=tuple(person["not_understood"]),
    )


def _line(one: Finding) -> FindingLine:
    return FindingLine(verdict=one.verdict.value, head=one.head, sentence=one.sentence, source=one.source)


def _read(read: Callable[[str], float], text: str) -> float:
    try:
        return read(text)
    except WaneError as error:
        raise NotComputedError(str(error)) from None
