"""Adding one event to the chain."""

from datetime import UTC, datetime

from django.db import IntegrityError, models, transaction

from wane_clinic.audit.chain import START, Detail, canonical, hash_of
from wane_clinic.audit.models import AuditEvent, AuditHead
from wane_clinic.audit.subjects import Account, Subject, place, subject_of

REPLACEMENT = "\ufffd"


def record(
    *,
    action: str,
    by: Account,
    at: datetime,
    subject: Subject | models.Model,
    why: str = "",
    where: str = "",
    detail: Detail | None = None,
) -> AuditEvent:
    """One event, saved in the transaction that it belongs to, or in one of its own.

    The head is locked until that transaction ends, so that two events never hold the same hash before.
    """
    about = subject if isinstance(subject, Subject) else subject_of(subject)
    with transaction.atomic():
        head = _locked_head()
        fields: dict[str, object] = {
            "seq": head.seq + 1,
            "at": at.astimezone(UTC) if at.tzinfo else at,
            "action": str(action),
            "actor_id": by.pk,
            "actor": _storable(by.username)[:60],
            "subject_kind": about.kind,
            "subject_id": about.id,
            "patient": about.patient,
            "why": _storable(why),
            "where": _storable(where or place.get())[:300],
            "detail_json": canonical(detail or {}),
            "prev_hash": head.hash,
        }
        event = AuditEvent(**fields, hash=hash_of(fields))
        event.save()
        AuditHead.objects.filter(id=1).update(seq=event.seq, hash=event.hash)
    return event


def _locked_head() -> AuditHead:
    """The head, locked. SQLite has one writer at a time: there the first write of a transaction is the lock."""
    head = AuditHead.objects.select_for_update().filter(id=1).first()
    if head is not None:
        return head
    try:
        with transaction.atomic():
            AuditHead.objects.create(id=1, seq=0, hash=START)
    except IntegrityError:  # somebody was first
        pass
    return AuditHead.objects.select_for_update().get(id=1)


def _storable(text: str) -> str:
    """Text that both databases can hold: PostgreSQL refuses the character NUL, JSON refuses half of a pair."""
    return text.replace("\x00", REPLACEMENT).encode("utf-8", "replace").decode("utf-8")
