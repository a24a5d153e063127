"""The session sheet: a page, the parts of it that are asked for again, the sheet on paper, and the entries."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record as audit_record
from wane_clinic.audit.subjects import Subject
from wane_clinic.care.models import OPEN, DoseEvent, Session, State
from wane_clinic.people.permissions import Permission
from wane_clinic.web.entry_forms import EntryForm
from wane_clinic.web.order_words import BEFORE
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.session_sheet.acts import ACTS, CLOSE, NOTE, ORDER
from wane_clinic.web.session_sheet.correction import CorrectionForm, rows_of
from wane_clinic.web.session_sheet.entering import no_such, refused, take, take_back, take_correction
from wane_clinic.web.session_sheet.entry_lines import can_go, clock
from wane_clinic.web.session_sheet.opened import opened
from wane_clinic.web.session_sheet.page import live, stage_of
from wane_clinic.web.session_sheet.since import since_ordered
from wane_clinic.web.times import when_words


def found(session_id: uuid.UUID) -> Session | None:
    """The session of an address."""
    return Session.objects.select_related("patient", "course", "ordered_by").filter(public_id=session_id).first()


@require_GET
@requires(Permission.SEE_CLINICAL, seen="session")
def sheet(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The whole page."""
    session = get_object_or_404(Session.objects.select_related("patient", "course", "ordered_by"), public_id=session_id)
    shown = live(opened(session, who=here(request), now=now()))
    shown["free_chairs"] = free_chairs(shown["opened"].settled.chairs) if session.state == State.PLANNED else ()
    shown["since"] = since_ordered(session, shown["opened"].zone) if session.state in BEFORE else ()
    shown["became"] = became(session, shown["opened"].zone) if session.state == State.CANCELLED else None
    return render(request, "session/page.html", shown)


@require_GET
@requires(Permission.SEE_CLINICAL, part_of="session")
def sheet_live(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The parts that change, each at its place; what is being typed is in none of them."""
    session = found(session_id)
    if session is None:
        return no_such()
    if request.GET.get("was") != stage_of(session):
        response = HttpResponse()
        response.headers["HX-Refresh"] = "true"  # the page has other forms now; what is half typed outlives it
        return response
    return render(request, "session/live.html", live(opened(session, who=here(request), now=now())))


@require_GET
@requires(Permission.SEE_CLINICAL)
def sheet_print(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The sheet for paper; printing is in the audit."""
    session = get_object_or_404(Session.objects.select_related("patient", "course", "ordered_by"), public_id=session_id)
    who, at = here(request), now()
    shown = live(opened(session, who=who, now=at))
    subject = Subject(kind="session", id=str(session.public_id), patient=str(session.patient.public_id))
    audit_record(action=AuditAction.PRINT, by=who, at=at, subject=subject)
    shown["printed"] = f"{at.astimezone(shown['opened'].zone):%d %b %Y %H:%M} by {who.full_name}"
    return render(request, "session/print.html", shown)


@require_POST
@requires(Permission.RECORD_SESSION, part_of="session")
def record(request: HttpRequest, session_id: uuid.UUID, what: str) -> HttpResponse:
    """One entry, at most once for its key."""
    session, act = found(session_id), ACTS.get(what)
    return no_such() if session is None or act is None else take(request, session, act)


@require_POST
@requires(Permission.WRITE_NOTES, part_of="session")
def note(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A note."""
    session = found(session_id)
    return no_such() if session is None else take(request, session, NOTE)


@require_POST
@requires(Permission.PRESCRIBE, part_of="session")
def order(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A prescriber has read the order and confirms it; an order planned anew is another session, at another address."""
    session = found(session_id)
    return no_such() if session is None else take(request, session, ORDER)


@require_POST
@requires(Permission.CLOSE_SESSION, part_of="session")
def close(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The end; the checklist decides whether it may be."""
    session = found(session_id)
    return no_such() if session is None else take(request, session, CLOSE)


@require_POST
@requires(Permission.RECORD_SESSION, part_of="session")
def undo(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """One's own entry of the last 10 s."""
    session = found(session_id)
    return no_such() if session is None else take_back(request, session)


@requires(Permission.RECORD_SESSION, part_of="session")
def correct(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The form of a correction, and the correction."""
    session = found(session_id)
    if session is None:
        return no_such()
    if request.method == "POST":
        return take_correction(request, session)
    try:
        rows = rows_of(session, request.GET.get("entries_id", ""))
    except ActionError as error:
        return refused(str(error))
    form = CorrectionForm(rows, initial={"entries_id": request.GET["entries_id"]})
    shown = opened(session, who=here(request), now=now())
    asked: dict[str, Any] = {
        "session": session,
        "form": form,
        "typed": [form[name] for name in form.fields if name not in {*EntryForm.base_fields, *FIXED}],
        "clock": clock(rows[0].happened_at, shown.zone),
        "can_go": can_go(rows[0], shown),
        "is_dose": isinstance(rows[0], DoseEvent),
    }
    return render(request, "session/correct.html", asked)


def became(session: Session, zone: ZoneInfo) -> dict[str, Any] | None:
    """The visit that a moved or newly ordered one became, and when; None where it was called off."""
    found = Session.objects.filter(amends=session).first()
    return None if found is None else {"id": found.public_id, "when": when_words(found.planned_for, zone, now=now())}


FIXED = ("entries_id", "reason", "is_taken_back")


def free_chairs(chairs: int) -> tuple[int, ...]:
    """Chairs with nobody in them."""
    busy = set(Session.objects.filter(state__in=OPEN).values_list("chair", flat=True))
    return tuple(chair for chair in range(1, chairs + 1) if chair not in busy)
