"""Rules: sourced constraints, evaluated from the evidence table on the facts of one person and one session."""

import functools
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wane.errors import EvidenceError
from wane.evidence.reading import load_table
from wane.plan.facts import Facts, FactValue
from wane.plan.scope import Scope, Session, is_written_for, parse_scope
from wane.plan.session_plan import Finding, MissingFact, Verdict
from wane.plan.vocabulary import FactWord, Kind, Part, vocabulary

_COMPARE: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS: Final[Mapping[str, str]] = {"==": "at", "<": "under", "<=": "up to", ">": "above", ">=": "from"}
TAKING: Final = "taking"
OTHER_MEDICINES: Final = "other_medicines"
_UNKNOWN: Final = ": not known"


class Action(StrEnum):
    """What a rule asks for."""

    BLOCK = "block"
    WARN = "warn"
    MONITOR = "monitor"
    INFORM = "inform"


class Domain(StrEnum):
    """Where in a session's life a rule stands."""

    CONTRAINDICATION = "contraindication"
    PRECAUTION = "precaution"
    PRE_SESSION = "pre_session"
    DURING = "during"
    STOP = "stop"
    DISCHARGE = "discharge"
    AFTER = "after"
    LONGTERM = "longterm"
    INTERACTION = "interaction"


VERDICTS: Final[Mapping[Action, Verdict]] = {
    Action.BLOCK: Verdict.HOLD,
    Action.WARN: Verdict.CAUTION,
    Action.MONITOR: Verdict.CAUTION,
    Action.INFORM: Verdict.PROCEED,
}
_ORDER: Final = (Verdict.HOLD, Verdict.CAUTION, Verdict.PROCEED)
_FIRST: Final = (Domain.CONTRAINDICATION, Domain.PRE_SESSION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the rules table, parsed; `threshold` is a number, a level, or whether the fact holds."""

    id: str
    domain: Domain
    scope: Scope
    fact: str
    compare: str
    threshold: FactValue
    unit: str
    action: Action
    rationale: str
    strength: str
    confidence: str
    is_checked: bool


@functools.cache
def load_rules() -> tuple[Rule, ...]:
    """Every rule of the evidence, in the order of its id; EvidenceError lists each row that cannot be read."""
    rules, offences = [], []
    for row in load_table("rules"):
        try:
            rules.append(parse_rule(row))
        except (EvidenceError, KeyError, ValueError) as error:
            offences.append(f"{row.get('id', '?')}: {error}")
    if offences:
        raise EvidenceError(f"Rules that cannot be read: {'; '.join(offences)}")
    return tuple(rules)


def parse_rule(row: Mapping[str, str]) -> Rule:
    """One row as a rule; EvidenceError or ValueError says what cannot be read."""
    name = re.sub(r"\s*\(.*\)", "", row["condition_variable"])
    words = vocabulary().facts
    if name not in words:
        raise EvidenceError(f'the fact "{name}" is not in the facts register')
    if row["operator"] not in _COMPARE:
        raise EvidenceError(f'the operator "{row["operator"]}" is not one of {", ".join(_COMPARE)}')
    return Rule(
        id=row["id"],
        domain=Domain(row["domain"]),
        scope=parse_scope(row["applies_to"]),
        fact=name,
        compare=row["operator"],
        threshold=_threshold(words[name], row["threshold"]),
        unit="" if row["unit"] in ("bool", "class", "category") else row["unit"],
        action=Action(row["action"]),
        rationale=row["rationale"],
        strength=row["strength"],
        confidence=row["confidence"],
        is_checked=bool(row.get("checked")),
    )


def _threshold(word: FactWord, text: str) -> FactValue:
    match word.kind:
        case Kind.BOOL:
            return {"1": True, "0": False}[text]
        case Kind.NUMBER:
            return float(text)
        case Kind.CATEGORY:
            if text not in word.levels:
                raise EvidenceError(f'the level "{text}" is not one of {", ".join(word.levels)}')
            return text
        case Kind.ADVICE:
            return text


def applies(rule: Rule, value: FactValue) -> bool:
    """Whether the rule's condition holds for this value of its fact."""
    word = vocabulary().facts[rule.fact]
    if word.kind is Kind.CATEGORY:
        return _COMPARE[rule.compare](word.levels.index(str(value)), word.levels.index(str(rule.threshold)))
    if word.kind is Kind.ADVICE:
        return True
    return _COMPARE[rule.compare](float(value), float(rule.threshold))


def reaches(rule: Rule, session: Session) -> bool:
    """Whether the rule has anything to say on this session: written for it, or a safety rule that is carried over."""
    return is_written_for(rule.scope, session) or (
        rule.action is not Action.INFORM and rule.id not in vocabulary().stays
    )


def check_rules(facts: Facts, session: Session) -> tuple[tuple[Finding, ...], tuple[MissingFact, ...]]:
    """What every rule says of these facts, and what is not known.

    A rule written for the drug, route, indication and place asked about speaks with its own verdict. A safety rule
    written for another one gives caution, with `extended_from`. Findings come strongest first; a fact that nobody gave
    makes a MissingFact where it could be known before the session.
    """
    findings: list[Finding] = []
    open_rules: dict[str, list[Rule]] = {}
    for rule in load_rules():
        if not reaches(rule, session):
            continue
        word = vocabulary().facts[rule.fact]
        value = "" if word.kind is Kind.ADVICE else facts.value(rule.fact)
        if value is None:
            if word.part.is_before:
                open_rules.setdefault(rule.fact, []).append(rule)
            if rule.fact in facts.open_questions and rule.action is not Action.INFORM:
                findings.append(_not_known(rule, word, session))
        elif applies(rule, value):
            findings.append(_finding(rule, word, value, session))
    return tuple(sort_findings(findings)), _missing(facts, open_rules)


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Strongest verdict first; in it contraindications, what is measured before the session, the rest, the not known.

    Of two alike, the rule written for this session comes before the one carried over.
    """
    domains = {rule.id: rule.domain for rule in load_rules()}

    def rank(finding: Finding) -> tuple[int, int, bool]:
        domain = domains.get(finding.id)
        place = _FIRST.index(domain) if domain in _FIRST else len(_FIRST)
        is_open = finding.head.endswith(_UNKNOWN)
        return _ORDER.index(finding.verdict), len(_FIRST) + 1 if is_open else place, finding.extended_from is not None

    return sorted(findings, key=rank)


def overall(findings: Iterable[Finding]) -> Verdict:
    """The strongest verdict among findings; no finding is no objection, and no more than that."""
    return min((f.verdict for f in findings), key=_ORDER.index, default=Verdict.PROCEED)


def _finding(rule: Rule, word: FactWord, value: FactValue, session: Session) -> Finding:
    head = word.says
    if word.kind is Kind.NUMBER:
        limit = f"{_WORDS[rule.compare]} {_shown(rule.threshold)}"
        head += f" {_shown(value)} {rule.unit or word.unit} (the rule speaks {limit})"
    elif word.kind is Kind.CATEGORY:
        head += f" {value}"
    return _spoken(rule, f"{head}: {rule.rationale}.", head, VERDICTS[rule.action], session)


def _not_known(rule: Rule, word: FactWord, session: Session) -> Finding:
    """A fact that another one made doubtful: caution until somebody answers."""
    sentence = f"Not known, and another fact makes it matter: {word.question} If so: {rule.rationale}."
    return _spoken(rule, sentence, word.says + _UNKNOWN, Verdict.CAUTION, session)


def _spoken(rule: Rule, sentence: str, head: str, verdict: Verdict, session: Session) -> Finding:
    """The rule's finding: its own verdict where it was written for this session, otherwise caution, carried over."""
    origin = None if is_written_for(rule.scope, session) else rule.scope.text
    if origin:
        verdict, sentence = (
            Verdict.CAUTION,
            f"{sentence} Written for {origin}, carried over to this session as a caution.",
        )
    elif rule.scope.setting:
        sentence += f" Written for {rule.scope.text}."
    return Finding(
        id=rule.id,
        verdict=verdict,
        sentence=sentence,
        strength=rule.strength,
        confidence=rule.confidence,
        source=rule.id,
        extended_from=origin,
        is_checked=rule.is_checked,
        head=re.sub(r" \(.*\)", "", head),
    )


def _shown(value: FactValue) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _missing(facts: Facts, open_rules: Mapping[str, list[Rule]]) -> tuple[MissingFact, ...]:
    """One question a fact: those that another fact raised, contraindications, medicines, the rest by their verdict."""
    words = vocabulary().facts
    asked = {name: rules for name, rules in open_rules.items() if words[name].part is not Part.MEDICINE}
    medicine_rules = [rule for name, rules in open_rules.items() if words[name].part is Part.MEDICINE for rule in rules]

    def urgency(name: str) -> tuple[bool, bool, int]:
        return (
            name not in facts.open_questions,
            not any(rule.domain is Domain.CONTRAINDICATION for rule in asked[name]),
            min(_ORDER.index(VERDICTS[rule.action]) for rule in asked[name]),
        )

    names = sorted(asked, key=urgency)
    missing = [_missing_fact(name, words[name].question, words[name].says, asked[name]) for name in names]
    first = sum(1 for name in names if not all(urgency(name)[:2]))
    if medicine_rules:
        missing.insert(first, _missing_medicines(facts, medicine_rules))
    return tuple(missing)


def _missing_medicines(facts: Facts, rules: Iterable[Rule]) -> MissingFact:
    if facts.taking is None:
        question = "Which medicines, herbs, alcohol or other drugs are taken?"
        return _missing_fact(TAKING, question, "What is taken", rules)
    given = ", ".join(sorted(name.replace("_", " ") for name in facts.taking))
    question = f"Is anything taken besides {given}: medicines, herbs, alcohol?"
    return _missing_fact(OTHER_MEDICINES, question, "What else is taken", rules)


def _missing_fact(name: str, question: str, head: str, rules: Iterable[Rule]) -> MissingFact:
    return MissingFact(name=name, question=question, rules=tuple(rule.id for rule in rules), head=head)
