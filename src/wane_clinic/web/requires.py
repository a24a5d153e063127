"""What each view declares: the permission it needs, or that it is open to all. An undeclared view fails the tests."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
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
from wane_clinic.web.seen import kind_of, page_seen, part_seen, patient_of, sighting

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
DECLARED: Final = "wane_permission"
ANYBODY: Final = "anybody"
SHOWN: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY})


def requires(permission: Permission, *, seen: str = "", part_of: str = "") -> Callable[[View], View]:
    """A view for those who may `permission`; others are sent to log in, to their second factor, or refused.

    Each page that is shown of a route with the id of a patient, a session or a booking is in the audit, whatever the
    headers of the request say, and so is one that declares as `seen` what it shows: a list, a plan. `part_of` is for
    what a page of that kind asks for again by itself: see `seen.part_seen`. An emergency's pages are always recorded.
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
                _refused(clinician, permission, patient=patient_of(sighting(
                    request, kwargs, by=clinician, kind=kind_of(kwargs), why=""
                )))  # fmt: skip
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            kind = seen or part_of or kind_of(kwargs) or ("page" if why else "")
            if kind and _is_shown(request, response):
                was_seen = part_seen if part_of else page_seen
                was_seen(sighting(request, kwargs, by=clinician, kind=kind, why=why), at=now())
            return response

        setattr(guarded, DECLARED, permission)
        return cast("View", guarded)

    return declared


def open_to_anybody(view: View) -> View:
    """A view that needs no account: logging in, a patient's check-in link."""
    setattr(view, DECLARED, ANYBODY)
    return view


def to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log in page, and back; a part of a page is told so instead, for it cannot show a whole one."""
    if request.headers.get("HX-Request") or request.method != "GET":
        return HttpResponse(
            "You are logged out. Log in again: what you typed is kept.", status=401, content_type="text/plain"
        )
    return redirect_to_login(request.get_full_path())


def _is_shown(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether somebody got to read it: a form that was refused shows its page again, a redirect or a sentence none."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return is_page and request.method != "HEAD" and response.status_code in SHOWN


def _refused(clinician: Clinician, permission: Permission, *, patient: str) -> None:
    about = Subject(kind="permission", id=permission.value, patient=patient)
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
