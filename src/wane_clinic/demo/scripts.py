"""What each patient of the fictional clinic lives through, from the first visit to this morning."""

from datetime import date, datetime, timedelta
from typing import Final

from wane_clinic.actions.alerts import acknowledge_alert
from wane_clinic.actions.courses import change_phase, close_course, open_course
from wane_clinic.actions.notes import record_consent, record_fact, write_note
from wane_clinic.actions.patients import register_patient
from wane_clinic.actions.scores import record_score
from wane_clinic.care.allergies import NONE_KNOWN
from wane_clinic.care.current import open_alerts
from wane_clinic.care.models import ConsentState, FactKind, Phase, Score
from wane_clinic.demo.cast import INDUCTION, Part, Scene
from wane_clinic.demo.lives import living, phq9_items
from wane_clinic.demo.stage import Stage
from wane_clinic.demo.visits import Who, give

WEEK: Final = 7
TREATED_AGAIN_AFTER: Final = 21
"""Days after the induction before another session is booked, at the soonest, and only where the score has risen."""
LONGEST_WITHOUT: Final = 49
QUIET_DAYS: Final = 24
"""Before today: whatever happens then is in the cast."""
MISSED: Final = 0.12
FORMS: Final = ("What a session does, what it may do, and what is not known", "demo-1")


def enter(stage: Stage, part: Part, *, number: int) -> Who:
    """The first visit: registered, asked, explained, scored; then all visits up to this morning put on the stage."""
    began = stage.morning(stage.clinic_day(part.began_days_ago), minutes=12.0 * number)
    patient = register_patient(
        given_name=part.given_name, family_name=part.family_name, sex=part.sex, birth_date=birth(stage.now, part.age),
        phone=f"555-01{number:02d}", emergency_contact="Example Contact", emergency_phone="555-0100",
        **stage.said("desk", began - timedelta(minutes=5)),
    )  # fmt: skip
    course = open_course(
        patient=patient, condition=part.condition, instrument=part.instrument, lead=stage.staff["prescriber"],
        goals=part.goal, **stage.said("prescriber", began),
    )  # fmt: skip
    who = Who(
        part=part, patient=patient, course=course, living=living(part, seed=stage.seed, number=number), began_at=began,
        pressure=(112 + 2 * (part.age // 5) - 4, 70 + part.age // 6),
    )  # fmt: skip
    intake(stage, who)
    score(stage, who, began + timedelta(minutes=20), item9=1 if number == 0 else 0)
    if number == 0:
        answer_first_alert(stage, began + timedelta(minutes=26))
    if part.sessions:
        record_consent(
            patient=patient, course=course, what=FORMS[0], text_version=FORMS[1], state=ConsentState.GIVEN,
            **stage.said("prescriber", began + timedelta(minutes=30)),
        )  # fmt: skip
    visits(stage, who, number)
    return who


def birth(now: datetime, age: int) -> date:
    """A day of birth that makes somebody this old."""
    return date(now.year - age - 1, 7, 1) if (now.month, now.day) < (7, 1) else date(now.year - age, 7, 1)


def intake(stage: Stage, who: Who) -> None:
    """Weight, height, medicines, allergies, history, goal."""
    part, at = who.part, who.began_at + timedelta(minutes=8)
    record_fact(patient=who.patient, kind=FactKind.WEIGHT, value=part.weight_kg, **stage.said("nurse", at))
    record_fact(patient=who.patient, kind=FactKind.HEIGHT, value=158.0 + part.age % 25, **stage.said("nurse", at))
    for name in part.medicines:
        record_fact(patient=who.patient, kind=FactKind.MEDICINE, name=name, **stage.said("nurse", at))
    if not part.medicines:
        record_fact(patient=who.patient, kind=FactKind.NOTHING_TAKEN, **stage.said("nurse", at))
    name, words = ("", "penicillin") if part.medicines else (NONE_KNOWN, "")
    record_fact(patient=who.patient, kind=FactKind.ALLERGY, name=name, words=words, **stage.said("nurse", at))
    for name in part.history:
        record_fact(patient=who.patient, kind=FactKind.HISTORY, name=name, **stage.said("prescriber", at))
    if part.goal:
        record_fact(patient=who.patient, kind=FactKind.GOAL, words=part.goal, **stage.said("prescriber", at))


def score(stage: Stage, who: Who, at: datetime, *, item9: int = 0) -> Score:
    """What the questionnaire shows at a time, by the simulated life."""
    total = round(who.living.score(who.day(at)))
    items = phq9_items(total, who.rng, item9=item9) if who.part.instrument == "phq9" else [total]
    return record_score(course=who.course, instrument=who.part.instrument, items=items, **stage.said("nurse", at))


def answer_first_alert(stage: Stage, at: datetime) -> None:
    """An alert from long ago, seen within minutes."""
    for alert in open_alerts():
        words = "Seen at once; passive thoughts, no plan, safety plan written."
        acknowledge_alert(alert=alert, words=words, **stage.said("prescriber", at))


def visits(stage: Stage, who: Who, number: int) -> None:
    """Sessions as booked, scores each week and before each session, phases as they come."""
    part, first = who.part, stage.clinic_day(who.part.began_days_ago)
    days = sorted({max(stage.clinic_day(first - day), 1) for day in part.sessions}, reverse=True)
    for order, day in enumerate(days):
        at = stage.morning(day, minutes=90.0 + 20.0 * (number % 4) + 150.0 * (number // 6))
        stage.at(at, lambda at=at, order=order: visit(stage, who, at, number, is_first=order == 0))  # type: ignore[misc]
    last = days[min(len(days), len(INDUCTION)) - 1] if days else first
    for day in range(last - 3, 0, -WEEK):
        at = stage.morning(day, minutes=30.0 + number)
        stage.at(at, lambda at=at: weekly(stage, who, at, number))  # type: ignore[misc]
    if part.phase not in (Phase.CONSULTATION, Phase.INDUCTION) and days:
        at = stage.morning(max(last - 2, 1), minutes=200.0 + number)
        stage.at(at, lambda: enter_phase(stage, who, at))


def visit(stage: Stage, who: Who, at: datetime, number: int, *, is_first: bool) -> None:
    """A score, then the session."""
    if is_first:
        before = at - timedelta(minutes=13)
        change_phase(course=who.course, phase=Phase.INDUCTION, **stage.said("prescriber", max(before, who.began_at)))
    if who.day(at) > 1.0:
        score(stage, who, at - timedelta(minutes=30))
    give(stage, who, at, chair=1 + number % 4, nurse=("nurse", "nurse2")[number % 2])


def weekly(stage: Stage, who: Who, at: datetime, number: int) -> None:
    """This week's score, unless it was missed; another session where it has risen or a long time has passed."""
    if who.rng.random() < MISSED:
        return
    found = score(stage, who, at)
    since = who.day(at) - who.living.life.session_day
    has_slipped = found.total >= who.living.prior.line and since >= TREATED_AGAIN_AFTER
    if who.part.is_booked_again and (has_slipped or since >= LONGEST_WITHOUT) and at < stage.morning(QUIET_DAYS):
        give(stage, who, at + timedelta(minutes=120), chair=1 + number % 4, nurse="nurse2")


def enter_phase(stage: Stage, who: Who, at: datetime) -> None:
    """Where the course went after its induction, and its close where it ended."""
    change_phase(course=who.course, phase=who.part.phase, **stage.said("prescriber", at))
    if who.part.scene is Scene.CLOSED:
        words = "Moved away; the summary went with them."
        write_note(patient=who.patient, course=who.course, text=words, **stage.said("prescriber", at))
        end = stage.morning(1, minutes=240.0)
        stage.at(end, lambda: _close(stage, who, end))


def _close(stage: Stage, who: Who, at: datetime) -> None:
    close_course(course=who.course, reason="Moved away", **stage.said("prescriber", at))
