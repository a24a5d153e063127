"""A booked session on another day, with the same order: what a front desk may change."""

import uuid
from datetime import datetime

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.orders import replan_session
from wane_clinic.care.models import Session
from wane_clinic.people.models import Clinician

LONGEST_AHEAD_DAYS = 400
SAME = ("drug", "route", "dose_mg", "weight_kg", "bag_mg_ml", "duration_min", "chair", "order_words")


def move_session(
    *,
    session: Session,
    to: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Session:
    """The session at another time, and why; what it gives stays as it was ordered."""
    if not reason.strip():
        raise ActionError("Say why it is moved.")
    in_reach(to, happened_at)
    return replan_session(
        session=session, planned_for=to, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason.strip(), **{name: getattr(session, name) for name in SAME},
    )  # fmt: skip


def in_reach(to: datetime, now: datetime) -> None:
    """ActionError unless a session can be booked for then."""
    if to <= now:
        raise ActionError("This date has passed; choose a later one.")
    if (to - now).days > LONGEST_AHEAD_DAYS:
        raise ActionError(f"This is more than {LONGEST_AHEAD_DAYS} days ahead; check the year.")
