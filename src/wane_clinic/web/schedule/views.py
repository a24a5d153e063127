"""The schedule: a week or a list for the front desk, without anything clinical."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.moving import move_session
from wane_clinic.actions.sessions import cancel_session
from wane_clinic.care.models import Session
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.done import status_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import new_key, said
from wane_clinic.web.schedule.forms import CancelForm, MoveForm
from wane_clinic.web.schedule.values import (
    crowd_words,
    days_of,
    needs_clinic_time,
    proposed_elsewhere,
    sees_names,
    visits_of,
    week_of,
)
from wane_clinic.web.times import clinic_zone, when_words


@requires(Permission.SEE_SCHEDULE, seen="schedule")
def schedule(request: HttpRequest) -> HttpResponse:
    """One week, as days beside each other or as a list."""
    zone, by = clinic_zone(), here(request)
    today = now().astimezone(zone).date()
    week = week_of(request.GET.get("week", ""), today=today)
    visits = visits_of(week, zone=zone, now=now(), by=by)
    shown: dict[str, Any] = {
        "week": week, "before": week.shifted(-1).name, "after": week.shifted(1).name, "visits": visits,
        "days": days_of(week, visits, zone=zone, today=today), "is_list": request.GET.get("view") == "list",
        "can_book": Permission.BOOK in by.may, "this_week": week_of("", today=today).name,
        "elsewhere": proposed_elsewhere(week, zone=zone),
        "waiting": sum(one.state == "proposed" for one in visits), "zone": current().zone,
    }  # fmt: skip
    return render(request, "schedule/schedule.html", shown)


@requires(Permission.BOOK)
def move(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Another time for a booked session."""
    row, zone = _session(session_id), clinic_zone()
    local = row.planned_for.astimezone(zone)
    form = MoveForm(request.POST or None, initial={"day": local.date(), "time": local.time()})
    if request.method == "POST" and form.is_valid():
        to = form.to(zone)
        try:
            needs_clinic_time(to)
            made = move_session(session=row, to=to, reason=form.cleaned_data["reason"], **said(request))
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            words = f"Moved to {when_words(made.planned_for, zone, now=now())}.{crowd_words(made.planned_for)}"
            messages.success(request, words, extra_tags="done")
            return _to_week(made)
    return _form_page(request, row, form, "schedule/move.html")


@requires(Permission.BOOK)
def cancel(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A booked session that does not take place."""
    row = _session(session_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(session=row, reason=form.cleaned_data["reason"], **said(request))
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Cancelled. The reason is kept.", extra_tags="done")
            return _to_week(row)
    return _form_page(request, row, form, "schedule/cancel.html")


def _session(session_id: uuid.UUID) -> Session:
    return get_object_or_404(Session.objects.select_related("patient", "course"), public_id=session_id)


def _form_page(request: HttpRequest, row: Session, form: Any, template: str) -> HttpResponse:
    shown = {
        "form": form, "row": row, "who": getattr(row.patient, sees_names(here(request))), "key": new_key(),
        "when": when_words(row.planned_for, clinic_zone(), now=now()), "week": _week(row),
        "is_planned": row.state == "planned",
    }  # fmt: skip
    return render(request, template, shown, status=status_of(form))


def _week(row: Session) -> str:
    return week_of("", today=row.planned_for.astimezone(clinic_zone()).date()).name


def _to_week(row: Session) -> HttpResponse:
    return redirect(f"{reverse('schedule')}?week={_week(row)}")
