"""A proposed visit, decided by whoever reaches the patient: dates and the chance before each, and nothing else of them.

A clinician has put the dates there. Which rule dated them, the scores and the drug stay on the clinician's page.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.bookings import refuse_booking
from wane_clinic.actions.deciding import take_date
from wane_clinic.actions.errors import ActionError
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.care.current import score_card_of_clinic
from wane_clinic.care.models import Booking, BookingState
from wane_clinic.people.permissions import Permission
from wane_clinic.web.course.values import CLOSED, risk_words
from wane_clinic.web.done import answered
from wane_clinic.web.entry_forms import sentence_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import new_key, said
from wane_clinic.web.schedule.forms import MoveForm, RefuseForm, TakeForm
from wane_clinic.web.schedule.values import crowd_words, needs_clinic_time, sees_names, week_of
from wane_clinic.web.times import clinic_zone, when_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDate:
    """One date that may be taken."""

    iso: str
    words: str
    risk: str
    is_chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.BOOK)
def proposal(request: HttpRequest, booking_id: uuid.UUID) -> HttpResponse:
    """The dates of one proposal; one is taken, another with a reason, or none with a reason."""
    rows = Booking.objects.select_related("course__patient", "plan__course", "decided_by")
    row = get_object_or_404(rows, public_id=booking_id)
    wrong, move = "", MoveForm(request.POST if request.POST.get("do") == "move" else None)
    if request.method == "POST":
        try:
            words = _decided(request, row, move)
        except ActionError as error:
            wrong = str(error)
        else:
            messages.success(request, words, extra_tags="done")
            return redirect(f"{reverse('schedule')}?week={_week(row)}")
    return _page(request, row, move, wrong)


def _decided(request: HttpRequest, row: Booking, move: MoveForm) -> str:
    """What was done, in a sentence; ActionError says what stands in its way."""
    form: forms.Form = {"move": move, "refuse": RefuseForm(request.POST)}.get(
        request.POST.get("do", ""), TakeForm(request.POST)
    )
    if not form.is_valid():
        raise ActionError(sentence_of(form))
    reason = form.cleaned_data["reason"]
    if isinstance(form, RefuseForm):
        refuse_booking(booking=row, reason=reason, **said(request))
        return "Refused; nothing is booked. The reason is kept."
    if isinstance(form, MoveForm):
        to = form.to(clinic_zone())
        needs_clinic_time(to)
    else:
        to = _one_of(row, form.cleaned_data["at"])
    taken = take_date(booking=row, to=to, reason=reason, **said(request))
    without = "" if taken.session_id else " No order is on record: a prescriber plans the session."
    return f"Booked for {when_words(to, clinic_zone(), now=now())}.{without}{crowd_words(to)}"


def _one_of(row: Booking, at: str) -> datetime:
    dates = {one.iso: datetime.fromisoformat(one.iso) for one in _dates(row)}
    if at not in dates:
        raise ActionError("This is no date of the proposal; choose one of the list.")
    return dates[at]


def _dates(row: Booking) -> tuple[ProposedDate, ...]:
    """The dates by time, each once."""
    is_closed = opened(score_card_of_clinic()).gate is Gate.SILENT
    found: dict[datetime, ProposedDate] = {}
    for one in row.options:
        if one["at"] is None:
            continue
        at = datetime.fromisoformat(one["at"])
        found.setdefault(
            at,
            ProposedDate(
                iso=at.isoformat(), words=when_words(at, clinic_zone(), now=now()),
                risk=CLOSED if is_closed else risk_words(one["risk_before"]), is_chosen=at == row.proposed_for,
            ),
        )  # fmt: skip
    return tuple(found[at] for at in sorted(found))


def _week(row: Booking) -> str:
    return week_of("", today=(row.booked_for or row.proposed_for).astimezone(clinic_zone()).date()).name


def _page(request: HttpRequest, row: Booking, move: MoveForm, wrong: str) -> HttpResponse:
    dates = _dates(row)
    shown: dict[str, Any] = {
        "row": row, "who": getattr(row.course.patient, sees_names(here(request))), "dates": dates,
        "has_chances": any(one.risk != CLOSED for one in dates),
        "move": move, "key": new_key(), "wrong": wrong, "week": _week(row),
        "typed": request.POST.get("reason", "")[:300], "typed_at": request.POST.get("at", ""),
        "typed_do": request.POST.get("do", ""), "is_waiting": row.state == BookingState.PROPOSED,
    }  # fmt: skip
    return render(request, "schedule/proposal.html", shown, status=answered(is_refused=bool(wrong)))
