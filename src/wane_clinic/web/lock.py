"""The idle lock: a screen that is left alone closes, the session stays, what was typed stays in the page.

The page locks itself (`lock.js`) and says so here; from then on the session opens nothing until it is unlocked on the
same device: by the same person, with PIN or password, or by a colleague who takes the device over, with name and PIN.
A PIN never opens more than the device had open: who takes over may do nothing that the person before may not. Entries
that wait in the browser stay the first person's. A session that asked for no page for long is locked as well, should
its browser have said nothing. Five wrong tries end the session: then it takes a whole log in.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.hashers import check_password
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Actor
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.accounts.tries import is_locked_out, record_wrong_try
from wane_clinic.web.people_here import clinician_of, now
from wane_clinic.web.place import Next
from wane_clinic.web.requires import here, requires

LOCKED, TOUCHED = "locked_at", "touched_at"
OPEN_WHILE_LOCKED: Final = ("/lock/", "/unlock/", "/account/logout/", "/account/login/", "/check-in/", "/static/")
SESSION_IDLE_AT_LEAST: Final = timedelta(minutes=30)
SESSION_IDLE_FACTOR: Final = 4
BETWEEN_TOUCHES: Final = timedelta(minutes=1)
SHARED: Final = "wane_shared"
"""Cookie of a device that several people use."""


def keep_locked(get_response: Next) -> Next:
    """Nothing but unlocking for a locked session."""

    def answered(request: HttpRequest) -> HttpResponse:
        clinician = clinician_of(request)
        if clinician is None or request.path.startswith(OPEN_WHILE_LOCKED):
            return get_response(request)
        if LOCKED not in request.session and _was_left_alone(request, now()):
            close_screen(request, clinician, why="left alone")
        if LOCKED in request.session:
            return locked(request)
        _touch(request, now())
        return get_response(request)

    return answered


def locked(request: HttpRequest) -> HttpResponse:
    """The page of a locked session; for a part of a page or an entry, one sentence that lets it be sent again."""
    if request.headers.get("HX-Request") or request.method != "GET":
        return HttpResponse("Locked. Unlock the page: what you typed is kept.", status=401, content_type="text/plain")
    return render(request, "lock/locked.html", {"next": request.get_full_path()}, status=401)


@require_POST
@requires(Permission.HOME)
def lock(request: HttpRequest) -> HttpResponse:
    """Close this session's screen."""
    clinician = clinician_of(request)
    if clinician is not None and LOCKED not in request.session:
        close_screen(request, clinician, why="idle or on request")
    return HttpResponse(status=204)


@require_POST
@requires(Permission.HOME)
def unlock(request: HttpRequest) -> HttpResponse:
    """Open it again from the page that was locked: its script reads who did."""
    words = _unlocked_or_why_not(request)
    if words:
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    response = HttpResponse(status=204)
    response.headers["Wane-Unlocked"] = here(request).full_name
    return response


@require_POST
@requires(Permission.HOME)
def unlock_page(request: HttpRequest) -> HttpResponse:
    """Open it again where the browser had lost the page."""
    words = _unlocked_or_why_not(request)
    after = request.POST.get("next", "/")
    if words:
        return render(request, "lock/locked.html", {"words": words, "next": after}, status=403)
    is_ours = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
    return redirect(after if is_ours else "home")


def _unlocked_or_why_not(request: HttpRequest) -> str:
    """Empty where it was opened; why not otherwise."""
    before = here(request)
    person, secret = _named(request.POST.get("person", ""), before), request.POST.get("secret", "")
    if LOCKED not in request.session and person != before:
        return "This page belongs to somebody else. Lock it first, or log in with your own account."
    if person is None or (person != before and not _may_take_over(person, before)):
        return "Only a colleague with a PIN takes over, and nobody who may do more: log in with your own account."
    account = Actor(username=person.username, pk=person.pk)
    is_open = not is_locked_out(account=account, at=now())
    if is_open and (has_pin(person, secret) or (person == before and person.check_password(secret))):
        _opened(request, person, before)
        return ""
    record_wrong_try(account=account, at=now(), action=AuditAction.UNLOCK_FAILED)
    if is_locked_out(account=account, at=now()):
        logout(request)
        return "Five wrong tries: you are logged out, and the account is closed for 15 minutes."
    return "That is neither your PIN nor your password. What you typed is kept."


def _named(words: str, before: Clinician) -> Clinician | None:
    """Whoever a name at the lock means: a log in name, or a whole name that one open account alone has."""
    if words.strip() in {"", before.full_name, before.username}:
        return before
    if "\x00" in words:
        return None
    found = Clinician.objects.filter(Q(username=words.strip().lower()) | Q(full_name__iexact=words.strip()))
    people = list(found.filter(is_active=True)[:2])
    return people[0] if len(people) == 1 else None


def _may_take_over(person: Clinician, before: Clinician) -> bool:
    """Whether a PIN is enough to take the device over: it never opens more than was open."""
    return bool(person.pin_hash) and not person.must_renew and person.may <= before.may


def _opened(request: HttpRequest, person: Clinician, before: Clinician) -> None:
    why = ""
    if person == before:
        request.session.pop(LOCKED, None)
    else:
        why = f"took the device over from {before.username}"
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])  # a new session: nothing is left in it
    _touch(request, now())
    record(action=AuditAction.UNLOCK, by=person, at=now(), subject=person, why=why)


def has_pin(clinician: Clinician, secret: str) -> bool:
    """Whether it is their PIN."""
    return bool(clinician.pin_hash) and check_password(secret, clinician.pin_hash)


def lock_minutes(request: HttpRequest) -> int:
    """Minutes until a screen closes on this device."""
    settled = current()
    return settled.shared_idle_min if request.COOKIES.get(SHARED) else settled.idle_min


def close_screen(request: HttpRequest, clinician: Clinician, *, why: str) -> None:
    """From now on this session opens nothing until it is unlocked."""
    request.session[LOCKED] = now().isoformat()
    record(action=AuditAction.LOCK, by=clinician, at=now(), subject=clinician, why=why)


def _touched(request: HttpRequest) -> datetime | None:
    said = request.session.get(TOUCHED)
    return datetime.fromisoformat(said) if isinstance(said, str) else None


def _was_left_alone(request: HttpRequest, at: datetime) -> bool:
    touched = _touched(request)
    longest = max(SESSION_IDLE_AT_LEAST, SESSION_IDLE_FACTOR * timedelta(minutes=lock_minutes(request)))
    return touched is not None and at - touched > longest


def _touch(request: HttpRequest, at: datetime) -> None:
    """A page or an entry was asked for by a person; a part of a page asks by itself. Written once a minute at most."""
    asks_by_itself = request.method == "GET" and bool(request.headers.get("HX-Request"))
    touched = _touched(request)
    if not asks_by_itself and (touched is None or at - touched > BETWEEN_TOUCHES):
        request.session[TOUCHED] = at.isoformat()
