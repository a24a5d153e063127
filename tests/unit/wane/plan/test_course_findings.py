"""Phases, findings and changes of a course: they follow from the records, and none of them stops anything."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.course import (
    INFUSION,
    MONDAY,
    calendar_of,
    course_request,
    example_course,
    induction_records,
    with_sessions,
)
from wane.errors import ConflictError, OutOfRangeError
from wane.evidence.reading import load_register, load_table, table_names
from wane.models.patient_records import ScoreRecord
from wane.plan.course import plan_course
from wane.plan.course_request import EarlierPlan, Fee
from wane.plan.course_schedule import Phase, ScheduleName
from wane.plan.session_plan import Verdict


@pytest.mark.parametrize(
    ("sessions", "score", "phase"),
    [(3, None, Phase.INDUCTION), (6, None, Phase.RESPONSE_CHECK), (6, 5.0, Phase.TAPER), (8, 5.0, Phase.TAPER)],
)
def test_the_phase_follows_from_the_records(sessions: int, score: float | None, phase: Phase) -> None:
    records = induction_records(sessions=sessions, last_score=score)

    assert plan_course(course_request(records=records, now=records.records[-1].at)).phase is phase


def test_months_without_a_session_are_a_pause_and_a_new_induction_is_proposed() -> None:
    records = induction_records(sessions=6, last_score=5.0)
    plan = plan_course(course_request(records=records, now=records.records[-1].at + timedelta(days=120)))

    assert plan.phase is Phase.PAUSE
    assert [one.phase for one in plan.sessions[:6]] == [Phase.INDUCTION] * 6
    assert plan.sessions[0].number == 7
    assert "consultation" in {one.id for one in plan.activities}


def test_a_pause_parts_two_inductions() -> None:
    records = induction_records(sessions=6, last_score=5.0)
    plan = plan_course(course_request(records=records, now=records.records[-1].at + timedelta(days=120)))

    assert [(one.phase, one.given, one.planned) for one in plan.spans[:2]] == [
        (Phase.INDUCTION, 6, 0),
        (Phase.INDUCTION, 0, 6),
    ]


def test_a_score_without_response_keeps_the_course_at_the_response_check() -> None:
    records = induction_records(sessions=6, last_score=14.0)
    plan = plan_course(course_request(records=records, now=records.records[-1].at))

    assert plan.phase is Phase.RESPONSE_CHECK
    assert "response_check" in {one.id for one in plan.activities}


@pytest.mark.parametrize("phase", [Phase.PAUSE, Phase.STOP])
def test_no_session_is_proposed_in_a_pause_or_after_a_stop_that_was_asked_for(phase: Phase) -> None:
    plan = example_course(phase=phase)

    assert plan.sessions == ()
    assert plan.options == ()
    assert plan.activities


def test_maintenance_may_be_asked_for_before_the_taper_is_done() -> None:
    plan = example_course(phase=Phase.MAINTENANCE)

    assert {one.phase for one in plan.sessions} == {Phase.MAINTENANCE}


def test_no_session_is_proposed_beyond_the_clinics_most() -> None:
    assert len(example_course(most_sessions=9).sessions) == 2
    full = example_course(most_sessions=7)

    assert full.sessions == ()
    assert full.verdict is Verdict.HOLD
    assert "course.most_sessions" in {one.id for one in full.findings}


@pytest.mark.parametrize(
    ("sessions", "score", "expected"),
    [
        (4, 19.0, {"course.early_non_improvement"}),
        (4, 12.0, set()),
        (6, 19.0, {"course.early_non_improvement", "course.no_response"}),
        (6, 12.0, {"course.no_response"}),
        (6, 8.0, set()),
        (5, None, {"course.not_scored"}),
        (2, 20.0, set()),
    ],
)
def test_too_little_improvement_is_a_finding_and_stops_nothing(
    sessions: int, score: float | None, expected: set[str]
) -> None:
    records = induction_records(sessions=sessions, last_score=score)
    plan = plan_course(course_request(records=records, now=records.records[-1].at))
    found = {one.id for one in plan.findings if one.id.startswith("course.")} - {"course.no_day_by_rule"}

    assert found == expected
    assert plan.sessions
    assert all(one.verdict is not Verdict.HOLD for one in plan.findings if one.id.startswith("course."))


def test_what_was_written_for_depression_is_carried_over_to_pain() -> None:
    records = induction_records(sessions=4, last_score=19.0)
    pain = tuple(
        replace(r, instrument="pain_nrs", value=8.0) if isinstance(r, ScoreRecord) else r for r in records.records
    )
    plan = plan_course(
        course_request(records=replace(records, records=pain), now=pain[-1].at, condition="chronic_pain")
    )
    early = next(one for one in plan.findings if one.id == "course.early_non_improvement")

    assert early.extended_from == "depression"
    assert "physiotherapy" in {one.id for one in plan.activities}
    assert "psychotherapy" not in {one.id for one in plan.activities}


def test_a_rule_that_holds_is_said_and_keeps_the_dates_proposed() -> None:
    plan = example_course(history=("aneurysm",))

    assert plan.verdict is Verdict.CAUTION  # written for intranasal esketamine, carried over
    assert plan.sessions
    assert plan.missing_facts


def test_an_induction_that_clinic_days_draw_out_is_pointed_out() -> None:
    plan = plan_course(course_request(calendar=calendar_of(weekdays=frozenset({0}))))

    assert "course.slow_induction" in {one.id for one in plan.findings}


def test_checks_stand_at_the_consultation_and_go_on() -> None:
    plan = plan_course(course_request())
    by_id = {name: [one for one in plan.activities if one.id == name] for name in ("bladder", "liver", "use")}

    assert all(found[0].day == plan.activities[0].day for found in by_id.values())
    assert all(len(found) > 2 and found[0].sources for found in by_id.values())
    assert all("KR0" in " ".join(one.sources) for found in by_id.values() for one in found)
    assert any("Blood pressure" in line for line in plan.with_sessions)


def test_nothing_that_validates_shapes_a_course() -> None:
    """Every row that the register names is in a table, and none of them is kept for validation."""
    rows = {row["id"]: row.get("use", "") for name in table_names() for row in load_table(name)}
    text = str(load_register("course")).replace("'", " ").replace(",", " ").replace("[", " ").replace("]", " ")
    named = [word for word in text.split() if word.count(".") == 2 or word.startswith("KR0")]

    assert len(named) > 20
    assert {rows.get(word.rstrip(";:"), "missing") for word in named} <= {"prior", "fit"}


def test_a_plan_says_what_changed_since_the_one_before() -> None:
    first = example_course()
    sessions = {one.number: one.at for one in first.sessions}
    same = EarlierPlan(now=first.request.now, phase=first.phase, sessions=sessions)
    moved = replace(same, sessions={**sessions, 8: sessions[8] + timedelta(days=2)}, phase=Phase.INDUCTION)

    assert example_course(earlier=same).changes[0].startswith("Nothing moved")
    assert [line.split(":")[0] for line in example_course(earlier=moved).changes] == ["Phase", "Session 8"]
    assert first.changes == ()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"order": None}, ConflictError),
        ({"schedule": ScheduleName.LABEL}, ConflictError),
        ({"phase": Phase.TAPER, "order": None}, ConflictError),
        ({"per_week": 9}, OutOfRangeError),
        ({"induction_sessions": 0}, OutOfRangeError),
    ],
)
def test_what_cannot_hold_together_is_refused(changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        plan_course(course_request(**changes))


def test_amounts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ConflictError, match="no more than the cost"):
        Fee(cost=Decimal(1), covered=Decimal(2), currency="EUR")
    with pytest.raises(OutOfRangeError):
        Fee(cost=Decimal(-1), covered=Decimal(0), currency="EUR")


def test_a_session_that_was_held_on_another_day_is_said() -> None:
    records = induction_records(sessions=3, last_score=None)
    last = records.records[-1].at
    earlier = EarlierPlan(now=MONDAY, phase=Phase.INDUCTION, sessions={2: last, 3: last})
    plan = plan_course(course_request(records=records, now=last, earlier=earlier))

    assert plan.changes[0].startswith("Session 2: planned")
    assert not any(line.startswith("Session 3:") for line in plan.changes)


@pytest.mark.parametrize("phase", [Phase.CONSULTATION, Phase.RESPONSE_CHECK])
def test_a_talk_may_be_asked_for_at_any_time(phase: Phase) -> None:
    plan = example_course(phase=phase)

    assert phase.value.replace(" ", "_") in {one.id for one in plan.activities}
    assert plan.sessions[0].number == 8


def test_scores_without_a_session_lead_to_a_consultation() -> None:
    records = with_sessions(scores=((MONDAY, 18.0), (MONDAY + timedelta(days=7), 0.0)))
    plan = plan_course(course_request(records=records, now=records.records[-1].at, order=INFUSION))

    assert plan.phase is Phase.CONSULTATION
    assert plan.forecast is not None
    assert {one.risk_before for one in plan.sessions} == {None}


def test_a_clinic_without_a_day_and_a_time_without_a_zone_are_refused() -> None:
    with pytest.raises(OutOfRangeError, match="clinic day"):
        calendar_of(weekdays=frozenset())
    with pytest.raises(ConflictError, match="without a zone"):
        course_request(now=MONDAY.replace(tzinfo=None))
