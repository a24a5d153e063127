"""A session from plan to close: each step in its order, the last one only by the checklist."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction

from wane_clinic.actions.entries import Draft, already, audit, derived, insert, not_before, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.orders import confirm_order, plan_session, replan_session
from wane_clinic.actions.whole import locked, needs_order
from wane_clinic.care.current import leaving_gaps, standing
from wane_clinic.care.leaving import LEAVING
from wane_clinic.care.models import DoseEvent, DoseKind, Session, SessionEvent, State
from wane_clinic.people.models import Clinician

AFTER: Final = {
    State.PREP: (State.PLANNED,),
    State.INFUSING: (State.PREP,),
    State.WATCH: (State.INFUSING,),
    State.READY_CHECK: (State.WATCH,),
    State.CLOSED: (State.READY_CHECK,),
    State.CANCELLED: (State.PLANNED, State.PREP),
}
"""From which states each is reached."""


def prepare_session(
    *,
    session: Session,
    chair: int,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> SessionEvent:
    """The patient sits down in a chair."""
    return _step(session, State.PREP, by, happened_at, entered_at, client_key, reason, chair=chair)


@transaction.atomic
def start_session(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    rate_ml_h: float | None = None,
    rate_mg_h: float | None = None,
    bolus_mg: float | None = None,
    reason: str = "",
) -> SessionEvent:
    """The dose begins: a pump at a rate, or everything at once."""
    if (rate_mg_h is None) == (bolus_mg is None):
        raise ActionError("A dose starts with a rate in mg/h or with a bolus in mg; enter one of them.")
    kind = DoseKind.START if bolus_mg is None else DoseKind.BOLUS
    event = _step(session, State.INFUSING, by, happened_at, entered_at, client_key, reason)
    dose = Draft(
        kind=DoseEvent,
        fields={"session": session, "kind": kind, "rate_ml_h": rate_ml_h, "rate_mg_h": rate_mg_h, "dose_mg": bolus_mg},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, "dose"),
    )  # fmt: skip
    if already(dose) is None:
        insert(dose)
    return event


@transaction.atomic
def watch_session(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    total_mg: float | None = None,
    reason: str = "",
) -> SessionEvent:
    """The dose has ended and the watch begins; a pump that nobody has stopped is stopped."""
    event = _step(session, State.WATCH, by, happened_at, entered_at, client_key, reason)
    events = DoseEvent.objects.filter(session=session, amendment=None, is_void=False)
    has_run, has_stopped = (events.filter(kind=kind).exists() for kind in (DoseKind.START, DoseKind.STOP))
    stop = Draft(
        kind=DoseEvent, fields={"session": session, "kind": DoseKind.STOP, "total_mg": total_mg},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, "stop"),
    )  # fmt: skip
    if has_run and not has_stopped and already(stop) is None:
        insert(stop)
    return event


def check_ready(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> SessionEvent:
    """Somebody looks whether the patient may leave."""
    return _step(session, State.READY_CHECK, by, happened_at, entered_at, client_key, reason)


def watch_again(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> SessionEvent:
    """Back from the check to the watch, and why: the patient is not ready."""
    if not reason.strip():
        raise ActionError("Say why the patient is watched again.")
    back = (State.READY_CHECK,)
    return _step(session, State.WATCH, by, happened_at, entered_at, client_key, reason, after=back)


def close_session(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> SessionEvent:
    """The patient has left. Only a checklist without gaps lets this happen."""
    return _step(session, State.CLOSED, by, happened_at, entered_at, client_key, reason)


def cancel_session(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> SessionEvent:
    """A session that will not take place, and why."""
    if not reason.strip():
        raise ActionError("Say why the session does not take place.")
    return _step(session, State.CANCELLED, by, happened_at, entered_at, client_key, reason)


@transaction.atomic
def _step(
    session: Session,
    state: State,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
    *,
    chair: int | None = None,
    after: tuple[State, ...] | None = None,
) -> SessionEvent:
    draft = Draft(
        kind=SessionEvent, fields={"session": session, "state": state, "why": reason}, by=by, happened_at=happened_at,
        entered_at=entered_at, client_key=client_key,
    )  # fmt: skip
    current = locked(
        session
    )  # before the key is looked up: the same entry may just be being written by another request
    known = already(draft)
    if known is not None:
        return known
    if current.state not in (after or AFTER[state]):
        raise ActionError(f"This session is {_words(current.state)}; it cannot become {_words(state)} from there.")
    last = standing(SessionEvent.objects.filter(session=current)).order_by("-happened_at", "-id").first()
    not_before(happened_at, current.happened_at if last is None else last.happened_at, "the step before it")
    if state is State.INFUSING:
        needs_order(current)
    if state is State.CLOSED:
        _no_gaps(current)
    event = insert(draft)
    current.state, current.chair = state, current.chair if chair is None else chair
    save(current, moved=("state", "chair"))
    session.state, session.chair = current.state, current.chair
    audit(
        action=f"session_{state}", row=current, patient=current.patient, by=by, at=entered_at, why=reason,
        detail={"state": state, "chair": str(current.chair or "")},
    )  # fmt: skip
    return event


def _no_gaps(session: Session) -> None:
    gaps = leaving_gaps(session)
    if gaps:
        raise ActionError(f"Not closed: {'; '.join(LEAVING[gap] for gap in gaps)}. Answer each, or say why not done.")


def _words(state: str) -> str:
    return str(state).replace("_", " ")


__all__ = [
    "cancel_session", "check_ready", "close_session", "confirm_order", "plan_session", "prepare_session",
    "replan_session", "start_session", "watch_again", "watch_session",
]  # fmt: skip
