"""Corrections of a session and of a course: what stood is kept with who and why, the rows that point there stay."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.correcting import correct_course, correct_session
from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.care.current import plan_of
from wane_clinic.care.models import CourseVersion, Session, SessionVersion
from wane_clinic.people.permissions import Permission
from wane_clinic.web.corrections.forms import ORDER, ChairForm, Corrected, CourseForm, SessionForm
from wane_clinic.web.course_entries import STALE
from wane_clinic.web.done import done, status_of
from wane_clinic.web.patient.chosen import course_of, to_patient
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import Said, new_key, said


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECORD_SESSION, seen="session")
def session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The chair, and for a prescriber the order."""
    row = get_object_or_404(Session.objects.select_related("patient", "course", "ordered_by"), public_id=session_id)
    may_order = Permission.PRESCRIBE in here(request).may
    form = (SessionForm if may_order else ChairForm)(row, request.POST or None)

    def change() -> None:
        how = said(request)
        before = SessionVersion.objects.filter(session=row, client_key=how["client_key"]).first()
        changes = form.changes_from(before or row)
        correct_session(session=row, changes=changes, reason=form.cleaned_data["reason"], **how)
        words = _planned_again(row, changes, how)
        messages.success(request, f"Corrected; what stood stays visible.{words}", extra_tags="done")

    if done(form, change):
        return redirect("session", session_id=row.public_id)
    shown = {"who": row.patient.full_name, "row": row, "may_order": may_order}
    return _page(request, form, shown)


def _planned_again(row: Session, changes: Mapping[str, Any], how: Said) -> str:
    """The plan of the corrected order, where one of the old order is stored: its band would be another dose's."""
    if not set(changes) & set(ORDER) or plan_of(row) is None:
        return ""
    try:
        key = derived(how["client_key"], "plan")
        store_plan(
            session=row, by=how["by"], happened_at=how["happened_at"], entered_at=how["entered_at"], client_key=key
        )
    except ActionError as error:
        return f" No new plan: {error}"
    return " The plan was made anew."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRESCRIBE, seen="patient")
def course(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """What a course is for."""
    row = course_of(patient_id, request.GET.get("course", ""))
    form = CourseForm(row, request.POST or None)

    def change() -> None:
        how = said(request)
        before = CourseVersion.objects.filter(course=row, client_key=how["client_key"]).first()
        changes = form.changes_from(before or row)
        correct_course(course=row, changes=changes, reason=form.cleaned_data["reason"], **how)
        messages.success(request, f"Corrected; what stood stays visible. {STALE}", extra_tags="done")

    if done(form, change):
        return to_patient(row)
    return _page(request, form, {"who": row.patient.full_name, "course": row})


def _page(request: HttpRequest, form: Corrected, about: dict[str, Any]) -> HttpResponse:
    shown = about | {"form": form, "key": new_key(), "address": request.get_full_path()}
    return render(request, "corrections/correct.html", shown, status=status_of(form))
