"""What the board shows of each chair, in a constant number of queries."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from wane_clinic.care.chairs import Chair, chairs
from wane_clinic.care.current import delivered_mg, order_given_at
from wane_clinic.care.models import Session, State, StoredPlan
from wane_clinic.people.models import ClinicSettings
from wane_clinic.web.drawings.elapsed_ring import Elapsed, draw_elapsed_ring
from wane_clinic.web.due_times import Due, next_set, planned_minutes
from wane_clinic.web.order_words import TO_CONFIRM, is_to_confirm, over_order

PHASES: Final[Mapping[str, str]] = {
    State.PREP: "Prep", State.INFUSING: "Infusing", State.WATCH: "Watch", State.READY_CHECK: "Ready-check",
}  # fmt: skip
WITHOUT_INFUSION: Final = "Dosed"
DAY_MIN: Final = 120.0
"""The ring of a session without an infusion and a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One chair; an empty one has its name and the word."""

    name: str
    phase: str
    href: str = ""
    initials: str = ""
    ring: SafeString | str = ""
    pressure: str = ""
    pressure_at: str = ""
    due_at: str = ""
    due_what: str = ""
    due_words: str = ""
    late: str = ""
    order: str = ""
    urgency: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTimes:
    """What the board needs of a stored plan."""

    monitoring: Sequence[Mapping[str, Any]] | None = None
    leave_min: float | None = None


def cards(settled: ClinicSettings, *, now: datetime) -> tuple[Card, ...]:
    """Every chair, the most urgent first, empty ones last."""
    found = chairs()
    plans = planned_times([one.session for one in found])
    taken = [card_of(one, plans.get(one.session.pk, PlannedTimes()), now) for one in found]
    busy = {one.session.chair for one in found}
    empty = [Card(name=f"Chair {place}", phase="Empty") for place in range(1, settled.chairs + 1) if place not in busy]
    return (*sorted(taken, key=lambda card: card.urgency), *empty)


def planned_times(sessions: Sequence[Session]) -> dict[int, PlannedTimes]:
    """The newest stored plan of each session, its times alone: a whole plan is long."""
    rows = StoredPlan.objects.filter(session__in=sessions, alternative="").order_by("entered_at", "id")
    found = rows.values_list("session_id", "answer__plan__monitoring", "answer__plan__leaving__shown_min")
    return {session: PlannedTimes(monitoring=points, leave_min=leave) for session, points, leave in found}


def card_of(chair: Chair, plan: PlannedTimes, now: datetime) -> Card:
    """One chair with somebody in it."""
    session, last = chair.session, chair.pressure
    due = _due(chair, plan, now)
    return Card(
        name=f"Chair {session.chair}",
        phase=phase_word(session),
        href=reverse("session", args=[session.public_id]),
        initials=session.patient.initials,
        ring=_ring(chair, plan, now),
        pressure=f"{last.systolic_mmhg}/{last.diastolic_mmhg}" if last else "none yet",
        pressure_at=last.happened_at.isoformat() if last else "",
        due_at=due.at.isoformat(),
        due_what=due.what,
        due_words=due.words(now),
        late=f"{due.what} late" if due.is_late(now) else "",
        order=TO_CONFIRM if is_to_confirm(session) else over_order(session, delivered_mg(chair.doses, at=now)),
        urgency=(due.at - now).total_seconds(),
    )


def phase_word(session: Session) -> str:
    """Where a session stands, as staff say it; a dose given at once does not infuse."""
    if session.state == State.INFUSING and session.duration_min is None:
        return WITHOUT_INFUSION
    return PHASES.get(State(session.state), session.state.replace("_", " ").capitalize())


def _due(chair: Chair, plan: PlannedTimes, now: datetime) -> Due:
    """What comes first of a pressure, a rating of sedation and an order given whole, as the sheet's strip counts."""
    seated = chair.begun or chair.session.planned_for
    dues = [
        Due(
            what=what,
            at=next_set(
                planned_minutes(plan.monitoring, word), seated=seated, dosing=chair.dosing,
                last=row.happened_at if row else None,
            ),
        )
        for what, word, row in (("BP", "", chair.pressure), ("MOAA/S", "sedation", chair.sedation))
    ]  # fmt: skip
    ended = order_given_at(chair.session, chair.doses, now=now)
    dues += [] if ended is None else [Due(what="End of order", at=ended)]
    return min(dues, key=lambda due: due.at)


def _ring(chair: Chair, plan: PlannedTimes, now: datetime) -> SafeString:
    since = chair.dosing or chair.begun or now
    session = chair.session
    is_infusing = session.state == State.INFUSING and session.duration_min is not None
    planned = session.duration_min if is_infusing else plan.leave_min or DAY_MIN
    passed = max(0.0, (now - since).total_seconds() / 60.0)
    ring = Elapsed(id=f"ring-{session.chair}", passed_min=math.floor(passed), planned_min=planned or DAY_MIN)
    return mark_safe(draw_elapsed_ring(ring))
