"""What a session is to give and when: planned, confirmed by a prescriber, planned anew before it begins.

Anybody may put a session in the book. Its order holds from the moment that a prescriber planned it or confirmed it.
"""

import uuid
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, audit, not_ahead, not_before, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.whole import locked, needs_open, next_number
from wane_clinic.care.models import Course, Session, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission


@transaction.atomic
def plan_session(
    *,
    course: Course,
    drug: str,
    route: str,
    dose_mg: float,
    weight_kg: float,
    planned_for: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    duration_min: float | None = None,
    bag_mg_ml: float | None = None,
    chair: int | None = None,
    order_words: str = "",
    reason: str = "",
) -> Session:
    """A session of a course, for a time to come; its number is the next."""
    asked = {
        "patient": course.patient, "course": course, "drug": str(drug), "route": str(route), "dose_mg": dose_mg,
        "duration_min": duration_min, "weight_kg": weight_kg, "bag_mg_ml": bag_mg_ml, "planned_for": planned_for,
        "chair": chair, "order_words": order_words,
    }  # fmt: skip
    draft = Draft(
        kind=Session, fields=asked, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason, ours={"number": next_number(course)} | _order_of(by, happened_at),
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    needs_open(course, happened_at)
    return add(draft, action="plan_session", patient=course.patient)


@transaction.atomic
def replan_session(
    *,
    session: Session,
    drug: str,
    route: str,
    dose_mg: float,
    weight_kg: float,
    planned_for: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
    duration_min: float | None = None,
    bag_mg_ml: float | None = None,
    chair: int | None = None,
    order_words: str = "",
) -> Session:
    """Another order or time for a session that has not begun: a new row; the old one stays, called off."""
    fields = {
        "patient": session.patient, "course": session.course, "number": session.number, "drug": str(drug),
        "route": str(route), "dose_mg": dose_mg, "duration_min": duration_min, "weight_kg": weight_kg,
        "bag_mg_ml": bag_mg_ml, "planned_for": planned_for, "chair": chair, "order_words": order_words,
    }  # fmt: skip
    draft = Draft(
        kind=Session, fields=fields, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason, amends=session, ours=_order_of(by, happened_at),
    )  # fmt: skip
    session = locked(session)
    known = already(draft)
    if known is not None:
        return known
    if session.state != State.PLANNED:
        raise ActionError(f"This session is {session.state.replace('_', ' ')}; only a planned one gets another order.")
    session.state = State.CANCELLED
    save(session, moved=("state",))
    made = add(draft, action="replan_session", patient=session.patient)
    booking = getattr(session, "booking", None)
    if booking is not None:
        booking.session = made
        save(booking, moved=("session",))
    return made


@transaction.atomic
def confirm_order(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> Session:
    """A prescriber has read drug, dose and weight of a session that somebody else planned, and orders it."""
    order = _order_of(by, happened_at)
    if not order:
        raise ActionError("A prescriber confirms an order; ask one.")
    current = locked(session)
    if current.ordered_by_id is None:
        if current.state not in (State.PLANNED, State.PREP):
            raise ActionError(f"This session is {current.state.replace('_', ' ')}; there is no order left to confirm.")
        not_ahead(happened_at, entered_at)
        not_before(happened_at, current.happened_at, "the session was planned")
        current.ordered_by, current.ordered_at = by, happened_at
        save(current, moved=("ordered_by", "ordered_at"))
        audit(
            action="confirm_order", row=current, patient=current.patient, by=by, at=entered_at, why=reason,
            detail={"client_key": str(client_key)},
        )  # fmt: skip
    session.ordered_by, session.ordered_at = current.ordered_by, current.ordered_at
    return current


def _order_of(by: Clinician, at: datetime) -> dict[str, object]:
    """Who orders and when, where whoever plans may prescribe."""
    return {"ordered_by": by, "ordered_at": at} if Permission.PRESCRIBE in by.may else {}
