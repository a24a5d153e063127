"""A patient with nine months on record, made by the actions that a clinic uses."""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wane_clinic.actions.checks import answer_leaving
from wane_clinic.actions.courses import change_phase, open_course
from wane_clinic.actions.notes import record_fact, write_note
from wane_clinic.actions.orders import plan_session
from wane_clinic.actions.scores import record_score
from wane_clinic.actions.sessions import check_ready, close_session, prepare_session, start_session, watch_session
from wane_clinic.actions.tick import refresh_course
from wane_clinic.care.models import Course, Leaving, Session, StoredScoreCard
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.web import people_here

NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
SESSIONS = (-266, -263, -259, -256, -252, -249, -228, -200, -170, -141, -112, -84, -56, -27)
SCORES = (
    (-270, 20, 1), (-252, 15, 1), (-245, 11, 0), (-235, 9, 0), (-224, 7, 0), (-210, 9, 0), (-201, 10, 0),
    (-193, 6, 0), (-180, 8, 0), (-171, 11, 0), (-160, 6, 0), (-142, 10, 0), (-130, 5, 0), (-113, 9, 0),
    (-100, 5, 0), (-86, 9, 0), (-75, 4, 0), (-58, 9, 0), (-48, 4, 0), (-34, 7, 0), (-28, 9, 0), (-20, 4, 0),
    (-13, 5, 0), (-6, 6, 0),
)  # fmt: skip


@dataclass(slots=True)
class Keys:
    """Keys of entries, one after another."""

    count: int = 0
    space: uuid.UUID = field(default_factory=lambda: uuid.UUID(int=7))

    def next(self) -> uuid.UUID:
        self.count += 1
        return uuid.uuid5(self.space, str(self.count))


KEYS = Keys()


def said(by: Clinician, at: datetime) -> dict[str, Any]:
    return {"by": by, "happened_at": at, "entered_at": at, "client_key": KEYS.next()}


def day(number: float, *, hour: int = 10) -> datetime:
    return (NOW + timedelta(days=number)).replace(hour=hour)


def new_course(patient: Patient, by: Clinician, *, began: float = -271, condition: str = "depression") -> Course:
    instrument = "phq9" if condition == "depression" else "pain_nrs"
    at = day(began)
    course = open_course(patient=patient, condition=condition, instrument=instrument, lead=by, **said(by, at))
    record_fact(patient=patient, kind="weight", value=71.0, **said(by, at))
    return course


def score(course: Course, by: Clinician, number: float, total: float, item9: int | None = None, **more: Any) -> Any:
    at = day(number, hour=9)
    return record_score(
        course=course, instrument=more.pop("instrument", course.instrument), total=total, item9=item9,
        answered_by="patient", **said(by, at), **more,
    )  # fmt: skip


def planned(course: Course, by: Clinician, number: float) -> Session:
    at = min(day(number), NOW - timedelta(hours=1))
    return plan_session(
        course=course, drug="ketamine", route="iv", dose_mg=35.5, weight_kg=71.0, duration_min=40.0,
        planned_for=day(number), **said(by, at - timedelta(minutes=5)),
    )  # fmt: skip


def given(course: Course, by: Clinician, number: float) -> Session:
    session, at = planned(course, by, number), day(number)
    prepare_session(session=session, chair=1, **said(by, at))
    start_session(session=session, rate_ml_h=52.5, rate_mg_h=53.25, **said(by, at + timedelta(minutes=2)))
    watch_session(session=session, **said(by, at + timedelta(minutes=42)))
    check_ready(session=session, **said(by, at + timedelta(minutes=90)))
    for item in Leaving:
        answer_leaving(session=session, item=item, **said(by, at + timedelta(minutes=100)))
    close_session(session=session, **said(by, at + timedelta(minutes=110)))
    return session


def planned_course(patient: Patient, by: Clinician) -> Course:
    """Two months on record, and a stored plan to book from."""
    scores = ((-60, 20, 1), (-40, 11, 0), (-30, 6, 0), (-20, 7, 0), (-6, 6, 0))
    course = nine_months(patient, by, sessions=(-58, -55, -51, -27), scores=scores)
    refresh_course(course, now=NOW, by=None)
    return course


def nine_months(
    patient: Patient, by: Clinician, *, sessions: Any = SESSIONS, scores: Any = SCORES, phase: str = "maintenance"
) -> Course:
    """Induction, then sessions as needed; scores between; a pain score beside; a note."""
    course = new_course(patient, by)
    for number in sessions:
        given(course, by, number)
    for number, total, item9 in scores:
        score(course, by, number, total, item9)
    for number, total in ((-270, 7), (-200, 4), (-84, 5), (-6, 4)):
        score(course, by, number, total, instrument="pain_nrs")
    change_phase(course=course, phase=phase, **said(by, day(-60)))
    write_note(patient=patient, course=course, text="Back at the choir.", **said(by, day(-20)))
    return course


def tick_by_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at NOW and goes on by a second with each look."""
    seconds = itertools.count()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "datetime":  # type: ignore[override]
            return NOW + timedelta(seconds=next(seconds))

    monkeypatch.setattr(people_here, "datetime", Clock)


def judged(verdict: str, *, held: float = 0.9, **more: object) -> None:
    """A score card of the clinic with this verdict; of the intervals called 90 % this share held."""
    figure = {"value": held, "low95": None, "high95": None}
    scores = {"forecasts": 200, "coverage": {"50": figure, "80": figure, "90": figure}}
    answer = {"verdict": verdict, "words": ["Said so."], "widened_to": 0.97, "scores": scores} | more
    StoredScoreCard(
        answer=answer, inputs={"cohort": "x"}, inputs_hash="x", evidence_digest="x", code_version="x", seed=1,
        content="x", happened_at=NOW, entered_at=NOW, client_key=KEYS.next(),
    ).save()  # fmt: skip


def two_months(patient: Patient, prescriber: Clinician) -> Course:
    """Five scores and four sessions of two months, forecast as of now."""
    scores = ((-60, 20, 1), (-40, 11, 0), (-30, 6, 0), (-20, 7, 0), (-6, 6, 0))
    course = nine_months(patient, prescriber, sessions=(-58, -55, -51, -27), scores=scores)
    refresh_course(course, now=NOW, by=prescriber)
    return course
