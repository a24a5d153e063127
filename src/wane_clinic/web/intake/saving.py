"""A first visit put on record: patient, course and every fact, by their own actions, all or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from wane_clinic.actions.courses import open_course
from wane_clinic.actions.entries import derived
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.notes import record_fact
from wane_clinic.actions.patients import register_patient
from wane_clinic.care.models import IntakeFact
from wane_clinic.people.models import Clinician, Patient

NAMED = ("given_name", "family_name", "birth_date", "sex", "phone", "emergency_contact", "emergency_phone")


@transaction.atomic
def take_in(said: dict[str, Any], facts: Sequence[IntakeFact], *, by: Clinician, at: datetime) -> Patient:
    """The patient. The same request again is the same patient; with other content it is refused, not half kept."""
    key = said["client_key"]
    if not said["is_new_person"] and not Patient.objects.filter(public_id=key).exists():
        _refuse_namesake(said)
    how: dict[str, Any] = {"by": by, "happened_at": said["begun_at"], "entered_at": at}
    patient = register_patient(**{name: said[name] for name in NAMED}, client_key=key, **how)
    open_course(
        patient=patient, condition=said["condition"], instrument=said["instrument"], lead=said["lead"],
        goals=said["goals"], client_key=derived(key, "course"), **how,
    )  # fmt: skip
    for number, fact in enumerate(facts):
        record_fact(
            patient=patient, kind=fact.kind, name=fact.name, value=fact.value, words=fact.words,
            client_key=derived(key, f"fact {number}"), **how,
        )  # fmt: skip
    return patient


def _refuse_namesake(said: dict[str, Any]) -> None:
    """Two records of one person hide half of what is known."""
    alike = Patient.objects.filter(
        given_name__iexact=said["given_name"].strip(), family_name__iexact=said["family_name"].strip(),
        birth_date=said["birth_date"],
    )  # fmt: skip
    if alike.exists():
        raise ActionError(
            "Somebody of this name and day of birth is on record. Open that record; if this is another person, tick so."
        )
