"""A relapse recorded, and one corrected: what is wrong is said beside the form, which keeps what was typed."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.scores import record_relapse
from wane_clinic.care.models import Course, Relapse
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.course_entries import STALE, became, corrected
from wane_clinic.web.done import done, status_of
from wane_clinic.web.happened_form import started
from wane_clinic.web.patient.chosen import course_of, entry_of, to_patient
from wane_clinic.web.people_here import now
from wane_clinic.web.relapses.forms import CorrectRelapseForm, RelapseForm
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.times import clinic_zone


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def enter(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """A new relapse of a course."""
    course, zone = course_of(patient_id, request.GET.get("course", "")), clinic_zone()
    form = RelapseForm(request.POST or None, zone=zone, initial=started(now(), zone))

    def record() -> None:
        record_relapse(
            course=course, **form.told, by=here(request), happened_at=form.happened_at, entered_at=now(),
            client_key=key_of(request),
        )  # fmt: skip
        messages.success(request, f"Relapse recorded. {STALE}", extra_tags="done")

    if done(form, record):
        return to_patient(course)
    return _page(request, course, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def correct(request: HttpRequest, patient_id: uuid.UUID, relapse_id: uuid.UUID) -> HttpResponse:
    """A relapse on record, corrected or taken back; what stood stays, struck through."""
    relapse = entry_of(Relapse, patient_id, relapse_id)
    form = CorrectRelapseForm(relapse, request.POST or None, zone=clinic_zone())

    def change() -> None:
        row = corrected(request, relapse, form, form.told)
        messages.success(request, f"{became(row)} {STALE}", extra_tags="done")

    if done(form, change):
        return to_patient(relapse.course)
    return _page(request, relapse.course, form, relapse=relapse)


def _page(request: HttpRequest, course: Course, form: RelapseForm, *, relapse: Relapse | None = None) -> HttpResponse:
    line = course.relapse_line
    shown = {
        "patient": course.patient, "course": course, "form": form, "key": new_key(), "relapse": relapse,
        "line": current().relapse_lines.get(course.instrument) if line is None else line,
        "address": request.get_full_path(),
        "is_amended": relapse is not None and Relapse.objects.filter(amends=relapse).exists(),
    }  # fmt: skip
    return render(request, "relapses/relapse.html", shown, status=status_of(form))
