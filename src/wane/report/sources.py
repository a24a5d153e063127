"""The sources list of one plan: every evidence id it shows, numbered in the order of appearance."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wane.errors import UnknownNameError
from wane.plan.session_plan import SessionPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One evidence id as a reader meets it: what it is, how far to trust it, where to read it.

    `confidence` is None where the id names no evidence (a clinic setting); then nothing is claimed about checking.
    """

    mark: int
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
    """Citations of one plan by evidence id, in the order of their marks.

    `describe` looks one evidence id up; it raises UnknownNameError for an id that is no evidence, which is then shown
    as a clinic setting would be: by its own words.
    """
    order = list(dict.fromkeys(_ids(plan)))
    return {evidence_id: _citation(mark, evidence_id, describe) for mark, evidence_id in enumerate(order, start=1)}


def marks(ids: tuple[str, ...], citations: Mapping[str, Citation]) -> tuple[int, ...]:
    """The marks of these ids, ascending, each once."""
    return tuple(sorted({citations[i].mark for i in ids if i in citations}))


def _ids(plan: SessionPlan) -> Iterator[str]:
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


def _citation(mark: int, evidence_id: str, describe: Describe) -> Citation:
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
