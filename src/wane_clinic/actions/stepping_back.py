"""The start or the end of dosing taken back: it did not happen, and the session stands where it stood before it."""

import uuid
from datetime import datetime
from typing import Final, TypeVar, cast

from django.db import transaction

from wane_clinic.actions.amend import UNDO_WITHIN, amend, own_fields
from wane_clinic.actions.entries import Draft, already, audit, derived, insert, not_before, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.whole import locked
from wane_clinic.care.current import standing
from wane_clinic.care.models import DoseEvent, DoseKind, Entry, Session, SessionEvent, State
from wane_clinic.people.models import Clinician

E = TypeVar("E", bound=Entry)
BACK: Final = {State.INFUSING: State.PREP, State.WATCH: State.INFUSING}
"""Where a session stands once the step that led to a state is taken back."""
PARTS: Final = {State.INFUSING: "dose", State.WATCH: "stop"}
"""Part of a step's key, of which the key of its dose event is made."""
AT_ONCE: Final = "undone at once"


def step_of(dose: DoseEvent) -> SessionEvent | None:
    """The step that this dose event is the dose of, as it stands; None where it is no step's."""
    key = _root(dose).client_key
    for event in standing(SessionEvent.objects.filter(session=dose.session_id, state__in=list(PARTS))):
        if derived(_root(event).client_key, PARTS[State(event.state)]) == key:
            return event
    return None


@transaction.atomic
def take_back_step(
    *, session: Session, by: Clinician, entered_at: datetime, client_key: uuid.UUID, reason: str
) -> SessionEvent:
    """The last step taken back with its dose event; both stay, struck through."""
    current = locked(session)
    known = SessionEvent.objects.filter(client_key=client_key).first()
    step = _last(current) if known is None else cast("SessionEvent", known.amends)
    draft = _void(step, by, entered_at, client_key, reason)
    found = already(draft)
    if found is not None:
        return found
    if not draft.reason:
        raise ActionError("Say why it is taken back.")
    doses = _doses_of(current, State(step.state))
    event = insert(draft)
    for place, dose in enumerate(doses):
        insert(_void(dose, by, entered_at, derived(client_key, f"dose {place}"), reason))
    current.state = BACK[State(step.state)]
    save(current, moved=("state",))
    session.state = current.state
    audit(
        action="take_back_step", row=current, patient=current.patient, by=by, at=entered_at, why=draft.reason,
        detail={"amends": str(step.public_id), "state": current.state},
    )  # fmt: skip
    return event


@transaction.atomic
def undo_step(*, session: Session, by: Clinician, entered_at: datetime, client_key: uuid.UUID) -> SessionEvent:
    """One's own step taken back within its short time."""
    if not SessionEvent.objects.filter(client_key=client_key).exists():
        step = _last(locked(session))
        if step.entered_by_id != by.pk:
            raise ActionError("Only whoever entered it can undo it; take it back with a reason instead.")
        if entered_at - step.entered_at > UNDO_WITHIN:
            raise ActionError("The 10 s to undo are over; take it back with a reason instead.")
    return take_back_step(session=session, by=by, entered_at=entered_at, client_key=client_key, reason=AT_ONCE)


@transaction.atomic
def move_step(
    *,
    dose: DoseEvent,
    to: datetime,
    by: Clinician,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> SessionEvent | None:
    """The step of a dose event at the time that the event is corrected to; None where it is no step's."""
    known = SessionEvent.objects.filter(client_key=client_key).first()
    step = step_of(dose) if known is None else cast("SessionEvent", known.amends)
    if step is None:
        return None
    before = standing(SessionEvent.objects.filter(session=dose.session_id, pk__lt=step.pk)).last()
    if before is not None:
        not_before(to, before.happened_at, "the step before it")
    return amend(
        entry=step, changes={}, happened_at=to, by=by, entered_at=entered_at, client_key=client_key, reason=reason
    )


def _last(session: Session) -> SessionEvent:
    """The step that the session came to last; ActionError where that one stays."""
    found = standing(SessionEvent.objects.filter(session=session, state=session.state)).last()
    if found is None or session.state not in BACK:
        where = session.state.replace("_", " ")
        raise ActionError(f"This session is {where}; only the start and the end of dosing are taken back.")
    if standing(SessionEvent.objects.filter(session=session, state=State.READY_CHECK)).exists():
        raise ActionError("The leaving check has begun since; correct the time or the amount instead.")
    return found


def _doses_of(session: Session, state: State) -> list[DoseEvent]:
    """The dose events that go with a step; ActionError where something was done at the pump since."""
    doses = list(standing(DoseEvent.objects.filter(session=session)).order_by("happened_at", "id"))
    if state is State.WATCH:
        return [dose for dose in doses if dose.kind == DoseKind.STOP]
    if len(doses) > 1:
        raise ActionError("Something was done at the pump since; take that back first, then the start.")
    return doses


def _void(entry: E, by: Clinician, entered_at: datetime, client_key: uuid.UUID, reason: str) -> Draft[E]:
    return Draft(
        kind=type(entry), fields=own_fields(entry), by=by, happened_at=entry.happened_at, entered_at=entered_at,
        client_key=client_key, reason=reason.strip(), amends=entry, is_void=True,
    )  # fmt: skip


def _root(entry: Entry) -> Entry:
    """The first version of an entry."""
    found: Entry = entry
    while (earlier := cast("Entry | None", getattr(found, "amends", None))) is not None:
        found = earlier
    return found
