"""Entries beside the chair: what they all ask of their session, and how each is added."""

import uuid
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, not_before
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.current import standing
from wane_clinic.care.models import Entry, Session, SessionEvent, State
from wane_clinic.people.models import Clinician

E = TypeVar("E", bound=Entry)


@transaction.atomic
def add_beside(
    kind: type[E],
    *,
    action: str,
    session: Session,
    fields: dict[str, Any],
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> E:
    """One entry of a session, at most once for its key."""
    draft = Draft(
        kind=kind, fields={"session": session} | fields, by=by, happened_at=happened_at, entered_at=entered_at,
        client_key=client_key, reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    during(session, happened_at)
    return add(draft, action=action, patient=session.patient)


def during(session: Session, happened_at: datetime) -> None:
    """ActionError unless it happened while the patient was there; an entry that waited on a tablet may come later."""
    reached = dict(standing(SessionEvent.objects.filter(session=session)).values_list("state", "happened_at"))
    if State.PREP not in reached:
        raise ActionError("This session has not begun; take the patient to a chair first.")
    not_before(happened_at, reached[State.PREP], "the session")
    over = reached.get(State.CLOSED) or reached.get(State.CANCELLED)
    if over is not None and happened_at > over:
        raise ActionError("The session was over by then; check the time, or write a note.")
