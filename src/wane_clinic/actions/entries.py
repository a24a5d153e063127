"""Adding one entry: checked, at most once for its key, with its audit event."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.sentences import sentence_for
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Account, Subject
from wane_clinic.care.models import Entry
from wane_clinic.people.models import Clinician, Patient

E = TypeVar("E", bound=Entry)
AHEAD: Final = timedelta(seconds=60)
"""How far a tablet's clock may run ahead."""
LONGEST_TEXT: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Generic[E]):
    """One entry as it was sent; `ours` are further columns, which an action works out itself.

    `by` None is a patient on a check-in link, or the clinic's own tick.
    """

    kind: type[E]
    fields: dict[str, Any]
    by: Clinician | None
    happened_at: datetime
    entered_at: datetime
    client_key: uuid.UUID
    reason: str = ""
    amends: E | None = None
    is_void: bool = False
    ours: dict[str, Any] = field(default_factory=dict)
    content: str = field(init=False)

    def __post_init__(self) -> None:
        aware(self.happened_at, self.entered_at, *self.fields.values())
        object.__setattr__(self, "content", self._content())

    def _content(self) -> str:
        told = {
            "kind": self.kind._meta.label,
            "fields": {name: _told(value) for name, value in self.fields.items()},
            "by": None if self.by is None else self.by.pk,
            "happened_at": self.happened_at.timestamp(),
            "reason": self.reason,
            "amends": None if self.amends is None else self.amends.pk,
            "is_void": self.is_void,
        }
        text = json.dumps(told, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(value: object) -> object:
    if isinstance(value, models.Model):
        return value.pk
    return value.timestamp() if isinstance(value, datetime) else value


def already(draft: Draft[E]) -> E | None:
    """The row that this very entry has made before; ActionError where its key came with another content."""
    known = draft.kind._base_manager.filter(client_key=draft.client_key).first()
    if known is None:
        return None
    if known.content != draft.content:
        raise ActionError("This entry was sent before with other content; look at what stands and correct it there.")
    return known


def add(draft: Draft[E], *, action: str, patient: Patient, detail: Mapping[str, str] | None = None) -> E:
    """The new row and its one audit event."""
    try:
        row = insert(draft)
    except ActionError:
        known = already(draft)  # the very same entry, sent by another request at the same moment
        if known is not None:
            return known
        raise
    audit(action=action, row=row, patient=patient, by=draft.by, at=draft.entered_at, why=draft.reason, detail=detail)
    return row


def insert(draft: Draft[E]) -> E:
    """The new row alone, for an action that writes several rows and one audit event."""
    not_ahead(draft.happened_at, draft.entered_at)
    fields = {
        name: plain(value) if isinstance(value, str) else value for name, value in (draft.fields | draft.ours).items()
    }
    row = draft.kind(
        **fields,
        client_key=draft.client_key,
        content=draft.content,
        happened_at=draft.happened_at,
        entered_at=draft.entered_at,
        entered_by=draft.by,
        amends=draft.amends,
        amend_reason="" if draft.amends is None else plain(draft.reason),
        is_void=draft.is_void,
    )
    clean(row)
    save(row)
    return row


def clean(row: Entry) -> None:
    """Fields of the right kind, choice and length; what the database holds (links, ranges), it holds itself."""
    try:
        row.clean_fields(exclude={field.name for field in row._meta.concrete_fields if field.is_relation})
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise ActionError(f"{name.replace('_', ' ').capitalize()}: {words[0]}") from None


def save(row: Entry, *, moved: tuple[str, ...] = ()) -> None:
    """The row, or the columns that an action may fill in; what the database refuses is said in a sentence."""
    try:
        with transaction.atomic():
            if moved:
                row.save(update_fields=moved)
            else:
                row.save(force_insert=True)
    except IntegrityError as error:
        raise ActionError(sentence_for(str(error))) from error


def audit(
    *,
    action: str,
    row: Entry,
    patient: Patient,
    by: Clinician | None,
    at: datetime,
    why: str = "",
    detail: Mapping[str, str] | None = None,
    actor: Account = SYSTEM,
) -> None:
    """The one audit event of an action."""
    who: Account = actor if by is None else by
    subject = Subject(kind=str(row._meta.model_name), id=str(row.public_id), patient=str(patient.public_id))
    record(action=action, by=who, at=at, subject=subject, why=why, detail=dict(detail or {}))


def aware(*values: object) -> None:
    """ActionError where a time has no zone."""
    if any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        raise ActionError("A time came without its zone; send it with one.")


def not_ahead(happened_at: datetime, entered_at: datetime) -> None:
    """Times have a zone, and nothing happened in the future."""
    aware(happened_at, entered_at)
    if happened_at > entered_at + AHEAD:
        raise ActionError("This time lies in the future; enter when it happened, and check the tablet's clock.")


def not_before(happened_at: datetime, start: datetime, what: str) -> None:
    """Nothing of a thing happened before it."""
    aware(happened_at)
    if happened_at < start:
        raise ActionError(f"This time lies before {what}; check the time and the date.")


def plain(text: str) -> str:
    """Text that both databases hold; ActionError where it is too long."""
    if len(text) > LONGEST_TEXT:
        raise ActionError(f"A text of {len(text)} characters came; {LONGEST_TEXT} are kept: shorten it.")
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def derived(client_key: uuid.UUID, part: str) -> uuid.UUID:
    """The key of a further row that one entry makes."""
    return uuid.uuid5(client_key, part)
