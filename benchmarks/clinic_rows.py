"""A large fictional clinic by bulk insert, which the clinic itself never does: run as a program, in its environment."""

import json
import os
import sys
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

PATIENTS, SCORES_EACH, SESSIONS_EACH, LIVE = 1000, 30, 12, 8
BATCH = 2000
COMPUTED = 4
USERNAME, PASSWORD = "nurse", "only-for-the-load-test-26"
STATES = ("prep", "infusing", "watch", "ready_check", "closed")


def main() -> dict[str, Any]:
    """Rows, and what a driver needs to know of them."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wane_clinic.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        return _rows(datetime.now(UTC).replace(microsecond=0))


def _rows(now: datetime) -> dict[str, Any]:
    from wane_clinic.actions.credentials import renewed
    from wane_clinic.actions.people import create_clinician, create_first_owner
    from wane_clinic.actions.settings import change_settings
    from wane_clinic.care.models import Course, DoseEvent, IntakeFact, Score, Session, SessionEvent, VitalSigns
    from wane_clinic.people.models import Patient
    from wane_clinic.people.roles import Role

    began = now - timedelta(days=300)
    owner = create_first_owner(username="owner", full_name="Olive Ownerly", password=PASSWORD, at=began)
    staff = create_clinician(
        by=owner, at=began, username=USERNAME, full_name="Noor Nursely", role=Role.NURSE, password=PASSWORD
    )
    nurse = renewed(by=staff, at=began)
    change_settings(changes={"chairs": LIVE}, by=owner, at=began, reason="load test")

    def entry(at: datetime) -> dict[str, Any]:
        return {"client_key": uuid.uuid4(), "content": "bulk", "happened_at": at, "entered_at": at, "entered_by": nurse}

    patients = Patient.objects.bulk_create(
        [
            Patient(
                given_name=f"Zed{n}", family_name=f"Fictional{n % 97}", birth_date=date(1980, 5, 1), created_at=began
            )
            for n in range(PATIENTS)
        ],
        batch_size=BATCH,
    )
    courses = Course.objects.bulk_create(
        [
            Course(patient=one, condition="depression", instrument="phq9", lead=nurse, **entry(began))
            for one in patients
        ],
        batch_size=BATCH,
    )
    IntakeFact._base_manager.bulk_create(
        [IntakeFact(patient=one, kind="weight", value=70.0, unit="kg", **entry(began)) for one in patients],
        batch_size=BATCH,
    )
    scores, sessions = [], []
    for index, course in enumerate(courses):
        for number in range(SCORES_EACH):
            at = began + timedelta(days=9 * number + index % 7, hours=1)
            scores.append(_score(Score, course, 20 - (number * 5 + index) % 15, entry(at)))
        for number in range(1, SESSIONS_EACH + 1):
            is_live = index < LIVE and number == SESSIONS_EACH
            at = now - timedelta(minutes=25) if is_live else began + timedelta(days=20 * number, hours=index % 7)
            sessions.append(
                Session(
                    patient=course.patient, course=course, number=number, drug="ketamine", route="iv", dose_mg=35.0,
                    duration_min=40.0, weight_kg=70.0, planned_for=at, chair=index + 1 if is_live else 1 + index % LIVE,
                    state="infusing" if is_live else "closed", ordered_at=at - timedelta(minutes=5),
                    ordered_by=entry(at)["entered_by"], **entry(at - timedelta(minutes=5)),
                )
            )  # fmt: skip
    Score.objects.bulk_create(scores, batch_size=BATCH)
    made = Session.objects.bulk_create(sessions, batch_size=BATCH)
    events, doses, vitals = [], [], []
    for session in made:
        reached = STATES[:2] if session.state == "infusing" else STATES
        at = session.planned_for
        for number, state in enumerate(reached):
            events.append(SessionEvent(session=session, state=state, **entry(at + timedelta(minutes=number * 10))))
        start = at + timedelta(minutes=10)
        doses.append(DoseEvent(session=session, kind="start", rate_ml_h=52.5, rate_mg_h=52.5, **entry(start)))
        if session.state == "closed":
            doses.append(DoseEvent(session=session, kind="stop", total_mg=35.0, **entry(at + timedelta(minutes=20))))
        for number in range(3):
            when = entry(at + timedelta(minutes=5 * number))
            vitals.append(VitalSigns(session=session, systolic_mmhg=120 + number, diastolic_mmhg=80, **when))
    SessionEvent._base_manager.bulk_create(events, batch_size=BATCH)
    DoseEvent._base_manager.bulk_create(doses, batch_size=BATCH)
    VitalSigns._base_manager.bulk_create(vitals, batch_size=BATCH)
    live = [one for one in made if one.state == "infusing"]
    visited = courses[:: PATIENTS // 100]
    _plans(live, now)
    _forecasts(visited, now)
    _score_card(now)
    return {
        "sessions": [str(one.public_id) for one in live],
        "patients": [str(one.patient.public_id) for one in visited],
        "rows": len(scores) + len(made) + len(events) + len(doses) + len(vitals) + 3 * PATIENTS,
    }  # fmt: skip


def _plans(live: list[Any], now: datetime) -> None:
    """Of the sessions that run, as the order stored it."""
    from wane_clinic.actions.forecasts import store_plan

    for session in live:
        store_plan(session=session, by=None, happened_at=now, entered_at=now, client_key=uuid.uuid4())


def _forecasts(courses: list[Any], now: datetime) -> None:
    """Both forecasts of each, on its own records; the answers of the first few are those of all: their size counts."""
    from wane_clinic.bridge.forecast import compute_forecast, forecast_inputs
    from wane_clinic.care.models import OwnData, StoredForecast

    rows = []
    for own in OwnData:
        computed = [compute_forecast(forecast_inputs(one, now=now, own_data=own)) for one in courses[:COMPUTED]]
        for index, course in enumerate(courses):
            found = replace(computed[index % COMPUTED], inputs=forecast_inputs(course, now=now, own_data=own))
            rows.append(
                StoredForecast(
                    course=course, own_data=own, inputs=found.inputs, inputs_hash=found.inputs_hash,
                    answer=found.answer, models_used=list(found.models_used), evidence_digest=found.evidence_digest,
                    code_version=found.code_version, seed=found.seed, client_key=uuid.uuid4(), content="bulk",
                    happened_at=now, entered_at=now,
                )
            )  # fmt: skip
    StoredForecast._base_manager.bulk_create(rows, batch_size=BATCH)


def _score_card(now: datetime) -> None:
    """Of a few people, with the gate opened by hand: otherwise no page would draw a band."""
    from wane_clinic.bridge.judged import card_inputs, judge
    from wane_clinic.care.models import StoredScoreCard

    told, people = card_inputs(now=now)
    found = judge(told, people[LIVE : LIVE + COMPUTED])
    StoredScoreCard._base_manager.create(
        inputs=found.inputs, inputs_hash=found.inputs_hash, answer=found.answer | {"verdict": "open"},
        models_used=list(found.models_used), evidence_digest=found.evidence_digest, code_version=found.code_version,
        seed=found.seed, client_key=uuid.uuid4(), content="bulk", happened_at=now, entered_at=now,
    )  # fmt: skip


def _score(kind: Any, course: Any, total: int, entry: dict[str, Any]) -> Any:
    return kind(
        patient=course.patient, course=course, instrument="phq9", total=float(total), answered_by="clinician", **entry
    )


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
