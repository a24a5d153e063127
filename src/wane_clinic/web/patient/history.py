"""Everything on record of a course, newest first; what was corrected stands struck through beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.urls import reverse

from wane_clinic.bridge.words import instruments
from wane_clinic.care.current import Line
from wane_clinic.care.models import (
    Consent,
    CourseVersion,
    FollowedCheck,
    IntakeFact,
    Note,
    Outcome,
    PhaseChange,
    Relapse,
    Score,
)
from wane_clinic.people.models import Patient
from wane_clinic.web.times import clock_words, day_words, when_words

LATE_MIN = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry as `parts/entry.html` shows it; `was` is what stood there before."""

    at: str
    clock: str
    day: str
    words: str
    was: str
    by: str
    late: str
    note: str
    correct: str


CORRECTED_AT = {Score: "score-correct", Relapse: "relapse-correct", FollowedCheck: "check-correct"}
"""The route at which an entry is corrected, by its kind."""
RECORDS = {Note: "note", Consent: "consent", IntakeFact: "fact"}
"""The word in the address at which every other entry is corrected, by its kind."""


def told(lines: Iterable[Line[Any]], zone: tzinfo, *, patient: Patient) -> tuple[Told, ...]:
    """Lines newest first."""
    found = sorted(lines, key=lambda one: (one.row.happened_at, one.row.pk), reverse=True)
    return tuple(_told(one, zone, patient) for one in found)


def _told(line: Line[Any], zone: tzinfo, patient: Patient) -> Told:
    row = line.row
    was = " → ".join(words_of(one) for one in line.earlier)
    late = row.minutes_late > LATE_MIN and not line.earlier
    who = "patient" if row.entered_by is None else row.entered_by.initials
    return Told(
        at=row.happened_at.isoformat(),
        clock=clock_words(row.happened_at, zone),
        day=day_words(row.happened_at, zone),
        words="taken back" if row.is_void else words_of(row),
        was=was,
        by=who,
        late=when_words(row.entered_at, zone) if late else "",
        note=_why(row, zone) if line.earlier else "",
        correct="" if row.is_void else _correct_at(row, patient),
    )


def _correct_at(row: Any, patient: Patient) -> str:
    route, record = CORRECTED_AT.get(type(row)), RECORDS.get(type(row))
    if record is not None:
        return reverse("record-correct", args=[patient.public_id, record, row.public_id])
    return "" if route is None else reverse(route, args=[patient.public_id, row.public_id])


def _why(row: Any, zone: tzinfo) -> str:
    did = "taken back" if row.is_void else "corrected"
    who = "the patient" if row.entered_by is None else row.entered_by.full_name
    return f"{did} {when_words(row.entered_at, zone)} by {who}: {row.amend_reason}"


def words_of(row: Any) -> str:
    """An entry in words."""
    match row:
        case Score():
            item = "" if row.item9 is None else f", item 9: {row.item9}"
            return f"{instrument_name(row.instrument)} {row.total:g}{item}"
        case Note():
            return str(row.text)
        case Relapse():
            said = f"{row.source} says relapse" if row.line is None else f"relapse: score at or above {row.line:g}"
            return f"{said}{': ' if row.words else ''}{row.words}"
        case CourseVersion():
            was = ", ".join(f"{name.replace('_', ' ')} was {_was(row, name)}" for name in row.changed)
            return f"course corrected: {was}; {row.why}"
        case FollowedCheck():
            said = row.result if row.outcome == Outcome.DONE else f"because {row.because}"
            did = f"{row.check_id.replace('_', ' ')} check of {row.due_on:%-d %b}: {row.outcome.replace('_', ' ')}"
            return f"{did}{', ' if said else ''}{said}"
        case PhaseChange():
            return f"phase: {row.phase}{' because ' if row.why else ''}{row.why}"
        case Consent():
            return f"consent {row.state}: {row.what}"
        case IntakeFact():
            value = "" if row.value is None else f"{row.value:g} {row.unit}"
            said = " ".join(part for part in (row.name or row.words, value) if part)
            return f"{row.kind.replace('_', ' ')}{': ' if said else ''}{said}"
        case _:
            return str(row)


def _was(row: CourseVersion, name: str) -> str:
    value = getattr(row, name)
    match name:
        case "lead":
            return str(value.full_name)
        case "instrument":
            return instrument_name(value)
        case _:
            return "the clinic's" if value is None else (f"{value:g}" if isinstance(value, float) else value or "empty")


def instrument_name(instrument: str) -> str:
    """The name of a register's instrument."""
    return instruments()[instrument].name if instrument in instruments() else instrument


def cut(entries: Sequence[Told], most: int) -> tuple[Sequence[Told], Sequence[Told]]:
    """The newest, and the rest that is folded away."""
    return entries[:most], entries[most:]
