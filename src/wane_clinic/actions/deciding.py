"""A person decides about the dates that a plan proposes: takes one, takes another with a reason, or none."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from wane_clinic.actions.bookings import accept_booking, move_booking, propose_booking, refuse_booking
from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.moving import in_reach
from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.course import course_inputs, options_to_book
from wane_clinic.care.models import Booking, BookingState, Course, Session, State, StoredCoursePlan
from wane_clinic.people.models import Clinician

REPLACED = "a newer plan replaced it"


@transaction.atomic
def book_from_plan(
    *,
    plan: StoredCoursePlan,
    to: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> Booking:
    """The session on one date: the proposed one, or another with a reason."""
    booking = _proposal(plan, by, happened_at, entered_at, client_key)
    return take_date(
        booking=booking, to=to, by=by, happened_at=happened_at, entered_at=entered_at,
        client_key=derived(client_key, "decision"), reason=reason,
    )  # fmt: skip


@transaction.atomic
def propose_plan(
    *,
    plan: StoredCoursePlan,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
) -> Booking:
    """The dates of a plan, left to whoever reaches the patient: a clinician has read them, nothing is booked."""
    booking = _proposal(plan, by, happened_at, entered_at, client_key)
    if booking.client_key != client_key:
        raise ActionError("These dates wait in the schedule already.")
    _may_be_booked(plan, booking.proposed_for, happened_at)
    return booking


@transaction.atomic
def take_date(
    *,
    booking: Booking,
    to: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> Booking:
    """A date for a proposal that waits: the proposed one, or another with a reason."""
    booking = Booking.objects.select_related("course__patient", "plan__course").get(pk=booking.pk)
    if booking.state != BookingState.PROPOSED and booking.booked_for == to:
        return booking
    _may_be_booked(booking.plan, to, happened_at, booking.course)
    if to == booking.proposed_for:
        return accept_booking(
            booking=booking, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason
        )
    if not reason.strip():
        raise ActionError("Say why another date than the proposed one is taken.")
    return move_booking(
        booking=booking, to=to, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason,
    )  # fmt: skip


@transaction.atomic
def refuse_plan(
    *,
    plan: StoredCoursePlan,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Booking:
    """None of the dates, and why."""
    if not reason.strip():
        raise ActionError("Say why none of the dates is taken.")
    booking = _proposal(plan, by, happened_at, entered_at, client_key)
    key = derived(client_key, "decision")
    return refuse_booking(
        booking=booking, by=by, happened_at=happened_at, entered_at=entered_at, client_key=key, reason=reason
    )


def _proposal(
    plan: StoredCoursePlan, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> Booking:
    """The proposal of this plan: the one that waits, or a new one; one of an older plan is refused as replaced."""
    course = plan.course
    known = Booking.objects.filter(client_key=client_key).first()
    if known is not None:
        return known
    waiting = Booking.objects.select_related("course__patient").filter(course=course, state=BookingState.PROPOSED)
    open_one = waiting.first()
    if open_one is not None and open_one.plan_id == plan.pk:
        return open_one
    if open_one is not None:
        refuse_booking(
            booking=open_one, by=by, happened_at=happened_at, entered_at=entered_at,
            client_key=derived(client_key, "replaced"), reason=REPLACED,
        )  # fmt: skip
    return propose_booking(
        course=course, plan=plan, options=options_to_book(plan.answer), by=by, happened_at=happened_at,
        entered_at=entered_at, client_key=client_key,
    )  # fmt: skip


def _may_be_booked(plan: StoredCoursePlan | None, to: datetime, now: datetime, course: Course | None = None) -> None:
    in_reach(to, now)
    whole = course or (None if plan is None else plan.course)
    if whole is not None and booked_session(whole, now) is not None:
        raise ActionError("A session of this course is booked already; move or cancel that one.")
    if plan is None:
        return
    if plan.inputs_hash != inputs_hash(course_inputs(plan.course, now=now)):
        raise ActionError("Something was recorded since this plan was made; a clinician must plan the course again.")
    given, closest = plan.answer["given"], plan.answer["asked"]["shortest_spacing_days"]
    last = max((datetime.fromisoformat(one["at"]) for one in given), default=None)
    if last is not None and closest is not None and to.date() - last.date() < timedelta(days=closest):
        raise ActionError(f"No session is closer than {closest} d to the one before it; choose a later date.")


def booked_session(course: Course, now: datetime) -> Session | None:
    """The next session that is booked."""
    found = Session.objects.filter(course=course, state=State.PLANNED, amendment=None, planned_for__gte=now)
    return found.order_by("planned_for").first()
