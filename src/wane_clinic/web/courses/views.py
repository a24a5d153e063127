"""A course opened, its phase changed, a course closed: by a prescriber, each with its time and its reason."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.courses import change_phase, close_course, open_course
from wane_clinic.care.current import phase_of
from wane_clinic.care.models import Course
from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.web.courses.forms import CloseForm, OpenForm, PhaseForm
from wane_clinic.web.done import done, status_of
from wane_clinic.web.happened_form import HappenedForm, started
from wane_clinic.web.patient.chosen import course_of, to_patient
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.times import clinic_zone


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRESCRIBE, seen="patient")
def open_(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Another course of somebody who is on record."""
    patient = get_object_or_404(Patient, public_id=patient_id)
    form, made = _form(OpenForm, request), list[Course]()

    def act() -> None:
        said = form.cleaned_data
        made.append(open_course(
            patient=patient, **{name: said[name] for name in ("condition", "instrument", "lead", "goals")},
            **_how(request, form),
        ))  # fmt: skip
        messages.success(request, "The course is open, in consultation.", extra_tags="done")

    if done(form, act):
        return to_patient(made[0])
    return _page(request, patient, form, {"title": "Open a course", "does": "Open the course"})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRESCRIBE, seen="patient")
def phase(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The phase that a course enters."""
    course = course_of(patient_id, request.GET.get("course", ""))
    form = _form(PhaseForm, request)

    def act() -> None:
        change_phase(
            course=course, phase=form.cleaned_data["phase"], why=form.cleaned_data["why"], **_how(request, form)
        )
        messages.success(request, "The course has entered this phase; no visit was moved.", extra_tags="done")

    if done(form, act):
        return to_patient(course)
    last = phase_of(course)
    about = {"title": "Change the phase", "does": "Record the phase", "course": course, "last": last}
    return _page(request, course.patient, form, about)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PRESCRIBE, seen="patient")
def close(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The end of a course: nothing more is planned or scored in it."""
    course = course_of(patient_id, request.GET.get("course", ""))
    form = _form(CloseForm, request)

    def act() -> None:
        close_course(course=course, reason=form.cleaned_data["reason"], **_how(request, form))
        messages.success(request, "The course is closed. All of it stays on record.", extra_tags="done")

    if done(form, act):
        return to_patient(course)
    return _page(request, course.patient, form, {"title": "Close the course", "does": "Close it", "course": course})


def _form(kind: type[HappenedForm], request: HttpRequest) -> Any:
    return kind(request.POST or None, zone=clinic_zone(), initial=started(now(), clinic_zone()))


def _how(request: HttpRequest, form: HappenedForm) -> dict[str, Any]:
    return {
        "by": here(request), "happened_at": form.happened_at, "entered_at": now(), "client_key": key_of(request),
    }  # fmt: skip


def _page(request: HttpRequest, patient: Patient, form: HappenedForm, about: dict[str, Any]) -> HttpResponse:
    shown = about | {"patient": patient, "form": form, "key": new_key(), "address": request.get_full_path()}
    return render(request, "courses/course.html", shown, status=status_of(form))
