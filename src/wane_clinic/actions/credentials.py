"""What somebody proves who they are with: passwords, PINs and second factors. None of it ever stands in the audit."""

import re
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.chain import Detail
from wane_clinic.audit.record import record
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission

PIN: Final = re.compile(r"[0-9]{6,12}")
DIFFERENT_DIGITS: Final = 3


@transaction.atomic
def set_pin(*, by: Clinician, at: datetime, pin: str) -> Clinician:
    """One's own PIN, which unlocks a session on the device where it was opened and nothing else."""
    if not PIN.fullmatch(pin) or len(set(pin)) < DIFFERENT_DIGITS:
        raise ActionError("A PIN has 6 to 12 digits, at least three of them different.")
    row = _locked(by)
    row.pin_hash = make_password(pin)
    row.save(update_fields=["pin_hash"])
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, detail={"pin": "set"})
    return row


@transaction.atomic
def give_password(*, person: Clinician, password: str, by: Clinician, at: datetime, reason: str) -> Clinician:
    """A password for somebody who forgot theirs; open sessions end, and they choose another before anything else."""
    _needs_owner_and_reason(by, reason)
    row = _locked(person)
    check_password_rules(password=password, person=row)
    row.set_password(password)
    row.must_renew = True
    row.session_epoch += 1
    row.save(update_fields=["password", "must_renew", "session_epoch"])
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, why=reason.strip(), detail={"password": "given"})
    return row


@transaction.atomic
def renewed(*, by: Clinician, at: datetime) -> Clinician:
    """Somebody has chosen their own password."""
    row = _locked(by)
    row.must_renew = False
    row.save(update_fields=["must_renew"])
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, detail={"password": "chosen"})
    return row


@transaction.atomic
def remove_factors(*, person: Clinician, by: Clinician, at: datetime, reason: str) -> Clinician:
    """Second factors of somebody who lost them; open sessions end, and a new one is set up at the next log in."""
    _needs_owner_and_reason(by, reason)
    row = _locked(person)
    lost = list(Authenticator.objects.filter(user=row))
    for factor in lost:
        factor.delete()
    row.session_epoch += 1
    row.save(update_fields=["session_epoch"])
    detail: Detail = {"second_factor": "removed", "n_factors": len(lost)}
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, why=reason.strip(), detail=detail)
    return row


def check_password_rules(*, password: str, person: Clinician) -> None:
    """ActionError where a password is too short, too common or too much like the name."""
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise ActionError(" ".join(error.messages)) from error


def _locked(person: Clinician) -> Clinician:
    return Clinician.objects.select_for_update().get(pk=person.pk)


def _needs_owner_and_reason(by: Clinician, reason: str) -> None:
    if Permission.RUN_CLINIC not in by.may:
        raise ActionError("Only an owner does this for somebody else.")
    if not reason.strip():
        raise ActionError("A reason is needed: it is kept with the change.")
