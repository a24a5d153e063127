"""Bookings: a plan proposes at least two dates, a person accepts one, moves it or refuses."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, audit, aware, derived, insert, not_ahead, plain, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.whole import needs_open, next_number
from wane_clinic.care.models import Booking, BookingState, Course, Session, State, StoredCoursePlan
from wane_clinic.people.models import Clinician

FEWEST_OPTIONS = 2


@transaction.atomic
def propose_booking(
    *,
    course: Course,
    plan: StoredCoursePlan | None,
    options: Sequence[dict[str, Any]],
    by: Clinician | None,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> Booking:
    """A proposal of the next session: each option `{"dating", "at", "risk_before", "reason", "is_chosen"}`."""
    chosen = next((one for one in options if one["is_chosen"] and one["at"]), None)
    if len(options) < FEWEST_OPTIONS or chosen is None:
        raise ActionError("A proposal needs at least two options and one with a date; plan the course again.")
    fields = {
        "course": course, "plan": plan, "options": list(options), "proposed_for": datetime.fromisoformat(chosen["at"]),
        "dating": chosen["dating"], "risk_before": chosen["risk_before"],
    }  # fmt: skip
    draft = Draft(
        kind=Booking, fields=fields, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    needs_open(course, happened_at)
    return add(draft, action="propose_booking", patient=course.patient)


def accept_booking(
    *,
    booking: Booking,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> Booking:
    """The proposed date is taken; the session is planned with the order of the last one."""
    return _decide(
        booking, BookingState.ACCEPTED, booking.proposed_for, by, happened_at, entered_at, client_key, reason
    )


def move_booking(
    *,
    booking: Booking,
    to: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Booking:
    """Another date is taken, and why."""
    aware(to, happened_at)
    if to <= happened_at:
        raise ActionError("This date has passed; choose a later one.")
    return _decide(booking, BookingState.MOVED, to, by, happened_at, entered_at, client_key, reason)


def refuse_booking(
    *,
    booking: Booking,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Booking:
    """No date is taken, and why."""
    return _decide(booking, BookingState.REFUSED, None, by, happened_at, entered_at, client_key, reason)


@transaction.atomic
def _decide(
    booking: Booking,
    state: BookingState,
    booked_for: datetime | None,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Booking:
    current = Booking.objects.select_for_update(of=("self",)).select_related("course__patient").get(pk=booking.pk)
    if current.state != BookingState.PROPOSED:
        told = (current.state, current.booked_for, current.decided_by_id, current.decided_at, current.reason)
        if told == (state, booked_for, by.pk, happened_at, plain(reason)):
            return current
        raise ActionError(f"This proposal was {current.state} before; load the page again.")
    not_ahead(happened_at, entered_at)
    current.state, current.booked_for, current.reason = state, booked_for, plain(reason)
    current.decided_by, current.decided_at = by, happened_at
    if booked_for is not None:
        current.session = _session(current.course, booked_for, by, happened_at, entered_at, client_key)
    save(current, moved=("state", "booked_for", "reason", "decided_by", "decided_at", "session"))
    audit(
        action=f"booking_{state}", row=current, patient=current.course.patient, by=by, at=entered_at, why=reason,
        detail={"client_key": str(client_key)},
    )  # fmt: skip
    return current


def _session(
    course: Course, at: datetime, by: Clinician, happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> Session | None:
    """The session, with the order of the last one that was not called off; None where there is none: a prescriber's.

    Whoever takes a date prescribes nothing by it: the order is a proposal until `confirm_order`.
    """
    last = course.sessions.exclude(state=State.CANCELLED).order_by("-number", "-id").first()
    if last is None:
        return None
    order = ("drug", "route", "dose_mg", "duration_min", "weight_kg", "bag_mg_ml", "order_words")
    fields = {name: getattr(last, name) for name in order}
    return insert(
        Draft(
            kind=Session, fields=fields | {"patient": course.patient, "course": course, "planned_for": at}, by=by,
            happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, "session"),
            ours={"number": next_number(course)},
        )
    )  # fmt: skip
