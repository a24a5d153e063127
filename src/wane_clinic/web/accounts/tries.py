"""Wrong passwords, PINs and codes: five within a quarter of an hour close an account for the rest of it.

The audit is what is counted, so that a restart of the server or a second process forgets nothing.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Actor, Subject
from wane_clinic.people.models import Clinician

AT_MOST: Final = 5
WITHIN: Final = timedelta(minutes=15)
WRONG: Final = (AuditAction.LOGIN_FAILED.value, AuditAction.UNLOCK_FAILED.value)
UNKNOWN: Final = "(unknown)"


def account_of(username: str) -> Actor:
    """The account of a name; a name that nobody has is kept as a hash, for it may be a password typed too early."""
    clinician = Clinician.objects.filter(username__iexact=username).first()
    if clinician is not None:
        return Actor(username=clinician.username, pk=clinician.pk)
    return Actor(username=f"{UNKNOWN} {hashlib.sha256(username.lower().encode()).hexdigest()[:16]}")


def is_locked_out(*, account: Actor, at: datetime) -> bool:
    """Whether too many tries failed lately; a log in in between starts the count anew."""
    events = AuditEvent.objects.filter(actor=account.username)
    last = events.filter(action=AuditAction.LOGIN).order_by("-seq").values_list("seq", flat=True).first()
    return events.filter(action__in=WRONG, at__gt=at - WITHIN, seq__gt=last or 0).count() >= AT_MOST


def record_wrong_try(*, account: Actor, at: datetime, action: AuditAction) -> None:
    """Record one, and the closing of the account where it was one too many."""
    about = Subject(kind="account", id=str(account.pk or ""))
    record(action=action, by=account, at=at, subject=about)
    if is_locked_out(account=account, at=at):
        record(action=AuditAction.LOCKED_OUT, by=account, at=at, subject=about, why=f"{AT_MOST} wrong tries")
