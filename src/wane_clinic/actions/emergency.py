"""Breaking the glass, and an owner's answer to it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import subject_of
from wane_clinic.people.models import Clinician, EmergencyAccess
from wane_clinic.people.permissions import Permission

LONGEST: Final = timedelta(minutes=60)
SHORTEST_REASON: Final = 10


@transaction.atomic
def break_glass(*, by: Clinician, at: datetime, reason: str, lasting: timedelta) -> EmergencyAccess:
    """Open what a role does not, for a while and for a reason; every owner is told until one acknowledges it."""
    if Permission.BREAK_GLASS not in by.may:
        raise ActionError("Your role has no emergency access.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ActionError("Say in a sentence why this cannot wait: it is kept and read.")
    if not timedelta(0) < lasting <= LONGEST:
        raise ActionError("Emergency access lasts an hour at most.")
    access = EmergencyAccess(clinician=by, reason=reason.strip(), at=at, until=at + lasting)
    access.save()
    detail = {"until": access.until.isoformat()}
    record(action=AuditAction.BREAK_GLASS, by=by, at=at, subject=subject_of(access), why=access.reason, detail=detail)
    return access


@transaction.atomic
def acknowledge_emergency(*, access: EmergencyAccess, by: Clinician, at: datetime) -> EmergencyAccess:
    """An owner has read why; nobody acknowledges their own."""
    if Permission.RUN_CLINIC not in by.may:
        raise ActionError("An owner acknowledges an emergency access.")
    row = EmergencyAccess.objects.select_for_update().get(pk=access.pk)
    if row.clinician_id == by.pk and Clinician.objects.filter(role=by.role, is_active=True).exclude(pk=by.pk).exists():
        raise ActionError("Somebody else acknowledges it: this was your own.")
    if row.acknowledged_at is None:
        row.acknowledged_by, row.acknowledged_at = by, at
        row.save(update_fields=["acknowledged_by", "acknowledged_at"])
        record(action=AuditAction.ACKNOWLEDGE, by=by, at=at, subject=row)
    return row
