"""Corrections: a new row that points to the old one; both stay."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, cast

from django.db import transaction

from wane_clinic.actions.beside import during
from wane_clinic.actions.entries import Draft, add, already, audit
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.scores import insert_score, score_fields
from wane_clinic.care.models import (
    Consent,
    DoseEvent,
    Entry,
    FollowedCheck,
    IntakeFact,
    LeavingItem,
    Note,
    QuickRating,
    Relapse,
    RescueDrug,
    Score,
    SessionEvent,
    SideEffect,
    VitalSigns,
)
from wane_clinic.people.models import Clinician, Patient

E = TypeVar("E", bound=Entry)
UNDO_WITHIN: Final = timedelta(seconds=10)
AMENDABLE: Final[Mapping[type[Entry], frozenset[str]]] = {
    VitalSigns: frozenset({"systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "spo2_pct", "resp_per_min"}),
    QuickRating: frozenset({"dissociation", "moaas"}),
    DoseEvent: frozenset({"kind", "rate_ml_h", "rate_mg_h", "dose_mg", "total_mg", "words"}),
    SideEffect: frozenset({"effect", "severity", "is_serious", "words"}),
    RescueDrug: frozenset({"drug", "dose_mg", "route", "words"}),
    Score: frozenset({"items", "total", "item9", "answered_by"}),
    Relapse: frozenset({"source", "line", "words"}),
    Note: frozenset({"text"}),
    Consent: frozenset({"what", "state", "text_version", "words"}),
    IntakeFact: frozenset({"name", "value", "words"}),
    LeavingItem: frozenset({"outcome", "because"}),
    FollowedCheck: frozenset({"outcome", "because", "result"}),
    SessionEvent: frozenset({"why"}),
}
"""What may be corrected, and which of its columns; whose it is, never."""
BESIDE: Final = (VitalSigns, QuickRating, DoseEvent, SideEffect, RescueDrug, LeavingItem)
"""What happens in a session and never outside it; a note may be written later."""
BASE: Final = frozenset(field.name for field in Entry._meta.get_fields())


@transaction.atomic
def amend(
    *,
    entry: E,
    changes: Mapping[str, Any],
    by: Clinician,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
    happened_at: datetime | None = None,
) -> E:
    """A corrected version of an entry, which stays as it was; `happened_at` None keeps its time.

    What was entered beside a chair stays within its session, whatever time is typed.
    """
    unknown = set(changes) - AMENDABLE.get(type(entry), frozenset())
    if type(entry) not in AMENDABLE or unknown:
        raise ActionError(f"This cannot be corrected here: {', '.join(sorted(unknown)) or entry._meta.verbose_name}.")
    return _replace(entry, own_fields(entry) | dict(changes), by, happened_at, entered_at, client_key, reason)


@transaction.atomic
def void(*, entry: E, by: Clinician, entered_at: datetime, client_key: uuid.UUID, reason: str) -> E:
    """An entry taken back, such as one on the wrong patient; it stays, struck through."""
    if type(entry) not in AMENDABLE or isinstance(entry, SessionEvent):
        raise ActionError(f"A {entry._meta.verbose_name} cannot be taken back.")
    return _replace(entry, own_fields(entry), by, None, entered_at, client_key, reason, is_void=True)


@transaction.atomic
def undo(*, entry: E, by: Clinician, entered_at: datetime, client_key: uuid.UUID) -> E:
    """One's own entry taken back within 10 s."""
    if entry.entered_by_id != by.pk:
        raise ActionError("Only whoever entered it can undo it; correct it with a reason instead.")
    if entered_at - entry.entered_at > UNDO_WITHIN and not type(entry)._base_manager.filter(amends=entry).exists():
        raise ActionError("The 10 s to undo are over; correct it with a reason instead.")
    return void(entry=entry, by=by, entered_at=entered_at, client_key=client_key, reason="undone at once")


def own_fields(entry: Entry) -> dict[str, Any]:
    """The columns of an entry that are its own, beside those of every entry."""
    return {
        field.name: getattr(entry, field.name)
        for field in entry._meta.concrete_fields
        if field.name not in BASE | {"id"}
    }


def _replace(
    entry: E,
    fields: dict[str, Any],
    by: Clinician,
    happened_at: datetime | None,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
    *,
    is_void: bool = False,
) -> E:
    draft = Draft(
        kind=type(entry), fields=fields, by=by, happened_at=happened_at or entry.happened_at, entered_at=entered_at,
        client_key=client_key, reason=reason.strip(), amends=entry, is_void=is_void,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    if not draft.reason:
        raise ActionError("Say why it is corrected.")
    if draft.happened_at != entry.happened_at and isinstance(entry, BESIDE):
        during(entry.session, draft.happened_at)
    if type(entry)._base_manager.filter(amends=entry).exists():
        raise ActionError("This entry was corrected before; load the page again and correct what stands.")
    action, patient = "void_entry" if is_void else "amend_entry", patient_of(entry)
    if isinstance(entry, Score) and not is_void:
        return cast("E", _rescored(cast("Draft[Score]", draft), entry, action, patient))
    return add(draft, action=action, patient=patient, detail={"amends": str(entry.public_id)})


def _rescored(draft: Draft[Score], old: Score, action: str, patient: Patient) -> Score:
    """A corrected score adds up again, and may raise an alert."""
    given = draft.fields
    items, total, item9 = given["items"], given["total"], given["item9"]
    if items is not None and items != old.items:
        total, item9 = None, None
    elif items is not None and (total, item9) != (old.total, old.item9):
        items = None
    counted = score_fields(given["course"], given["instrument"], items=items, total=total, item9=item9)
    row = insert_score(
        Draft(
            kind=Score, fields=given, by=draft.by, happened_at=draft.happened_at, entered_at=draft.entered_at,
            client_key=draft.client_key, reason=draft.reason, amends=old, ours=counted,
        )
    )  # fmt: skip
    audit(
        action=action, row=row, patient=patient, by=draft.by, at=draft.entered_at, why=draft.reason,
        detail={"amends": str(old.public_id)},
    )  # fmt: skip
    return row


def patient_of(entry: Entry) -> Patient:
    """Whose entry it is."""
    for name in ("patient", "session", "course", "score"):
        above = getattr(entry, name, None)
        if isinstance(above, Patient):
            return above
        if isinstance(above, Entry):
            return patient_of(above)
    raise TypeError(f"{entry._meta.label} is nobody's")
