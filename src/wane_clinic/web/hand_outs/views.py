"""A sheet to read with the patient and to print."""

import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.check_in.help import help_of
from wane_clinic.web.hand_outs.values import sheet_of
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import requires

SHEETS: Final = {"before": "Before your visit", "after": "After your visit", "first": "Your first visit"}


@require_GET
@requires(Permission.EDIT_PATIENTS)
def hand_out(request: HttpRequest, patient_id: uuid.UUID, sheet: str) -> HttpResponse:
    """One of the three sheets."""
    if sheet not in SHEETS:
        raise Http404
    patient, settled = get_object_or_404(Patient, public_id=patient_id), current()
    shown = {
        "name": sheet, "heading": SHEETS[sheet], "sheets": SHEETS.items(), "help": help_of(settled),
        "clinic": settled.name, "sheet": sheet_of(patient, settled=settled, at=now()),
    }  # fmt: skip
    return render(request, "hand_outs/sheet.html", shown)
