"""A course with a session under way, and one way to call each action: for the tests of actions and entries."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from wane_clinic.actions.alerts import acknowledge_alert
from wane_clinic.actions.amend import amend, undo, void
from wane_clinic.actions.bookings import accept_booking, move_booking, propose_booking, refuse_booking
from wane_clinic.actions.checks import answer_leaving, answer_leaving_list, follow_check
from wane_clinic.actions.correcting import correct_course, correct_session
from wane_clinic.actions.courses import change_phase, close_course, open_course
from wane_clinic.actions.deciding import book_from_plan, propose_plan, refuse_plan, take_date
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.effects import record_rescue_drug, record_side_effect
from wane_clinic.actions.forecasts import store_course_plan, store_forecast, store_plan
from wane_clinic.actions.moving import move_session
from wane_clinic.actions.notes import record_consent, record_fact, write_note
from wane_clinic.actions.patients import change_patient, register_patient
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.refreshing import plan_now, refresh_now
from wane_clinic.actions.releasing import release_forecast, withdraw_forecast
from wane_clinic.actions.scores import record_relapse, record_score
from wane_clinic.actions.sessions import (
    cancel_session,
    check_ready,
    close_session,
    confirm_order,
    plan_session,
    prepare_session,
    replan_session,
    start_session,
    watch_again,
    watch_session,
)
from wane_clinic.actions.stepping_back import move_step, take_back_step, undo_step
from wane_clinic.actions.surveys import answer_link, make_link
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.care.models import Booking, Course, Leaving, Session, StoredCoursePlan, StoredForecast
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

OPENED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = OPENED + timedelta(days=1)
KETAMINE: dict[str, Any] = {"drug": "ketamine", "route": "iv", "dose_mg": 35.0, "duration_min": 40.0, "weight_kg": 70.0}


@dataclass(slots=True, kw_only=True)
class Bedside:
    """Who is there; `minute` counts from when the patient sat down."""

    nurse: Clinician
    patient: Patient
    course: Course
    session: Session

    def said(self, minute: float, **other: Any) -> dict[str, Any]:
        """By whom, when, and a new key."""
        at = LATER + timedelta(minutes=minute)
        return {"by": self.nurse, "happened_at": at, "entered_at": at, "client_key": uuid.uuid4()} | other


def prescriber() -> Clinician:
    """Whoever orders."""
    found = Clinician.objects.filter(username="p.bedside").first()
    return found or Clinician.objects.create_user(
        username="p.bedside", full_name="Pia Prescriber", role=Role.PRESCRIBER, password=None
    )


def at_bedside(*, session_begun: str = "prep") -> Bedside:
    """A patient in chair 1; `session_begun` is the state that the session has reached."""
    nurse = Clinician.objects.create_user(username="n.bedside", full_name="Nia Nurse", role=Role.NURSE, password=None)
    patient = Patient.objects.create(
        given_name="Bo", family_name="Example", birth_date=date(1980, 5, 1), created_at=OPENED
    )
    said: dict[str, Any] = {"by": nurse, "happened_at": OPENED, "entered_at": OPENED}
    course = open_course(
        patient=patient, condition="depression", instrument="phq9", lead=nurse, client_key=uuid.uuid4(), **said
    )
    session = plan_session(
        course=course, planned_for=LATER, client_key=uuid.uuid4(), **KETAMINE, **said | {"by": prescriber()}
    )
    here = Bedside(nurse=nurse, patient=patient, course=course, session=session)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("prep", lambda: prepare_session(session=session, chair=1, **here.said(0))),
        ("infusing", lambda: start_session(session=session, rate_mg_h=52.5, **here.said(10))),
        ("watch", lambda: watch_session(session=session, total_mg=35.0, **here.said(50))),
        ("ready_check", lambda: check_ready(session=session, **here.said(110))),
    ]
    for state, step in steps:
        if session_begun == "planned":
            break
        step()
        if state == session_begun:
            break
    return here


def proposed(here: Bedside) -> Booking:
    """A proposal of two options."""
    at = (LATER + timedelta(days=7)).isoformat()
    option = {"dating": "accepted risk", "at": at, "risk_before": 0.2, "reason": "", "is_chosen": True}
    options = [option, option | {"is_chosen": False}]
    return propose_booking(course=here.course, plan=None, options=options, **here.said(120))


def _vitals(here: Bedside) -> Any:
    return record_vitals(session=here.session, systolic_mmhg=120, diastolic_mmhg=80, **here.said(5))


def _amending(here: Bedside, minute: float, **other: Any) -> dict[str, Any]:
    said = here.said(minute)
    del said["happened_at"]
    return said | other


def _answer(here: Bedside) -> Callable[[], object]:
    later = LATER + timedelta(days=3)
    token = make_link(course=here.course, questionnaire_id="phq9", expires_at=later, **here.said(5)).token
    said = here.said(6)
    del said["by"]
    return lambda: answer_link(token=token or "", items=[1] * 9, **said)


def _closing(here: Bedside) -> Callable[[], object]:
    for item in Leaving:
        answer_leaving(session=here.session, item=item, **here.said(111))
    said = here.said(112)
    return lambda: close_session(session=here.session, **said)


def _once(action: Callable[..., object], minute: float, **fields: Callable[[Bedside], object] | object) -> Any:
    """An action with fields that are values, or follow from who is there."""

    def ready(here: Bedside) -> Callable[[], object]:
        given = {name: value(here) if callable(value) else value for name, value in fields.items()}
        said = here.said(minute)
        return lambda: action(**given, **said)

    return ready


def _alert(here: Bedside) -> object:
    return record_score(course=here.course, instrument="phq9", items=[1] * 9, **here.said(5)).alerts.get()


def _course(here: Bedside) -> Course:
    return here.course


def _session(here: Bedside) -> Session:
    return here.session


def _patient(here: Bedside) -> Patient:
    return here.patient


def _forecast(here: Bedside) -> StoredForecast:
    record_score(course=here.course, instrument="phq9", items=[2] * 8 + [0], **here.said(5))
    return store_forecast(course=here.course, **here.said(20))


def _released(here: Bedside) -> object:
    return release_forecast(forecast=_forecast(here), **here.said(30))


def _correcting(here: Bedside) -> Callable[[], object]:
    row = _vitals(here)
    said = _amending(here, 6, reason="mistyped")
    return lambda: amend(entry=row, changes={"systolic_mmhg": 130}, **said)


def _voiding(here: Bedside) -> Callable[[], object]:
    row = _vitals(here)
    said = _amending(here, 6, reason="wrong patient")
    return lambda: void(entry=row, **said)


def _undoing(here: Bedside) -> Callable[[], object]:
    row = _vitals(here)
    said = _amending(here, 5.1)
    return lambda: undo(entry=row, **said)


def _stepping_back(action: Callable[..., object], **more: str) -> Callable[[Bedside], Callable[[], object]]:
    def ready(here: Bedside) -> Callable[[], object]:
        said = _amending(here, 10.1, **more)
        return lambda: action(session=here.session, **said)

    return ready


def _moving_a_step(here: Bedside) -> Callable[[], object]:
    said = _amending(here, 12, reason="looked at the pump")
    dose = here.session.dose_events.get()
    return lambda: move_step(dose=dose, to=dose.happened_at - timedelta(minutes=2), **said)


def _changing(here: Bedside) -> Callable[[], object]:
    return lambda: change_patient(
        patient=here.patient, changes={"phone": "555-0101"}, by=here.nurse, entered_at=LATER, reason="new number"
    )


def _planned_course(here: Bedside) -> Callable[[], object]:
    record_fact(patient=here.patient, kind="weight", value=70.0, **here.said(5))
    said = here.said(20)
    return lambda: store_course_plan(course=here.course, **said)


def by_the_nurse(here: Bedside) -> Session:
    """A session that no prescriber has seen."""
    return plan_session(course=here.course, planned_for=NEXT, **KETAMINE, **here.said(1))


def _ordering(here: Bedside) -> Callable[[], object]:
    session = by_the_nurse(here)
    said = here.said(2, by=prescriber())
    return lambda: confirm_order(session=session, **said)


FICTIONAL = {"given_name": "Cy", "family_name": "Sample", "birth_date": date(1970, 1, 1)}
NEXT = LATER + timedelta(days=3)
ACTIONS: dict[str, tuple[str, Callable[[Bedside], Callable[[], object]]]] = {
    "register_patient": ("prep", _once(register_patient, 1, **FICTIONAL)),
    "change_patient": ("prep", _changing),
    "open_course": ("prep", _once(
        open_course, 1, patient=_patient, condition="chronic_pain", instrument="pain_nrs", lead=lambda here: here.nurse,
    )),
    "change_phase": ("prep", _once(change_phase, 1, course=_course, phase="induction")),
    "close_course": ("planned", _once(close_course, 1, course=_course, reason="moved away")),
    "plan_session": ("prep", _once(plan_session, 1, course=_course, planned_for=NEXT, **KETAMINE)),
    "replan_session": ("planned", _once(
        replan_session, 1, session=_session, planned_for=NEXT, reason="weighed again", **KETAMINE | {"dose_mg": 40.0},
    )),
    "move_session": ("planned", _once(move_session, 1, session=_session, to=NEXT, reason="the ride home")),
    "confirm_order": ("prep", _ordering),
    "prepare_session": ("planned", _once(prepare_session, 1, session=_session, chair=2)),
    "start_session": ("prep", _once(start_session, 10, session=_session, rate_mg_h=52.5)),
    "watch_session": ("infusing", _once(watch_session, 50, session=_session, total_mg=35.0)),
    "check_ready": ("watch", _once(check_ready, 110, session=_session)),
    "watch_again": ("ready_check", _once(watch_again, 112, session=_session, reason="dizzy on standing")),
    "close_session": ("ready_check", _closing),
    "cancel_session": ("prep", _once(cancel_session, 5, session=_session, reason="pressure too high")),
    "record_dose": ("infusing", _once(record_dose, 20, session=_session, kind="rate", rate_mg_h=30.0)),
    "record_vitals": ("prep", _once(record_vitals, 5, session=_session, systolic_mmhg=120, diastolic_mmhg=80)),
    "record_rating": ("infusing", _once(record_rating, 20, session=_session, dissociation=4, moaas=4)),
    "record_side_effect": ("infusing", _once(
        record_side_effect, 20, session=_session, effect="nausea", severity="mild",
    )),
    "record_rescue_drug": ("infusing", _once(
        record_rescue_drug, 20, session=_session, drug="ondansetron", dose_mg=4.0, route="iv",
    )),
    "answer_leaving": ("watch", _once(answer_leaving, 100, session=_session, item="alert")),
    "answer_leaving_list": ("watch", _once(
        answer_leaving_list, 100, session=_session, answers={"alert": "", "walks": "uses a chair on wheels"},
    )),
    "follow_check": ("prep", _once(follow_check, 5, course=_course, check_id="bladder", due_on=date(2026, 3, 1))),
    "record_score": ("prep", _once(record_score, 5, course=_course, instrument="phq9", items=[1] * 9)),
    "record_relapse": ("prep", _once(record_relapse, 5, course=_course, source="clinician")),
    "acknowledge_alert": ("prep", _once(acknowledge_alert, 9, alert=_alert, words="seen")),
    "write_note": ("prep", _once(write_note, 5, patient=_patient, text="Calm.")),
    "record_consent": ("prep", _once(record_consent, 5, patient=_patient, what="a session", state="given")),
    "record_fact": ("prep", _once(record_fact, 5, patient=_patient, kind="weight", value=70.0)),
    "propose_booking": ("prep", lambda here: lambda: proposed(here)),
    "accept_booking": ("prep", _once(accept_booking, 125, booking=proposed)),
    "move_booking": ("prep", _once(move_booking, 125, booking=proposed, to=NEXT, reason="the ride home")),
    "refuse_booking": ("prep", _once(refuse_booking, 125, booking=proposed, reason="well without")),
    "take_date": ("prep", _once(take_date, 125, booking=proposed, to=NEXT, reason="the ride home")),
    "make_link": ("prep", _once(make_link, 5, course=_course, questionnaire_id="phq9", expires_at=NEXT)),
    "answer_link": ("prep", _answer),
    "store_plan": ("prep", _once(store_plan, 5, session=_session)),
    "store_forecast": ("infusing", _once(store_forecast, 20, course=_course)),
    "store_course_plan": ("infusing", _planned_course),
    "withdraw_forecast": ("infusing", _once(withdraw_forecast, 40, forecast=_released, reason="seen too early")),
    "release_forecast": ("infusing", _once(release_forecast, 30, forecast=_forecast)),
    "amend": ("prep", _correcting),
    "void": ("prep", _voiding),
    "undo": ("prep", _undoing),
    "correct_session": ("prep", _once(
        correct_session, 5, session=_session, changes=lambda _: {"chair": 2}, reason="typed wrong",
    )),
    "correct_course": ("prep", _once(
        correct_course, 5, course=_course, changes=lambda _: {"condition": "bipolar_depression"}, reason="typed wrong",
    )),
    "take_back_step": ("infusing", _stepping_back(take_back_step, reason="tapped too soon")),
    "undo_step": ("infusing", _stepping_back(undo_step)),
    "move_step": ("infusing", _moving_a_step),
}  # fmt: skip
"""Every action of care: the state that the session must have reached, and how to make it ready to be called."""


def _proposing(here: Bedside) -> StoredCoursePlan:
    record_fact(patient=here.patient, kind="weight", value=70.0, **here.said(5))
    return store_course_plan(course=here.course, **here.said(20))


ACTIONS["propose_plan"] = ("infusing", _once(propose_plan, 20, plan=_proposing))


def _computing(action: Callable[..., object]) -> Callable[[Bedside], Callable[[], object]]:
    def ready(here: Bedside) -> Callable[[], object]:
        record_score(course=here.course, instrument="phq9", items=[2] * 8 + [0], **here.said(5))
        record_fact(patient=here.patient, kind="weight", value=70.0, **here.said(5))
        said = here.said(20)
        return lambda: action(course=here.course, **said)

    return ready


COMPOSED: dict[str, tuple[str, Callable[[Bedside], Callable[[], object]]]] = {
    "refresh_now": ("infusing", _computing(refresh_now)),
    "plan_now": ("infusing", _computing(plan_now)),
    "book_from_plan": ("infusing", _once(
        book_from_plan, 20, plan=_proposing, to=LATER + timedelta(days=21), reason="the ride home",
    )),
    "refuse_plan": ("infusing", _once(refuse_plan, 20, plan=_proposing, reason="well without")),
}  # fmt: skip
"""What a page does by several actions at once, each of them audited by itself."""
