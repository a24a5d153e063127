"""After the first visit is saved: findings, the risks as they are read, and what the patient decides."""

import uuid
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.notes import record_consent
from wane_clinic.bridge.computed import NotComputedError
from wane_clinic.bridge.intake import findings_of
from wane_clinic.bridge.persons import person_inputs
from wane_clinic.care.current import standing
from wane_clinic.care.models import Consent, ConsentState, Course
from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.context_links import patient_href
from wane_clinic.web.done import status_of
from wane_clinic.web.intake.risks import risks, version
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

WHAT = "Treatment with ketamine or esketamine, its risks and what is not known"
STATES = [("", "Choose"), *((one.value, f"Consent is {one.value}") for one in ConsentState)]


class ConsentForm(forms.Form):
    """What the patient decided, and that the text was gone through."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="The patient's decision", choices=STATES)
    is_explained = forms.BooleanField(
        label="The text above was read together and questions were answered",
        error_messages={"required": "Read the text together first; then tick this."},
    )  # fmt: skip
    words = forms.CharField(
        label="Questions and answers, in words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_NOTES, seen="patient")
def consent(request: HttpRequest, patient_id: uuid.UUID) -> HttpResponse:
    """The page, and one decision at a time."""
    patient = get_object_or_404(Patient, public_id=patient_id)
    course = Course.objects.filter(patient=patient).order_by("-happened_at", "-id").first()
    form = ConsentForm(request.POST or None, initial={"client_key": uuid.uuid4()}, label_suffix="")
    if request.method == "POST" and form.is_valid() and _recorded(request, form, patient, course):
        return redirect("intake-consent", patient_id=patient_id)
    zone = ZoneInfo(current().zone)
    rows = standing(Consent.objects.filter(patient=patient)).select_related("entered_by").order_by("-happened_at")
    shown = {
        "form": form, "patient": patient, "patient_href": patient_href(patient), "risks": risks().items(),
        "version": version(), "found": _found(patient, course),
        "rows": [(row, f"{row.happened_at.astimezone(zone):%-d %b %Y, %H:%M}") for row in rows],
    }  # fmt: skip
    return render(request, "intake/consent.html", shown, status=status_of(form))


def _recorded(request: HttpRequest, form: ConsentForm, patient: Patient, course: Course | None) -> bool:
    at, said = now(), form.cleaned_data
    try:
        record_consent(
            patient=patient, course=course, what=WHAT, state=said["state"], text_version=version(), words=said["words"],
            by=here(request), happened_at=at, entered_at=at, client_key=said["client_key"],
        )  # fmt: skip
    except ActionError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "Recorded, with your name, the time and the version of the text.")
    return True


def _found(patient: Patient, course: Course | None) -> object:
    try:
        person = person_inputs(patient, on=now())
        return findings_of(person, condition="other" if course is None else course.condition)
    except NotComputedError as error:
        return str(error)
