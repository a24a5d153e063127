"""What is recorded as people log in and out."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from wane_clinic.actions.credentials import renewed
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Actor
from wane_clinic.people.models import Clinician
from wane_clinic.web.accounts.tries import record_wrong_try
from wane_clinic.web.people_here import now
from wane_clinic.web.place import place_of


def connect() -> None:
    """Listen."""
    user_logged_in.connect(logged_in, dispatch_uid="wane_clinic.logged_in")
    user_logged_out.connect(logged_out, dispatch_uid="wane_clinic.logged_out")
    password_changed.connect(chose_password, dispatch_uid="wane_clinic.chose_password")
    factors.authentication_failed.connect(wrong_code, dispatch_uid="wane_clinic.wrong_code")
    factors.authenticator_added.connect(factor_changed, dispatch_uid="wane_clinic.factor_added")
    factors.authenticator_removed.connect(factor_changed, dispatch_uid="wane_clinic.factor_removed")


def logged_in(*, request: HttpRequest | None = None, user: Clinician, **_: Any) -> None:
    """Somebody came in."""
    where = place_of(request) if request is not None and hasattr(request, "session") else ""
    record(action=AuditAction.LOGIN, by=user, at=now(), subject=user, where=where)


def logged_out(*, user: Clinician | None = None, **_: Any) -> None:
    """Somebody left."""
    if user is not None:
        record(action=AuditAction.LOGOUT, by=user, at=now(), subject=user)


def chose_password(*, user: Clinician, **_: Any) -> None:
    """Somebody chose another password."""
    renewed(by=user, at=now())


def wrong_code(*, user: Clinician, **_: Any) -> None:
    """A second factor that did not fit."""
    account = Actor(username=user.username, pk=user.pk)
    record_wrong_try(account=account, at=now(), action=AuditAction.LOGIN_FAILED)


def factor_changed(*, user: Clinician, authenticator: Any, signal: Any, **_: Any) -> None:
    """A second factor was added or removed."""
    change = "added" if signal is factors.authenticator_added else "removed"
    detail = {"second_factor": str(authenticator.type), "change": change}
    record(action=AuditAction.CHANGE, by=user, at=now(), subject=user, detail=detail)
