"""What is written in words: notes, consent, facts of the intake."""

import uuid
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import Consent, Course, Entry, FactKind, IntakeFact, Note, Session
from wane_clinic.people.models import Clinician, Patient

E = TypeVar("E", bound=Entry)


def write_note(
    *,
    patient: Patient,
    text: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    course: Course | None = None,
    session: Session | None = None,
    reason: str = "",
) -> Note:
    """Words about a patient, a course or one session."""
    for whole in (course, session):
        if whole is not None and whole.patient_id != patient.pk:
            raise ActionError("This note is about another patient than its session or course; load the page again.")
    fields = {"patient": patient, "course": course, "session": session, "text": text.strip()}
    if not text.strip():
        raise ActionError("The note is empty; write it or leave it out.")
    return _add(Note, "write_note", patient, fields, by, happened_at, entered_at, client_key, reason)


def record_consent(
    *,
    patient: Patient,
    what: str,
    state: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    course: Course | None = None,
    text_version: str = "",
    words: str = "",
    reason: str = "",
) -> Consent:
    """What was explained, and what the patient decided."""
    if course is not None and course.patient_id != patient.pk:
        raise ActionError("This course is of another patient; load the page again.")
    fields = {
        "patient": patient, "course": course, "what": what, "state": str(state), "text_version": text_version,
        "words": words,
    }  # fmt: skip
    return _add(Consent, "record_consent", patient, fields, by, happened_at, entered_at, client_key, reason)


def record_fact(
    *,
    patient: Patient,
    kind: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    name: str = "",
    value: float | None = None,
    words: str = "",
    reason: str = "",
) -> IntakeFact:
    """One fact: a weight in kg, a height in cm, a medicine, a condition, a goal. A newer one stands beside it."""
    unit = {FactKind.WEIGHT: "kg", FactKind.HEIGHT: "cm"}.get(FactKind(kind), "") if kind in set(FactKind) else ""
    fields = {"patient": patient, "kind": str(kind), "name": name, "value": value, "unit": unit, "words": words}
    return _add(IntakeFact, "record_fact", patient, fields, by, happened_at, entered_at, client_key, reason)


@transaction.atomic
def _add(
    kind: type[E],
    action: str,
    patient: Patient,
    fields: dict[str, Any],
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> E:
    draft = Draft(
        kind=kind, fields=fields, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason,
    )  # fmt: skip
    return already(draft) or add(draft, action=action, patient=patient)
