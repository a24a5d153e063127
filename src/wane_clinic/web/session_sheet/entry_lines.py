"""The list of entries: what stands, what was struck, who, when, how late, and what can still be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from wane_clinic.actions.amend import UNDO_WITHIN
from wane_clinic.actions.entries import derived
from wane_clinic.care.current import Line
from wane_clinic.care.models import DoseKind, Entry, LeavingItem, SessionEvent, State
from wane_clinic.web.order_words import order_entry
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.words import STEPS, Part, parts_of

RATING: Final = "rating"
"""Part of the key of a rating that was entered in one set with vital signs."""
LATE_MIN: Final = 5.0
STEP_DOSES: Final = (DoseKind.START, DoseKind.STOP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """An earlier version, and who replaced it, when and why."""

    parts: tuple[Part, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line. `keys` names its rows, `undo_until` is a moment for whoever entered it, else empty."""

    key: str
    at: str
    clock: str
    parts: tuple[Part, ...]
    by: str
    by_name: str
    struck: tuple[Struck, ...] = ()
    late: str = ""
    is_void: bool = False
    keys: str = ""
    undo_until: str = ""
    correct_url: str = ""


def entry_lines(opened: Opened) -> tuple[EntryLine, ...]:
    """Every line, the latest first."""
    found: list[tuple[datetime, datetime, EntryLine]] = []
    correct = reverse("session-correct", args=[opened.session.public_id])
    for rows in _grouped(opened):
        first = rows[0].row
        found.append((first.happened_at, first.entered_at, _line(rows, opened, correct)))
    first_watch = next((event for event in opened.sheet.events if event.state == State.WATCH), None)
    steps = (event for event in opened.sheet.events if event.state in STEPS and event != first_watch)
    found.extend((event.happened_at, event.entered_at, _step(event, opened)) for event in steps)
    found.extend((at, at, line) for at, line in _order(opened))
    return tuple(line for _, _, line in sorted(found, key=lambda one: one[:2], reverse=True))


def _grouped(opened: Opened) -> Iterable[tuple[Line[Any], ...]]:
    """Lines, a rating together with the vital signs that it was entered with."""
    ratings = {_root(line).client_key: line for line in opened.sheet.ratings}
    for line in opened.sheet.vitals:
        beside = ratings.pop(derived(_root(line).client_key, RATING), None)
        yield (line,) if beside is None else (line, beside)
    sheet = opened.sheet
    alone: tuple[Line[Any], ...] = (*sheet.doses, *sheet.effects, *sheet.rescues, *sheet.notes, *sheet.leaving)
    yield from ((line,) for line in (*ratings.values(), *alone))


def _root(line: Line[Any]) -> Entry:
    first: Entry = line.earlier[0] if line.earlier else line.row
    return first


def _line(rows: Sequence[Line[Any]], opened: Opened, correct: str) -> EntryLine:
    first, zone = rows[0].row, opened.zone
    standing = [line.row for line in rows if not line.row.is_void]
    keys = " ".join(f"{row._meta.model_name}.{row.public_id}" for row in standing)
    return EntryLine(
        key=str(first.public_id),
        at=first.happened_at.isoformat(),
        clock=clock(first.happened_at, zone),
        parts=tuple(part for row in standing for part in parts_of(row, opened.lines)),
        struck=tuple(struck for line in rows for struck in _struck(line, opened)),
        by=first.entered_by.initials if first.entered_by else "",
        by_name=first.entered_by.full_name if first.entered_by else "",
        late=clock(_root(rows[0]).entered_at, zone) if _root(rows[0]).minutes_late > LATE_MIN else "",
        is_void=not standing,
        keys=keys,
        undo_until=_undo_until(rows, standing, opened),
        correct_url=f"{correct}?entries_id={keys.replace(' ', '+')}" if standing and opened.over is None else "",
    )


def _struck(line: Line[Any], opened: Opened) -> Iterable[Struck]:
    chain = [*line.earlier, line.row]
    for old, new in zip(chain, chain[1:], strict=False):
        word = "taken back" if new.is_void else "corrected"
        who = new.entered_by.full_name if new.entered_by else "nobody"
        note = f"{word} {clock(new.entered_at, opened.zone)} by {who}: {new.amend_reason}"
        yield Struck(parts=parts_of(old, opened.lines), note=note)


def _undo_until(rows: Sequence[Line[Any]], standing: Sequence[Entry], opened: Opened) -> str:
    """Until when this person can take it back; never a step of the session, nor a line of its checklist."""
    if not standing or any(line.earlier for line in rows) or opened.over is not None:
        return ""
    is_step = isinstance(standing[0], LeavingItem) or getattr(standing[0], "kind", "") in STEP_DOSES
    until = standing[0].entered_at + UNDO_WITHIN
    is_own = standing[0].entered_by == opened.who
    return until.isoformat() if is_own and until > opened.now and not is_step else ""


def _step(event: SessionEvent, opened: Opened) -> EntryLine:
    return EntryLine(
        key=str(event.public_id),
        at=event.happened_at.isoformat(),
        clock=clock(event.happened_at, opened.zone),
        parts=parts_of(event, opened.lines),
        by=event.entered_by.initials if event.entered_by else "",
        by_name=event.entered_by.full_name if event.entered_by else "",
        late=clock(event.entered_at, opened.zone) if event.minutes_late > LATE_MIN else "",
    )


def _order(opened: Opened) -> Iterable[tuple[datetime, EntryLine]]:
    """Who ordered it: one line, or none."""
    session = opened.session
    if session.ordered_at is None or session.ordered_by is None:
        return
    line = EntryLine(
        key=f"order-{session.public_id}",
        at=session.ordered_at.isoformat(),
        clock=clock(session.ordered_at, opened.zone),
        parts=(Part(text=order_entry(session, opened.zone)),),
        by=session.ordered_by.initials,
        by_name=session.ordered_by.full_name,
    )
    yield session.ordered_at, line


def clock(at: datetime, zone: ZoneInfo) -> str:
    """The time of day in the clinic."""
    return f"{at.astimezone(zone):%H:%M}"
