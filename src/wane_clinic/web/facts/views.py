"""A fact recorded, and a fact, note or consent corrected: what is wrong is said beside the form."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from wane_clinic.actions.notes import record_fact
from wane_clinic.care.current import weight_of
from wane_clinic.care.models import FactKind
from wane_clinic.people.models import Patient
from wane_clinic.people.permissions import Permission
from wane_clinic.web.course_entries import became, corrected
from wane_clinic.web.done import done, status_of
from wane_clinic.web.facts.forms import CORRECTED, FACTS, CorrectRecordForm, Record
from wane_clinic.web.happened_form import HappenedForm, started
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, requires
from wane_clinic.web.said import key_of, new_key
from wane_clinic.web.times import clinic_zone

AFTER = "Plans and forecasts made before it do not know it: plan anew."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_NOTES, seen="patient")
def enter(request: HttpRequest, patient_id: uuid.UUID, fact: str) -> HttpResponse:
    """One more fact of a patient."""
    patient, zone = get_object_or_404(Patient, public_id=patient_id), clinic_zone()
    if fact not in FACTS:
        raise Http404
    title, kind = FACTS[fact]
    last = weight_of(patient) if kind.kind == FactKind.WEIGHT else None
    form = kind(request.POST or None, zone=zone, initial=started(now(), zone), last=last)

    def record() -> None:
        record_fact(
            patient=patient, **form.told, by=here(request), happened_at=form.happened_at, entered_at=now(),
            client_key=key_of(request),
        )  # fmt: skip
        messages.success(request, f"Recorded. {AFTER}", extra_tags="done")

    if done(form, record):
        return redirect("patient", patient_id=patient_id)
    kinds = [(name, words) for name, (words, _) in FACTS.items()]
    return _page(request, patient, form, {"title": title, "fact": fact, "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_NOTES, seen="patient")
def correct(request: HttpRequest, patient_id: uuid.UUID, kind: str, entry_id: uuid.UUID) -> HttpResponse:
    """One row on record, corrected or taken back; what stood stays, struck through."""
    if kind not in CORRECTED:
        raise Http404
    every: Any = CORRECTED[kind]._base_manager
    rows = every.select_related("patient", "entered_by")
    row: Record = get_object_or_404(rows, public_id=entry_id, patient__public_id=patient_id)
    form = CorrectRecordForm(row, request.POST or None, zone=clinic_zone())

    def change() -> None:
        messages.success(request, f"{became(corrected(request, row, form, form.told))} {AFTER}", extra_tags="done")

    if done(form, change):
        return redirect("patient", patient_id=patient_id)
    is_amended = every.filter(amends=row).exists()
    return _page(request, row.patient, form, {"title": f"Correct a {kind}", "is_amended": is_amended, "row": row})


def _page(request: HttpRequest, patient: Patient, form: HappenedForm, about: dict[str, Any]) -> HttpResponse:
    shown = about | {"patient": patient, "form": form, "key": new_key(), "address": request.get_full_path()}
    return render(request, "facts/fact.html", shown, status=status_of(form))
