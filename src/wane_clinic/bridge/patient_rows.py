"""Rows of a course as the rows of a patient file: what `wane forecast` would read of the same person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wane_clinic.care.current import delivered_mg, standing
from wane_clinic.care.models import Course, DoseEvent, DoseKind, Relapse, Score, Session, SessionEvent, State

GIVEN: Final = (State.INFUSING, State.WATCH, State.READY_CHECK, State.CLOSED)
Cells = dict[str, str]
EMPTY: Final[Cells] = dict.fromkeys(("when", "record", "instrument", "value", "drug", "route", "dose", "duration"), "")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CourseRows:
    """What stands on record of a course, of what a forecast depends on; `begun` is when a session's dose began."""

    scores: Sequence[Score]
    sessions: Sequence[Session]
    begun: Mapping[int, datetime]
    doses: Sequence[DoseEvent]
    relapses: Sequence[Relapse]


def rows_of(course: Course) -> CourseRows:
    """The rows of a course; five queries."""
    return CourseRows(
        scores=tuple(standing(Score.objects.filter(course=course))),
        sessions=tuple(Session.objects.filter(course=course, amendment=None)),
        begun=begun_of(course),
        doses=doses_of(course),
        relapses=tuple(standing(Relapse.objects.filter(course=course))),
    )


def begun_of(course: Course) -> dict[int, datetime]:
    """When the doses of a course began, by session."""
    events = standing(SessionEvent.objects.filter(session__course=course, state=State.INFUSING))
    return dict(events.values_list("session_id", "happened_at"))


def doses_of(course: Course) -> tuple[DoseEvent, ...]:
    """What the pumps of a course did, by time."""
    return tuple(standing(DoseEvent.objects.filter(session__course=course)).order_by("happened_at", "id"))


def cells_of(course: Course, *, now: datetime) -> list[Cells]:
    """What is on record of a course up to now, by time."""
    return cells(rows_of(course), now=now)


def cells(rows: CourseRows, *, now: datetime) -> list[Cells]:
    """Rows of a patient file, by time, without what lies after now."""
    found = [*_scores(rows, now), *_sessions(rows, now), *_relapses(rows, now)]
    return [told for _, _, told in sorted(found, key=lambda row: (row[0], row[1]))]


Row = tuple[datetime, int, Cells]


def _scores(rows: CourseRows, now: datetime) -> list[Row]:
    """Of two scores of one instrument at one time, the one that was entered last."""
    found: dict[tuple[datetime, str], Row] = {}
    for score in sorted(rows.scores, key=lambda one: (one.entered_at, one.pk)):
        at = score.happened_at
        if at > now:
            continue
        values = {score.instrument: score.total} | ({} if score.item9 is None else {"phq9_item9": float(score.item9)})
        for instrument, value in values.items():
            told = EMPTY | {"when": at.isoformat(), "record": "score", "instrument": instrument, "value": f"{value:g}"}
            found[(at, instrument)] = (at, 0, told)
    return list(found.values())


def _relapses(rows: CourseRows, now: datetime) -> list[Row]:
    return [
        (one.happened_at, 2, EMPTY | {"when": one.happened_at.isoformat(), "record": "relapse"})
        for one in rows.relapses
        if one.happened_at <= now
    ]


def _sessions(rows: CourseRows, now: datetime) -> list[Row]:
    """Sessions whose dose has begun, from when it began."""
    doses: dict[int, list[DoseEvent]] = {}
    for dose in rows.doses:
        doses.setdefault(dose.session_id, []).append(dose)
    given = [
        (one, rows.begun.get(one.pk)) for one in sorted(rows.sessions, key=lambda one: one.pk) if one.state in GIVEN
    ]
    return [
        (begun, 1, order_cells(one, doses.get(one.pk, ())) | {"when": begun.isoformat()})
        for one, begun in given
        if begun is not None and begun <= now
    ]


def order_cells(session: Session, doses: Sequence[DoseEvent] = ()) -> Cells:
    """What was given, once the pump has stopped; until then, what was ordered."""
    dose_mg = session.dose_mg
    stops = [dose for dose in doses if dose.kind == DoseKind.STOP]
    if stops:
        dose_mg = round(delivered_mg(doses, at=stops[-1].happened_at), 3) or dose_mg
    over = "" if session.route != "iv" else duration_words(session.duration_min)
    return EMPTY | {
        "record": "session", "drug": session.drug, "route": session.route, "dose": f"{dose_mg:g} mg", "duration": over
    }  # fmt: skip


def duration_words(duration_min: float | None) -> str:
    """How long an IV dose runs, as an order says it."""
    return "bolus" if duration_min is None else f"{duration_min:g} min"
