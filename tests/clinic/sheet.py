"""A session as the pages see it: rows by the actions, times around now, and entries as the queue sends them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from tests.clinic.bedside import prescriber
from wane_clinic.actions.courses import open_course
from wane_clinic.actions.sessions import (
    check_ready,
    confirm_order,
    plan_session,
    prepare_session,
    start_session,
    watch_session,
)
from wane_clinic.care.models import Session
from wane_clinic.people.models import Clinician, Patient

ORDER: dict[str, Any] = {"drug": "ketamine", "route": "iv", "dose_mg": 40.0, "duration_min": 40.0, "weight_kg": 80.0}
STEPS = ("planned", "prep", "infusing", "watch", "ready_check")


def ago(minutes: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def said(by: Clinician, minutes: float) -> dict[str, Any]:
    return {"by": by, "happened_at": ago(minutes), "entered_at": ago(minutes), "client_key": uuid.uuid4()}


def a_session(
    by: Clinician, *, state: str = "infusing", chair: int = 1, order: dict[str, Any] | None = None
) -> Session:
    """A session that began 30 min ago, whose order a prescriber confirmed, and that has come to a state."""
    session = a_proposal(by, order=order)
    confirm_order(session=session, **said(prescriber(), 55))
    is_bolus = (order or ORDER)["duration_min"] is None
    given: dict[str, Any] = {"bolus_mg": 40.0} if is_bolus else {"rate_ml_h": 60.0, "rate_mg_h": 60.0}
    steps: tuple[Callable[[], object], ...] = (
        lambda: prepare_session(session=session, chair=chair, **said(by, 35)),
        lambda: start_session(session=session, **given, **said(by, 30)),
        lambda: watch_session(session=session, **said(by, 10)),
        lambda: check_ready(session=session, **said(by, 5)),
    )
    for step in steps[: STEPS.index(state)]:
        step()
    return session


def a_proposal(by: Clinician, *, chair: int | None = None, order: dict[str, Any] | None = None) -> Session:
    """A session that somebody who prescribes nothing has planned; where a chair is named, the patient sits in it."""
    patient = Patient.objects.create(
        given_name="Bo", family_name="Example", birth_date=date(1980, 5, 1), created_at=ago(5000)
    )
    course = open_course(patient=patient, condition="depression", instrument="phq9", lead=by, **said(by, 4000))
    session = plan_session(course=course, planned_for=ago(40), **(order or ORDER), **said(by, 60))
    if chair is not None:
        prepare_session(session=session, chair=chair, **said(by, 35))
    return session


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue of one browser."""

    client: Client
    session: Session

    def send(self, what: str, fields: dict[str, Any], **beside: Any) -> Any:
        entry = {"client_key": str(uuid.uuid4()), "happened_at": ago(0).isoformat()} | fields | beside
        path = what if what in {"note", "undo", "close", "correct", "order"} else f"record/{what}"
        address = f"/session/{self.session.public_id}/{path}/"
        answer: Any = self.client.post(address, entry, headers={"HX-Request": "true"})
        return answer
