"""A planned check answered, and an answer corrected; what was not done stays due."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.checks import follow_check
from wane_clinic.bridge.checks import checks_of
from wane_clinic.care.current import every, lines
from wane_clinic.care.models import Course, FollowedCheck
from wane_clinic.people.permissions import Permission
from wane_clinic.web.checks.forms import CheckForm, CorrectCheckForm
from wane_clinic.web.course_entries import became, corrected
from wane_clinic.web.done import done, status_of
from wane_clinic.web.happened_form import started
from wane_clinic.web.patient.chosen import course_of, entry_of, to_patient
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.times import clinic_zone, day_words


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def answer(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """A check that is due or comes next; the address names it and its day."""
    course, zone = course_of(patient_id, request.GET.get("course", "")), clinic_zone()
    check_id, due_on, what = _asked(request, course)
    form = CheckForm(request.POST or None, zone=zone, initial=started(now(), zone))

    def follow() -> None:
        follow_check(
            course=course, check_id=check_id, due_on=due_on, result=form.told["result"],
            not_done_because=form.told["because"], by=here(request), happened_at=form.happened_at,
            entered_at=now(), client_key=key_of(request),
        )  # fmt: skip
        messages.success(request, "The check is answered.", extra_tags="done")

    if done(form, follow):
        return to_patient(course)
    return _page(request, course, form, {"what": what, "due_on": day_words(due_on, zone)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCORE, seen="patient")
def correct(request: HttpRequest, patient_id: uuid.UUID, followed_id: uuid.UUID) -> HttpResponse:
    """An answer on record, corrected or taken back; what stood stays, struck through."""
    check, zone = entry_of(FollowedCheck, patient_id, followed_id), clinic_zone()
    form = CorrectCheckForm(check, request.POST or None, zone=zone)

    def change() -> None:
        messages.success(request, became(corrected(request, check, form, form.told)), extra_tags="done")

    if done(form, change):
        return to_patient(check.course)
    shown = {
        "what": check.check_id.replace("_", " ").capitalize(), "due_on": day_words(check.due_on, zone), "check": check,
        "is_amended": FollowedCheck.objects.filter(amends=check).exists(),
    }  # fmt: skip
    return _page(request, check.course, form, shown)


def _asked(request: HttpRequest, course: Course) -> tuple[str, date, str]:
    """The check of the address: one that a plan asks for, or that was answered before; nothing else is here."""
    check_id, said = request.GET.get("check", ""), request.GET.get("due", "")
    answered = lines(every(FollowedCheck, course=course))
    found = checks_of(course, answered, now=now(), zone=clinic_zone()).named(check_id, said)
    if found is not None:
        return found.check_id, found.due_on, found.what
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Http404 from None
    if "\x00" in check_id or not FollowedCheck.objects.filter(course=course, check_id=check_id, due_on=day).exists():
        raise Http404
    return check_id, day, check_id.replace("_", " ").capitalize()


def _page(request: HttpRequest, course: Course, form: CheckForm, about: dict[str, Any]) -> HttpResponse:
    shown = about | {
        "patient": course.patient, "course": course, "form": form, "key": new_key(),
        "address": request.get_full_path(),
    }  # fmt: skip
    return render(request, "checks/check.html", shown, status=status_of(form))
