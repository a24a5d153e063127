"""The sources list of one plan: every evidence id it shows, numbered in the order of appearance."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from wane.errors import UnknownNameError
from wane.plan.session_plan import SessionPlan

NAMED_ID = re.compile(
    r"\b(KR\d{3}|(?:clinic|fitted|interactions|mechanism|(?:pk|acute|mood|pain)_\w+)\.\w+(?:\.\w+)*)\b"
)
"""An evidence id as sentences name it: a rule, a clinic setting, a fitted number, a row of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One evidence id as a reader meets it: what it is, how far to trust it, where to read it.

    `mark` is None for an id that a sentence names in full, as the rules in lists do. `confidence` is None where the id
    names no evidence; then nothing is claimed about checking.
    """

    mark: int | None
    id: str
    text: str
    confidence: str | None
    is_checked: bool
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a reader is told about one evidence id."""

    text: str
    confidence: str
    is_checked: bool
    link: str | None


Describe = Callable[[str], Described]


def cite(plan: SessionPlan, describe: Describe) -> Mapping[str, Citation]:
    """Citations of one plan by evidence id: marked ones in the order of their marks, then those named in sentences.

    `describe` looks one evidence id up; it raises UnknownNameError for an id that is no evidence, which is then shown
    as a clinic setting would be: by its own words.
    """
    marked = list(dict.fromkeys(_marked_ids(plan)))
    named = [evidence_id for evidence_id in dict.fromkeys(_named_ids(plan)) if evidence_id not in set(marked)]
    numbered = [*enumerate(marked, start=1), *((None, evidence_id) for evidence_id in named)]
    return {evidence_id: _citation(mark, evidence_id, describe) for mark, evidence_id in numbered}


def marks(ids: tuple[str, ...], citations: Mapping[str, Citation]) -> tuple[int, ...]:
    """The marks of these ids, ascending, each once."""
    found = (citations[i].mark for i in ids if i in citations)
    return tuple(sorted({mark for mark in found if mark is not None}))


def without_ids(sentence: str) -> str:
    """The sentence without the evidence ids in brackets that it ends in."""
    return re.sub(rf" \({NAMED_ID.pattern}\)", "", sentence)


def named_in(sentences: Iterable[str]) -> Iterator[str]:
    """Evidence ids that sentences name: `(KR047, written for …)`, `(clinic.aftercare)`."""
    for sentence in sentences:
        for match in NAMED_ID.finditer(sentence):
            yield match[1]


def _marked_ids(plan: SessionPlan) -> Iterator[str]:
    """Evidence ids in the order in which a reader meets them, with repeats."""
    for finding in plan.findings:
        yield finding.source
    for item in plan.summary:
        yield from item.evidence
    for point in plan.monitoring:
        yield point.source
    yield plan.leaving.floor_source
    for course in plan.courses:
        yield from course.evidence
    yield from plan.provenance.models


def _named_ids(plan: SessionPlan) -> Iterator[str]:
    """Evidence ids that the lists and the leaving decision name, with repeats."""
    notes = plan.provenance.notes
    lists = (plan.watch_list, plan.stop_list, plan.leaving.checklist, plan.aftercare, plan.longterm, notes)
    yield from named_in((plan.leaving.decided_by, *(sentence for one in lists for sentence in one)))


def _citation(mark: int | None, evidence_id: str, describe: Describe) -> Citation:
    """One id described, or shown by its own words."""
    try:
        found = describe(evidence_id)
    except UnknownNameError:
        return Citation(mark=mark, id=evidence_id, text=evidence_id, confidence=None, is_checked=True, link=None)
    return Citation(
        mark=mark,
        id=evidence_id,
        text=found.text,
        confidence=found.confidence,
        is_checked=found.is_checked,
        link=found.link,
    )
