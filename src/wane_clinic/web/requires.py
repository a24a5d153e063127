"""What each view declares: the permission it needs, or that it is open to all. An undeclared view fails the tests."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Subject
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.web.accounts.second_factor import lacks_second_factor
from wane_clinic.web.people_here import clinician_of, now, way_in

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
DECLARED: Final = "wane_permission"
ANYBODY: Final = "anybody"


def requires(permission: Permission, *, seen: str = "") -> Callable[[View], View]:
    """A view for those who may `permission`; others are sent to log in, to their second factor, or refused.

    `seen` is the kind of what it shows, where that is about a patient: each page that was shown is then in the audit,
    with the id that the route names (`public_id`, or the kind with `_id`). Parts that a page asks for again are not.
    """

    def declared(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            clinician = clinician_of(request)
            if clinician is None:
                return to_log_in(request)
            if clinician.must_renew:
                return redirect("account_change_password")
            if lacks_second_factor(request, clinician):
                return redirect("mfa_index")
            why = way_in(clinician=clinician, permission=permission, at=now())
            if why is None:
                _refused(clinician, permission)
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            if (seen or why) and _is_a_page(request, response):
                viewed(by=clinician, subject=subject_from(kind=seen or "page", ids=kwargs), why=why)
            return response

        setattr(guarded, DECLARED, permission)
        return cast("View", guarded)

    return declared


def open_to_anybody(view: View) -> View:
    """A view that needs no account: logging in, a patient's check-in link."""
    setattr(view, DECLARED, ANYBODY)
    return view


def viewed(*, by: Clinician, subject: Subject, why: str = "") -> None:
    """Record that somebody looked at something."""
    record(action=AuditAction.VIEW, by=by, at=now(), subject=subject, why=why)


def subject_from(*, kind: str, ids: dict[str, Any]) -> Subject:
    """What a route names, as a subject."""
    named = str(ids.get(f"{kind}_id") or ids.get("public_id") or ids.get("pk") or "")
    patient = named if kind == "patient" else str(ids.get("patient_id", ""))
    return Subject(kind=kind, id=named, patient=patient)


def to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log in page, and back; a part of a page is told so instead, for it cannot show a whole one."""
    if request.headers.get("HX-Request") or request.method != "GET":
        return HttpResponse(
            "You are logged out. Log in again: what you typed is kept.", status=401, content_type="text/plain"
        )
    return redirect_to_login(request.get_full_path())


def _is_a_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return request.method == "GET" and response.status_code == 200 and not request.headers.get("HX-Request")


def _refused(clinician: Clinician, permission: Permission) -> None:
    about = Subject(kind="permission", id=permission.value)
    record(action=AuditAction.REFUSED, by=clinician, at=now(), subject=about)


def logged_in_only(view: View) -> View:
    """A page of one's own account: any role, and with no second factor yet, for it is where one is set up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return to_log_in(request) if clinician_of(request) is None else view(request, *args, **kwargs)

    setattr(guarded, DECLARED, Permission.HOME)
    return cast("View", guarded)


def here(request: HttpRequest) -> Clinician:
    """Who asks, inside a view that requires somebody."""
    clinician = clinician_of(request)
    if clinician is None:
        raise PermissionDenied
    return clinician
