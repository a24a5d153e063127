"""Rows of a course as the rows of a patient file: what `wane forecast` would read of the same person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wane_clinic.care.current import delivered_mg, standing
from wane_clinic.care.models import Course, DoseEvent, DoseKind, Relapse, Score, Session, SessionEvent, State

GIVEN: Final = (State.INFUSING, State.WATCH, State.READY_CHECK, State.CLOSED)
Cells = dict[str, str]
EMPTY: Final[Cells] = dict.fromkeys(("when", "record", "instrument", "value", "drug", "route", "dose", "duration"), "")


def cells_of(course: Course, *, now: datetime) -> list[Cells]:
    """What is on record of a course up to now, by time; five queries."""
    rows = [*_scores(course, now), *_sessions(course, now), *_relapses(course, now)]
    return [cells for _, _, cells in sorted(rows, key=lambda row: (row[0], row[1]))]


Row = tuple[datetime, int, Cells]


def _scores(course: Course, now: datetime) -> list[Row]:
    """Of two scores of one instrument at one time, the one that was entered last."""
    found: dict[tuple[datetime, str], Row] = {}
    for score in standing(Score.objects.filter(course=course, happened_at__lte=now)).order_by("entered_at", "id"):
        at = score.happened_at
        values = {score.instrument: score.total} | ({} if score.item9 is None else {"phq9_item9": float(score.item9)})
        for instrument, value in values.items():
            cells = EMPTY | {"when": at.isoformat(), "record": "score", "instrument": instrument, "value": f"{value:g}"}
            found[(at, instrument)] = (at, 0, cells)
    return list(found.values())


def _relapses(course: Course, now: datetime) -> list[Row]:
    rows = standing(Relapse.objects.filter(course=course, happened_at__lte=now))
    return [(one.happened_at, 2, EMPTY | {"when": one.happened_at.isoformat(), "record": "relapse"}) for one in rows]


def _sessions(course: Course, now: datetime) -> list[Row]:
    """Sessions whose dose has begun, from when it began."""
    sessions = list(Session.objects.filter(course=course, state__in=GIVEN, amendment=None))
    begun = dict(
        standing(
            SessionEvent.objects.filter(session__in=sessions, state=State.INFUSING, happened_at__lte=now)
        ).values_list("session_id", "happened_at")
    )
    doses: dict[int, list[DoseEvent]] = {}
    for dose in standing(DoseEvent.objects.filter(session__in=sessions)).order_by("happened_at", "id"):
        doses.setdefault(dose.session_id, []).append(dose)
    return [
        (begun[one.pk], 1, order_cells(one, doses.get(one.pk, ())) | {"when": begun[one.pk].isoformat()})
        for one in sessions
        if one.pk in begun
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
