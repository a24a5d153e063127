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
from wane_clinic.care.models import DoseKind, Entry, LeavingItem, Session, SessionEvent, SessionVersion, State
from wane_clinic.web.order_words import order_entry, order_of
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.words import STEPS, Part, parts_of

RATING: Final = "rating"
"""Part of the key of a rating that was entered in one set with vital signs."""
LATE_MIN: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """An earlier version, its time where that was corrected too, and who replaced it, when and why."""

    clock: str
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
    found.extend(_watches(opened, correct))
    found.extend((line_of.happened_at, line_of.entered_at, line) for line_of, line in _versions(opened))
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
        correct_url=f"{correct}?entries_id={keys.replace(' ', '+')}" if standing else "",
    )


def _struck(line: Line[Any], opened: Opened) -> Iterable[Struck]:
    chain = [*line.earlier, line.row]
    for old, new in zip(chain, chain[1:], strict=False):
        word = "taken back" if new.is_void else "corrected"
        who = new.entered_by.full_name if new.entered_by else "nobody"
        note = f"{word} {clock(new.entered_at, opened.zone)} by {who}: {new.amend_reason}"
        was = clock(old.happened_at, opened.zone) if old.happened_at != new.happened_at else ""
        yield Struck(clock=was, parts=parts_of(old, opened.lines), note=note)


def _undo_until(rows: Sequence[Line[Any]], standing: Sequence[Entry], opened: Opened) -> str:
    """Until when this person can take it back; never a line of the checklist, nor a step that others followed."""
    if not standing or any(line.earlier for line in rows) or opened.over is not None:
        return ""
    until = standing[0].entered_at + UNDO_WITHIN
    is_own = standing[0].entered_by == opened.who
    return until.isoformat() if is_own and until > opened.now and can_go(standing[0], opened) else ""


def can_go(row: Entry, opened: Opened) -> bool:
    """Whether it can be taken back whole: a start while nothing followed at the pump, a stop until the check began."""
    if isinstance(row, LeavingItem):
        return False
    state, kind = opened.session.state, getattr(row, "kind", "")
    if kind == DoseKind.STOP or isinstance(row, SessionEvent):
        return state == State.WATCH and opened.sheet.reached(State.READY_CHECK) is None
    if kind == DoseKind.PAUSE:
        return not any(one.kind == DoseKind.RESUME and one.happened_at >= row.happened_at for one in opened.doses)
    if kind == DoseKind.START or (kind == DoseKind.BOLUS and opened.session.duration_min is None):
        return state == State.INFUSING and len(opened.doses) == 1
    return True


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


def _watches(opened: Opened, correct: str) -> Iterable[tuple[datetime, datetime, EntryLine]]:
    """A watch that had no pump to stop: its step is the only line of it, taken back or not."""
    stops = {_root(line).client_key for line in opened.sheet.doses}
    first = next((event for event in opened.sheet.events if event.state == State.WATCH), None)
    for line in opened.sheet.steps:
        is_one = line.row.state == State.WATCH and (line.row.is_void or line.row == first)
        if is_one and derived(_root(line).client_key, "stop") not in stops:
            yield line.row.happened_at, line.row.entered_at, _line((line,), opened, correct)


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


def _versions(opened: Opened) -> Iterable[tuple[SessionVersion, EntryLine]]:
    """Each correction of order or chair: what stood, struck through, and what it became."""
    said: tuple[Session | SessionVersion, ...] = (*opened.versions, opened.session)
    for version, became in zip(opened.versions, said[1:], strict=True):
        at, by = clock(version.entered_at, opened.zone), version.entered_by
        note = f"corrected {at} by {by.full_name if by else 'nobody'}: {version.why}"
        line = EntryLine(
            key=str(version.public_id),
            at=version.happened_at.isoformat(),
            clock=clock(version.happened_at, opened.zone),
            parts=(Part(text=_whole(became)),),
            struck=(Struck(clock="", parts=(Part(text=_whole(version)),), note=note),),
            by=by.initials if by else "",
            by_name=by.full_name if by else "",
        )
        yield version, line


def _whole(order: Session | SessionVersion) -> str:
    return order_of(order) + (f", chair {order.chair}" if order.chair else "")


def clock(at: datetime, zone: ZoneInfo) -> str:
    """The time of day in the clinic."""
    return f"{at.astimezone(zone):%H:%M}"
