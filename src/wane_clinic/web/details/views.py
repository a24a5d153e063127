"""Details seen and changed; the audit names the fields, never what stood in them."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.errors import NOTHING_DIFFERS, ActionError
from wane_clinic.actions.patients import change_patient
from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.web.details.forms import DetailsForm
from wane_clinic.web.done import done, status_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PATIENTS, seen="patient")
def details(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The form, and the change."""
    patient = get_object_or_404(Patient, public_id=patient_id)
    form, by = DetailsForm(patient, request.POST or None), here(request)

    def change() -> None:
        if not form.changes:
            raise ActionError(NOTHING_DIFFERS)
        why = form.cleaned_data["reason"]
        change_patient(patient=patient, changes=form.changes, by=by, entered_at=now(), reason=why)
        messages.success(request, "Changed. The audit names the fields and the reason.", extra_tags="done")

    is_clinical = Permission.SEE_CLINICAL in by.may
    if done(form, change):
        return redirect("patient", patient_id=patient_id) if is_clinical else redirect("patients")
    shown = {"patient": patient, "form": form, "is_clinical": is_clinical}
    return render(request, "details/details.html", shown, status=status_of(form))
