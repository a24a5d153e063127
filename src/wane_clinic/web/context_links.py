"""Addresses of pages that stand elsewhere, where this server has them."""

from django.urls import NoReverseMatch, reverse

from wane_clinic.people.models import Patient


def patient_href(patient: Patient) -> str:
    """The page of a patient; empty where there is none."""
    try:
        return reverse("patient", kwargs={"patient_id": patient.public_id})
    except NoReverseMatch:
        return ""
