"""One patient: what is on record, the forecast, and what may be done about it."""

import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.notes import write_note
from wane_clinic.actions.refreshing import refresh_now
from wane_clinic.care.models import Course
from wane_clinic.people.permissions import Permission
from wane_clinic.web.patient.chosen import chosen, course_of
from wane_clinic.web.patient.forms import NoteForm
from wane_clinic.web.patient.page import patient_page
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import new_key, said


@requires(Permission.SEE_CLINICAL, seen="patient")
def patient(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The page; `own=off` shows what studies alone would say."""
    return _page(request, patient_id, form=NoteForm())


def _page(request: HttpRequest, patient_id: uuid.UUID, *, form: NoteForm, status: int = 200) -> HttpResponse:
    found, by = chosen(patient_id, request.GET.get("course", "")), here(request)
    is_own = request.GET.get("own") != "off"
    shown: dict[str, Any] = {
        "patient": found.patient, "courses": found.courses, "course": found.course, "form": form, "key": new_key(),
        "age": found.patient.age_years(on=now().date()), "is_own": is_own,
        "can_release": Permission.RELEASE_FORECAST in by.may, "can_note": Permission.WRITE_NOTES in by.may,
        "can_score": Permission.SCORE in by.may, "can_forecast": Permission.SEE_FORECAST in by.may,
        "can_prescribe": Permission.PRESCRIBE in by.may, "can_book": Permission.BOOK in by.may,
    }  # fmt: skip
    if found.course is not None:
        shown |= patient_page(found.course, own="own" if is_own else "prior", now=now())
    return render(request, "patient/patient.html", shown, status=status)


@require_POST
@requires(Permission.SEE_FORECAST)
def refresh(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Forecast and plan anew from what is on record now."""
    course = course_of(patient_id, request.POST.get("course", ""))
    try:
        without_plan = refresh_now(course=course, **said(request))
    except ActionError as error:
        messages.error(request, f"Not forecast: {error}")
    else:
        words = "Forecast anew from what is on record now."
        messages.success(request, f"{words} No plan: {without_plan}" if without_plan else words, extra_tags="done")
    return back(request, course)


@require_POST
@requires(Permission.WRITE_NOTES)
def note(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Words about the course."""
    course = course_of(patient_id, request.POST.get("course", ""))
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            write_note(patient=course.patient, course=course, text=form.cleaned_data["text"], **said(request))
        except ActionError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Note written.", extra_tags="done")
            return back(request, course)
    return _page(request, patient_id, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def back(request: HttpRequest, course: Course) -> HttpResponse:
    """To the page that was left, with own data or without."""
    own = "&own=off" if request.POST.get("own") == "off" else ""
    return redirect(f"{reverse('patient', args=[course.patient.public_id])}?course={course.public_id}{own}")
