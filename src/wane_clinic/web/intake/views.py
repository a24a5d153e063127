"""The form of the first visit: judged as often as asked, saved once."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.errors import ActionError
from wane_clinic.bridge.computed import NotComputedError
from wane_clinic.bridge.intake import IntakeFindings, findings_of
from wane_clinic.bridge.persons import person_of
from wane_clinic.people.permissions import Permission
from wane_clinic.web.done import status_of
from wane_clinic.web.intake.forms import IntakeForm
from wane_clinic.web.intake.saving import take_in
from wane_clinic.web.intake.values import Body, body_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires

WHO = ("given_name", "family_name", "birth_date", "sex", "phone", "emergency_contact", "emergency_phone")
WHY = ("condition", "instrument", "lead", "duration", "severity")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_NOTES)
def intake(request: HttpRequest) -> HttpResponse:
    """The empty form; the form with findings; or, saved, on to risks and consent."""
    if request.method != "POST":
        return _page(request, IntakeForm(initial={"client_key": uuid.uuid4(), "begun_at": now().isoformat()}))
    form = IntakeForm(request.POST)
    if form.is_valid() and request.POST.get("step") == "save":
        try:
            patient = take_in(form.cleaned_data, form.facts(), by=here(request), at=now())
        except ActionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "On record. Now explain the risks and record what was decided.")
            return redirect("intake-consent", patient_id=patient.public_id)
    return _page(request, form)


def _page(request: HttpRequest, form: IntakeForm) -> HttpResponse:
    found: IntakeFindings | None = None
    body: Body | None = None
    if form.is_bound and form.is_valid():
        body = body_of(form.cleaned_data, on=now().date())
        try:
            person = person_of(form.facts(), age_y=body.age_y, sex=form.cleaned_data["sex"])
            found = findings_of(person, condition=form.cleaned_data["condition"])
        except NotComputedError as error:
            form.add_error(None, str(error))
    shown = {
        "form": form, "found": found, "body": body, "who": [form[name] for name in WHO],
        "why": [form[name] for name in WHY],
    }  # fmt: skip
    return render(request, "intake/intake.html", shown, status=status_of(form))
