"""What is going on in the fictional clinic right now: two chairs, an alert, proposals."""

from datetime import datetime, timedelta
from typing import Final

from wane_clinic.actions.amend import amend
from wane_clinic.actions.bookings import accept_booking, move_booking, propose_booking
from wane_clinic.actions.effects import record_side_effect
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.actions.notes import write_note
from wane_clinic.actions.surveys import answer_link, make_link
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.bridge.course import options_to_book
from wane_clinic.care.current import course_plan_of
from wane_clinic.care.models import Effect, Session, Severity
from wane_clinic.demo.cast import Scene
from wane_clinic.demo.lives import phq9_items
from wane_clinic.demo.stage import Stage
from wane_clinic.demo.visits import Who, let_watch, plan, rated, signs, sit_down, start

INFUSING_FOR: Final = 27.0
WATCHED_FOR: Final = 85.0


def live(stage: Stage, who: Who) -> None:
    """Put what this patient does today on the stage."""
    match who.part.scene:
        case Scene.INFUSING:
            at = stage.ago(INFUSING_FOR)
            stage.at(at - timedelta(minutes=10), lambda: _infusing(stage, who, at))
        case Scene.WATCHED:
            at = stage.ago(WATCHED_FOR)
            stage.at(at - timedelta(minutes=10), lambda: _watched(stage, who, at))
        case Scene.ALERT:
            stage.at(stage.ago(16.0), lambda: _alert(stage, who))
        case Scene.PLANNED:
            stage.at(stage.ago(45.0), lambda: _planned(stage, who))
        case _:
            pass


def book(stage: Stage, who: Who) -> None:
    """The proposal of a course that has a plan: left open, accepted or moved."""
    found = course_plan_of(who.course)
    if found is None or who.part.scene not in (Scene.PROPOSED, Scene.ACCEPTED, Scene.MOVED):
        return
    at = stage.now
    booking = propose_booking(
        course=who.course, plan=found, options=options_to_book(found.answer), **stage.said("prescriber", at)
    )
    if who.part.scene is Scene.ACCEPTED:
        accept_booking(booking=booking, **stage.said("desk", at))
    elif who.part.scene is Scene.MOVED:
        to = booking.proposed_for + timedelta(days=1)
        move_booking(booking=booking, to=to, reason="The ride home is free a day later", **stage.said("desk", at))


def _seated(stage: Stage, who: Who, at: datetime, *, chair: int, nurse: str) -> Session:
    session = plan(stage, who, said_at=at - timedelta(minutes=10), planned_for=at)
    sit_down(stage, who, session, at, chair=chair, nurse=nurse)
    before = at - timedelta(minutes=2)
    store_plan(session=session, **stage.said("prescriber", before))
    start(stage, who, session, at, nurse=nurse)
    return session


def _infusing(stage: Stage, who: Who, at: datetime) -> None:
    session = _seated(stage, who, at, chair=1, nurse="nurse")
    signs(stage, who, session, at, 5.0, nurse="nurse")
    systolic, diastolic = who.pressure
    wrong = record_vitals(
        session=session, systolic_mmhg=systolic + 38, diastolic_mmhg=diastolic + 6, pulse_per_min=80, spo2_pct=97,
        **stage.said("nurse", at + timedelta(minutes=12)),
    )  # fmt: skip
    said = stage.said("nurse", at + timedelta(minutes=13))
    amend(
        entry=wrong, changes={"systolic_mmhg": systolic + 8}, by=said["by"], entered_at=said["entered_at"],
        client_key=said["client_key"], reason="mistyped",
    )  # fmt: skip
    rated(stage, who, session, at, 12.0, dissociation=3, moaas=5, nurse="nurse")
    said = stage.said("nurse", at + timedelta(minutes=15))
    record_side_effect(session=session, effect=Effect.NAUSEA, severity=Severity.MILD, **said)
    signs(stage, who, session, at, 20.0, nurse="nurse")
    rated(stage, who, session, at, 20.0, dissociation=6, moaas=4, nurse="nurse")


def _watched(stage: Stage, who: Who, at: datetime) -> None:
    session = _seated(stage, who, at, chair=2, nurse="nurse2")
    for minute in (15.0, 30.0, 45.0, 60.0):
        signs(stage, who, session, at, minute, nurse="nurse2")
        rated(stage, who, session, at, minute, dissociation=min(6, int(minute // 8)), moaas=4, nurse="nurse2")
    let_watch(stage, who, session, at, nurse="nurse2")
    signs(stage, who, session, at, 75.0, nurse="nurse2")
    rated(stage, who, session, at, 75.0, dissociation=2, moaas=5, nurse="nurse2")


def _alert(stage: Stage, who: Who) -> None:
    """A check-in from this morning whose ninth answer was above zero."""
    made = make_link(
        course=who.course, questionnaire_id="phq9", expires_at=stage.now + timedelta(days=3),
        **stage.said("nurse", stage.ago(15.0)),
    )  # fmt: skip
    assert made.token is not None
    said = stage.said("nurse", stage.ago(11.0))
    said.pop("by")
    answer_link(token=made.token, items=phq9_items(14, who.rng, item9=1), **said)


def _planned(stage: Stage, who: Who) -> None:
    """A session in the book for the next clinic day, with its plan."""
    day = stage.now + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    session = plan(
        stage, who, said_at=stage.ago(45.0), planned_for=day.replace(hour=10, minute=30, second=0, microsecond=0)
    )
    store_plan(session=session, **stage.said("prescriber", stage.ago(44.0)))
    words = "Plan read with the patient; questions about the ride home answered."
    write_note(patient=who.patient, course=who.course, text=words, **stage.said("prescriber", stage.ago(40.0)))
