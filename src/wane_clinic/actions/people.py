"""Accounts: made, given a role, disabled and opened again, never deleted."""

import re
from datetime import datetime
from typing import Final

from django.db import transaction

from wane_clinic.actions.credentials import check_password_rules
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.chain import Detail
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role

USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@transaction.atomic
def create_clinician(
    *, by: Clinician, at: datetime, username: str, full_name: str, role: Role, password: str
) -> Clinician:
    """A new account. Whoever it is for changes the password at the first log in."""
    _needs_owner(by)
    person = _new(username=username, full_name=full_name, role=role, password=password)
    person.must_renew = True
    person.save(update_fields=["must_renew"])
    record(action=AuditAction.CREATE, by=by, at=at, subject=person, detail={"username": username, "role": role.value})
    return person


def _new(*, username: str, full_name: str, role: Role, password: str) -> Clinician:
    if not USERNAME.fullmatch(username):
        raise ActionError("A log in name has 2 to 60 small letters, digits, dots or dashes, such as j.moreau.")
    if not full_name.strip():
        raise ActionError("A name is needed: each account belongs to one person.")
    if Clinician.objects.filter(username=username).exists():
        raise ActionError(f"{username} is taken: choose another log in name.")
    person = Clinician(username=username, full_name=full_name.strip(), role=role)
    check_password_rules(password=password, person=person)
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def create_first_owner(*, username: str, full_name: str, password: str, at: datetime) -> Clinician:
    """The first account of a clinic, by whoever has its server; refused as soon as there is one."""
    if Clinician.objects.exists():
        raise ActionError("There are accounts already: an owner makes more on the page of people.")
    person = _new(username=username, full_name=full_name, role=Role.OWNER, password=password)
    detail = {"username": username, "role": Role.OWNER.value}
    record(action=AuditAction.CREATE, by=SYSTEM, at=at, subject=person, detail=detail)
    return person


@transaction.atomic
def give_role(*, person: Clinician, role: Role, by: Clinician, at: datetime, reason: str) -> Clinician:
    """Another role, from the next page on; every open session of the account ends."""
    _needs_owner(by)
    row = _locked(person)
    before = row.role
    if Role(before) is Role.OWNER and role is not Role.OWNER:
        _keep_an_owner(row)
    row.role = role
    row.session_epoch += 1
    row.save(update_fields=["role", "session_epoch"])
    detail: Detail = {"role": {"before": before, "after": role.value}}
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, why=_reason(reason), detail=detail)
    return row


@transaction.atomic
def disable_clinician(*, person: Clinician, by: Clinician, at: datetime, reason: str) -> Clinician:
    """Nobody logs in with it any more, and whoever is logged in is out at once."""
    _needs_owner(by)
    row = _locked(person)
    if Role(row.role) is Role.OWNER:
        _keep_an_owner(row)
    row.is_active = False
    row.session_epoch += 1
    row.save(update_fields=["is_active", "session_epoch"])
    record(action=AuditAction.DISABLE, by=by, at=at, subject=row, why=_reason(reason))
    return row


@transaction.atomic
def enable_clinician(*, person: Clinician, by: Clinician, at: datetime, reason: str) -> Clinician:
    """The account opens again."""
    _needs_owner(by)
    row = _locked(person)
    row.is_active = True
    row.save(update_fields=["is_active"])
    detail: Detail = {"is_active": {"before": False, "after": True}}
    record(action=AuditAction.CHANGE, by=by, at=at, subject=row, why=_reason(reason), detail=detail)
    return row


def _locked(person: Clinician) -> Clinician:
    return Clinician.objects.select_for_update().get(pk=person.pk)


def _needs_owner(by: Clinician) -> None:
    if Permission.RUN_CLINIC not in by.may:
        raise ActionError("Only an owner changes accounts.")


def _keep_an_owner(row: Clinician) -> None:
    if not Clinician.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=row.pk).exists():
        raise ActionError("This is the last owner: give somebody else the role first.")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ActionError("A reason is needed: it is kept with the change.")
    return reason.strip()
