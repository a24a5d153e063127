"""Answers of the science, stored with their provenance."""

import uuid
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from wane_clinic.actions.entries import Draft, add, already, not_ahead
from wane_clinic.actions.errors import ActionError
from wane_clinic.bridge.computed import Computed, NotComputedError
from wane_clinic.bridge.course import plan_of_course
from wane_clinic.bridge.forecast import forecast_course
from wane_clinic.bridge.session_plan import Order, plan_of_session
from wane_clinic.care.models import Course, Entry, OwnData, Session, StoredCoursePlan, StoredForecast, StoredPlan
from wane_clinic.people.models import Clinician, Patient

E = TypeVar("E", bound=Entry)


def store_plan(
    *,
    session: Session,
    by: Clinician | None,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    order: Order | None = None,
    reason: str = "",
) -> StoredPlan:
    """The plan of a session, or of another order beside its own."""
    words = "" if order is None else f"{order.drug} {order.dose_mg:g} mg {order.route} {order.duration_min or 0:g} min"
    asked = {"session": session, "alternative": words}
    return _known(StoredPlan, asked, by, happened_at, entered_at, client_key, reason) or _store(
        StoredPlan, "store_plan", session.patient, asked, _computed(lambda: plan_of_session(session, order=order)),
        by, happened_at, entered_at, client_key, reason,
    )  # fmt: skip


def store_forecast(
    *,
    course: Course,
    by: Clinician | None,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    own_data: OwnData = OwnData.USED,
    reason: str = "",
) -> StoredForecast:
    """The forecast of a course as of `happened_at`, with the patient's own data or without."""
    asked = {"course": course, "own_data": own_data}
    return _known(StoredForecast, asked, by, happened_at, entered_at, client_key, reason) or _store(
        StoredForecast, "store_forecast", course.patient, asked,
        _computed(lambda: forecast_course(course, now=happened_at, own_data=own_data)),
        by, happened_at, entered_at, client_key, reason,
    )  # fmt: skip


def store_course_plan(
    *,
    course: Course,
    by: Clinician | None,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> StoredCoursePlan:
    """The plan of a course as of `happened_at`."""
    asked = {"course": course}
    return _known(StoredCoursePlan, asked, by, happened_at, entered_at, client_key, reason) or _store(
        StoredCoursePlan, "store_course_plan", course.patient, asked,
        _computed(lambda: plan_of_course(course, now=happened_at)), by, happened_at, entered_at, client_key, reason,
    )  # fmt: skip


def _computed(compute: Any) -> Computed:
    """The answer, computed outside of any transaction: it takes a while, and nobody waits for the writer's place."""
    try:
        found: Computed = compute()
    except NotComputedError as error:
        raise ActionError(str(error)) from None
    return found


def _draft(
    kind: type[E], asked: dict[str, Any], by: Clinician | None, happened_at: datetime, entered_at: datetime,
    client_key: uuid.UUID, reason: str, ours: dict[str, Any],
) -> Draft[E]:  # fmt: skip
    return Draft(
        kind=kind, fields=asked, by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key,
        reason=reason, ours=ours,
    )  # fmt: skip


def _known(
    kind: type[E], asked: dict[str, Any], by: Clinician | None, happened_at: datetime, entered_at: datetime,
    client_key: uuid.UUID, reason: str,
) -> E | None:  # fmt: skip
    not_ahead(happened_at, entered_at)
    return already(_draft(kind, asked, by, happened_at, entered_at, client_key, reason, {}))


@transaction.atomic
def _store(
    kind: type[E], action: str, patient: Patient, asked: dict[str, Any], found: Computed, by: Clinician | None,
    happened_at: datetime, entered_at: datetime, client_key: uuid.UUID, reason: str,
) -> E:  # fmt: skip
    ours = {
        "inputs": found.inputs, "inputs_hash": found.inputs_hash, "answer": found.answer,
        "models_used": list(found.models_used), "evidence_digest": found.evidence_digest,
        "code_version": found.code_version, "seed": found.seed,
    }  # fmt: skip
    draft = _draft(kind, asked, by, happened_at, entered_at, client_key, reason, ours)
    return already(draft) or add(draft, action=action, patient=patient, detail={"inputs_hash": found.inputs_hash})
