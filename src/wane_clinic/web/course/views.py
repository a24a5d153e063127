"""A course: its plan, and the next session that a person books from it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wane_clinic.actions.deciding import book_from_plan, propose_plan, refuse_plan
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.refreshing import plan_now
from wane_clinic.care.current import course_plan_of, forecast_of
from wane_clinic.care.models import Course, StoredCoursePlan
from wane_clinic.people.permissions import Permission
from wane_clinic.web.course.forms import BookForm, RefuseForm
from wane_clinic.web.course.page import course_page
from wane_clinic.web.course.values import days_to_choose
from wane_clinic.web.done import answered
from wane_clinic.web.entry_forms import sentence_of
from wane_clinic.web.patient.chosen import chosen, course_of
from wane_clinic.web.people_here import may, now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import new_key, said
from wane_clinic.web.times import clinic_zone, when_words


@requires(Permission.SEE_FORECAST, seen="patient")
def course(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The plan of a course."""
    found = chosen(patient_id, request.GET.get("course", "")).course
    if found is None:
        return redirect("patient", patient_id)
    return _page(request, found, wrong="")


def _page(request: HttpRequest, found: Course, *, wrong: str) -> HttpResponse:
    plan = course_plan_of(found)
    shown: dict[str, Any] = {
        "patient": found.patient, "course": found, "plan": plan, "key": new_key(), "wrong": wrong,
        "typed": request.POST.get("reason", "")[:300], "typed_at": request.POST.get("at", ""),
        "can_book": may(clinician=here(request), permission=Permission.BOOK, at=now()) and found.is_open,
    }  # fmt: skip
    if plan is not None:
        shown |= course_page(plan, now=now())
    return render(request, "course/course.html", shown, status=answered(is_refused=bool(wrong)))


@require_POST
@requires(Permission.SEE_FORECAST)
def refresh(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """Plan the course from what is on record now."""
    found = course_of(patient_id, request.POST.get("course", ""))
    try:
        without_plan = plan_now(course=found, **said(request))
    except ActionError as error:
        return _page(request, found, wrong=f"Not planned: {error}")
    messages.success(request, f"Planned from what is on record now.{without_plan}", extra_tags="done")
    return _to(found)


@require_POST
@requires(Permission.BOOK)
def book(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """One of the dates, because a person said so."""
    needs(request, Permission.SEE_FORECAST)
    found, plan = _planned(request, patient_id)
    form = BookForm(request.POST, days=days_to_choose(plan, forecast_of(found), now=now()))

    def do() -> str:
        row = book_from_plan(plan=plan, to=form.to, reason=form.cleaned_data["reason"], **said(request))
        at = row.booked_for or row.proposed_for
        without = "" if row.session_id else " No order is on record: a prescriber plans the session."
        return f"Booked for {when_words(at, clinic_zone(), now=now())}.{without}"

    return _decided(request, found, form, do)


@require_POST
@requires(Permission.BOOK)
def propose(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The dates into the schedule, where the front desk agrees one with the patient."""
    needs(request, Permission.SEE_FORECAST)
    found, plan = _planned(request, patient_id)

    def do() -> str:
        propose_plan(plan=plan, **said(request))
        return "The dates wait in the schedule for the front desk; nothing is booked."

    return _decided(request, found, forms.Form(request.POST), do)


@require_POST
@requires(Permission.BOOK)
def refuse(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """None of the dates."""
    needs(request, Permission.SEE_FORECAST)
    found, plan = _planned(request, patient_id)
    form = RefuseForm(request.POST)

    def do() -> str:
        refuse_plan(plan=plan, reason=form.cleaned_data["reason"], **said(request))
        return "Refused; nothing is booked."

    return _decided(request, found, form, do)


def needs(request: HttpRequest, permission: Permission) -> None:
    """A second permission: whoever books from a forecast must be one who may read it."""
    if not may(clinician=here(request), permission=permission, at=now()):
        raise Http404


def _planned(request: HttpRequest, patient_id: uuid.UUID) -> tuple[Course, StoredCoursePlan]:
    """The course, and the plan that the page showed."""
    found = course_of(patient_id, request.POST.get("course", ""))
    try:
        shown = uuid.UUID(request.POST.get("plan", ""))
    except ValueError:
        raise Http404 from None
    plan = StoredCoursePlan.objects.filter(course=found, public_id=shown).select_related("course__patient").first()
    if plan is None:
        raise Http404
    return found, plan


def _decided(request: HttpRequest, found: Course, form: forms.Form, do: Callable[[], str]) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, wrong=sentence_of(form))
    try:
        words = do()
    except ActionError as error:
        return _page(request, found, wrong=str(error))
    messages.success(request, words, extra_tags="done")
    return _to(found)


def _to(found: Course) -> HttpResponse:
    return redirect(f"{reverse('course', args=[found.patient.public_id])}?course={found.public_id}")
