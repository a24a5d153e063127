"""Releasing a forecast to its patient, and withdrawing it."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.releasing import release_forecast, withdraw_forecast
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.care.current import score_card_of_clinic
from wane_clinic.care.models import Course, StoredForecast
from wane_clinic.people.permissions import Permission
from wane_clinic.web.entry_forms import sentence_of
from wane_clinic.web.patient.chosen import course_of
from wane_clinic.web.patient.forms import ReleaseForm, WithdrawForm
from wane_clinic.web.patient.views import back
from wane_clinic.web.requires import requires
from wane_clinic.web.said import said


@require_POST
@requires(Permission.RELEASE_FORECAST)
def release(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The patient may see the forecast that was on the page."""
    course = course_of(patient_id, request.POST.get("course", ""))
    row = _shown(course, ReleaseForm(request.POST))
    if opened(score_card_of_clinic()).gate is Gate.SILENT:
        messages.error(request, "Not released: forecasts of this clinic have not been judged yet.")
        return back(request, course)
    try:
        release_forecast(forecast=row, **said(request))
    except ActionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Released: the patient sees this forecast from now on.", extra_tags="done")
    return back(request, course)


@require_POST
@requires(Permission.RELEASE_FORECAST)
def withdraw(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The patient no longer sees the forecast that was on the page."""
    course = course_of(patient_id, request.POST.get("course", ""))
    row, form = _shown(course, ReleaseForm(request.POST)), WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Not withdrawn: {sentence_of(form)}")
        return back(request, course)
    try:
        withdraw_forecast(forecast=row, reason=form.cleaned_data["reason"], **said(request))
    except ActionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Withdrawn: the patient no longer sees this forecast.", extra_tags="done")
    return back(request, course)


def _shown(course: Course, form: forms.Form) -> StoredForecast:
    row = StoredForecast.objects.filter(course=course, public_id=form.cleaned_data["forecast"]).first() if (
        form.is_valid()
    ) else None  # fmt: skip
    if row is None:
        raise Http404
    return row
