"""A course: opened for a condition, moved through its phases, closed."""

import uuid
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, audit, derived, insert, not_ahead, not_before, plain, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.whole import needs_open
from wane_clinic.care.models import OPEN, Course, Phase, PhaseChange
from wane_clinic.people.models import Clinician, Patient


@transaction.atomic
def open_course(
    *,
    patient: Patient,
    condition: str,
    instrument: str,
    lead: Clinician,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    relapse_line: float | None = None,
    risk: float | None = None,
    goals: str = "",
    reason: str = "",
) -> Course:
    """A new course, in consultation; `lead` is whom an item 9 above zero reaches."""
    fields = {
        "patient": patient, "condition": condition, "instrument": str(instrument), "lead": lead, "goals": goals,
        "relapse_line": relapse_line, "risk": risk,
    }  # fmt: skip
    draft = Draft(
        kind=Course, fields=fields, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    if not lead.is_active:
        raise ActionError("Alerts must reach somebody who works here; choose another clinician.")
    course = add(draft, action="open_course", patient=patient)
    insert(
        Draft(
            kind=PhaseChange, fields={"course": course, "phase": Phase.CONSULTATION}, by=by, happened_at=happened_at,
            entered_at=entered_at, client_key=derived(client_key, "phase"),
        )
    )  # fmt: skip
    return course


@transaction.atomic
def change_phase(
    *,
    course: Course,
    phase: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    why: str = "",
    reason: str = "",
) -> PhaseChange:
    """The course enters another phase."""
    draft = Draft(
        kind=PhaseChange, fields={"course": course, "phase": str(phase), "why": why}, by=by, happened_at=happened_at,
        entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    needs_open(course, happened_at)
    return add(draft, action="change_phase", patient=course.patient)


@transaction.atomic
def close_course(
    *,
    course: Course,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> Course:
    """The course ends, and why; nothing is open in it."""
    current = Course.objects.select_for_update(of=("self",)).select_related("patient").get(pk=course.pk)
    if current.closed_at is not None:
        if (current.closed_at, current.close_reason) == (happened_at, reason):
            return current
        raise ActionError("This course is closed already.")
    if not reason.strip():
        raise ActionError("Say why the course ends.")
    if current.sessions.filter(state__in=OPEN).exists():
        raise ActionError("A session of this course is open; close it first.")
    not_ahead(happened_at, entered_at)
    not_before(happened_at, current.happened_at, "the course was opened")
    current.closed_at, current.close_reason = happened_at, plain(reason)
    save(current, moved=("closed_at", "close_reason"))
    audit(
        action="close_course", row=current, patient=current.patient, by=by, at=entered_at, why=reason,
        detail={"client_key": str(client_key)},
    )  # fmt: skip
    return current
