"""Patients: registered, and their details changed; what was there before stands in the audit."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from wane_clinic.actions.entries import not_ahead, plain
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.people.models import Clinician, Patient

OLDEST_YEARS: Final = 120
CHANGEABLE: Final = frozenset(
    {
        "given_name", "family_name", "birth_date", "sex", "phone", "email", "address", "emergency_contact",
        "emergency_phone",
    }
)  # fmt: skip


@transaction.atomic
def register_patient(
    *,
    given_name: str,
    family_name: str,
    birth_date: date,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    sex: str = "unknown",
    phone: str = "",
    email: str = "",
    address: str = "",
    emergency_contact: str = "",
    emergency_phone: str = "",
    reason: str = "",
) -> Patient:
    """A new patient. The public id is the key of the request, so that the same request twice is one patient."""
    given = {
        "given_name": plain(given_name).strip(), "family_name": plain(family_name).strip(), "birth_date": birth_date,
        "sex": str(sex), "phone": plain(phone), "email": plain(email), "address": plain(address),
        "emergency_contact": plain(emergency_contact), "emergency_phone": plain(emergency_phone),
    }  # fmt: skip
    known = Patient.objects.filter(public_id=client_key).first()
    if known is not None:
        if any(getattr(known, name) != value for name, value in given.items()):
            raise ActionError(
                "This patient was sent before with other details; open the patient and change them there."
            )
        return known
    not_ahead(happened_at, entered_at)
    patient = Patient(public_id=client_key, created_at=entered_at, **given)
    _save(patient, entered_at)
    record(action=AuditAction.CREATE, by=by, at=entered_at, subject=patient, why=reason)
    return patient


@transaction.atomic
def change_patient(
    *, patient: Patient, changes: Mapping[str, object], by: Clinician, entered_at: datetime, reason: str
) -> Patient:
    """Details changed, such as a telephone number; the audit names the fields, never what stood in them."""
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise ActionError(f"No such detail: {', '.join(unknown)}.")
    if not reason.strip():
        raise ActionError("Say why it is changed.")
    row = Patient.objects.select_for_update().get(pk=patient.pk)
    for name, value in changes.items():
        setattr(row, name, plain(value).strip() if isinstance(value, str) else value)
    _save(row, entered_at)
    detail = {"fields": ", ".join(sorted(changes))}
    record(action=AuditAction.CHANGE, by=by, at=entered_at, subject=row, why=reason, detail=detail)
    return row


def _save(patient: Patient, at: datetime) -> None:
    try:
        patient.clean_fields()
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise ActionError(f"{name.replace('_', ' ').capitalize()}: {words[0]}") from None
    if not 0 <= patient.age_years(on=at.date()) <= OLDEST_YEARS:
        raise ActionError("This date of birth is impossible; check the year.")
    try:
        with transaction.atomic():
            patient.save()
    except IntegrityError as error:
        raise ActionError("A patient needs a given name and a family name; enter both.") from error
