"""What a session is to give and when: planned, and planned anew before it begins."""

import uuid
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.whole import locked, needs_open, next_number
from wane_clinic.care.models import Course, Session, State
from wane_clinic.people.models import Clinician


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
    chair: int | None = None,
    order_words: str = "",
    reason: str = "",
) -> Session:
    """A session of a course, for a time to come; its number is the next."""
    asked = {
        "patient": course.patient, "course": course, "drug": str(drug), "route": str(route), "dose_mg": dose_mg,
        "duration_min": duration_min, "weight_kg": weight_kg, "planned_for": planned_for, "chair": chair,
        "order_words": order_words,
    }  # fmt: skip
    draft = Draft(
        kind=Session, fields=asked, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason, ours={"number": next_number(course)},
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
    chair: int | None = None,
    order_words: str = "",
) -> Session:
    """Another order or time for a session that has not begun: a new row; the old one stays, called off."""
    fields = {
        "patient": session.patient, "course": session.course, "number": session.number, "drug": str(drug),
        "route": str(route), "dose_mg": dose_mg, "duration_min": duration_min, "weight_kg": weight_kg,
        "planned_for": planned_for, "chair": chair, "order_words": order_words,
    }  # fmt: skip
    draft = Draft(
        kind=Session, fields=fields, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason, amends=session,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    session = locked(session)
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
