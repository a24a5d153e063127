"""The drawer of one number of a forecast: value, how it was computed from this person's records, and its sources."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.bridge.why import NUMBERS
from wane_clinic.bridge.why import why as reasons
from wane_clinic.care.current import forecast_of, score_card_of_clinic
from wane_clinic.care.models import OwnData
from wane_clinic.people.permissions import Permission
from wane_clinic.web.evidence.values import hit_rate
from wane_clinic.web.patient.chosen import chosen
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import requires
from wane_clinic.web.times import clinic_zone, when_words


@requires(Permission.SEE_FORECAST, seen="patient")
def why(request: HttpRequest, patient_id: uuid.UUID, number: str) -> HttpResponse:
    """The reasons of a number, in the drawer and as a page; closed while the forecast itself is."""
    found = chosen(patient_id, request.GET.get("course", ""))
    own = OwnData.LEFT_OUT if request.GET.get("own") == "off" else OwnData.USED
    stored = None if found.course is None else forecast_of(found.course, own)
    if stored is None or number not in NUMBERS:
        raise Http404
    gate = opened(score_card_of_clinic())
    if gate.gate is Gate.SILENT:
        told = {"patient": found.patient, "course": found.course, "gate": gate}
        return render(request, "patient/why_closed.html", told, status=403)
    shown = {
        "why": reasons(stored.answer, number, today=now()), "patient": found.patient, "stored": stored,
        "hit_rate": hit_rate(score_card_of_clinic()), "made": when_words(stored.happened_at, clinic_zone()),
        "course": found.course, "is_own": own is OwnData.USED, "gate": gate,
    }  # fmt: skip
    return render(request, "patient/why.html", shown)
