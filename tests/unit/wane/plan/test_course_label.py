"""The esketamine label's schedule, against the schedule as it is printed."""

from collections import Counter
from datetime import UTC, timedelta

import pytest

from tests.factories.course import MONDAY, SPRAY, calendar_of, course_request, days_of
from wane.errors import ConflictError
from wane.evidence.reading import load_table
from wane.models.patient_records import PatientRecords, ScoreRecord, SessionRecord
from wane.plan.course import plan_course
from wane.plan.course_schedule import Phase, ScheduleName
from wane.plan.session_plan import Verdict
from wane.report.course_words import course_headline

ROWS = {row["id"]: row for row in load_table("mood_practice")}


def per_week(plan_days: list[int]) -> Counter[int]:
    return Counter(day // 7 + 1 for day in plan_days)


@pytest.mark.parametrize("weekday", range(5))
def test_weeks_one_to_eight_hold_what_the_label_prints(weekday: int) -> None:
    start = MONDAY.date() + timedelta(days=weekday)
    plan = plan_course(course_request(order=SPRAY, phase=Phase.INDUCTION, start=start))
    days = days_of(plan)
    found = per_week([(day - days[0]).days for day in days])

    assert plan.schedule.name is ScheduleName.LABEL
    assert {found[week] for week in range(1, 5)} == {
        int(ROWS["mood_practice.spravato_trd_induction_weeks_1_4.1"]["value"])
    }
    assert {found[week] for week in range(5, 9)} == {int(ROWS["mood_practice.spravato_trd_weeks_5_8.1"]["value"])}
    assert [one.phase for one in plan.sessions[:9]] == [Phase.INDUCTION] * 8 + [Phase.MAINTENANCE]


def test_from_week_nine_on_it_is_one_a_week_or_one_in_two() -> None:
    assert ROWS["mood_practice.spravato_trd_from_week_9.1"]["value_printed"] == "1 per week or 1 per 2 weeks"
    days = days_of(plan_course(course_request(order=SPRAY)))[12:]

    assert {(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)} <= {7, 14}


@pytest.mark.parametrize(("score", "gaps"), [(1.0, {14}), (19.0, {7})])
def test_the_rule_chooses_between_the_labels_two_spacings(score: float, gaps: set[int]) -> None:
    first = plan_course(course_request(order=SPRAY, phase=Phase.INDUCTION))
    held = tuple(
        SessionRecord(at=one.at, regimen=SPRAY.regimen, ordered=SPRAY.ordered, line=i)
        for i, one in enumerate(first.sessions[:14])
    )
    scores = [
        ScoreRecord(at=at + timedelta(hours=hours), instrument="phq9", value=value, line=50 + i)
        for i, (at, hours, value) in enumerate([(held[0].at, -1, 20.0), *((one.at, 30, score) for one in held[3:])])
    ]
    everything: list[ScoreRecord | SessionRecord] = [*held, *scores]
    records = PatientRecords(
        records=tuple(sorted(everything, key=lambda one: one.at)), zone=UTC, zone_words="UTC, as given"
    )
    plan = plan_course(course_request(records=records, now=records.records[-1].at))
    days = [held[-1].at.date(), *days_of(plan)]

    assert plan.phase is Phase.MAINTENANCE
    assert {(later - earlier).days for earlier, later in zip(days[1:], days[2:], strict=False)} == gaps


def test_a_contraindication_of_the_label_holds_the_plan_and_says_so_first() -> None:
    plan = plan_course(course_request(order=SPRAY, history=("aneurysm",)))

    assert plan.verdict is Verdict.HOLD
    assert course_headline(plan).startswith("A finding says hold")
    assert plan.sessions


def test_benefit_is_reviewed_at_the_end_of_the_four_weeks() -> None:
    plan = plan_course(course_request(order=SPRAY, phase=Phase.INDUCTION))
    check = next(one.day for one in plan.activities if one.id == "response_check")

    assert 21 < (check - days_of(plan)[0]).days <= 28


def test_the_label_keeps_its_own_induction() -> None:
    with pytest.raises(ConflictError, match="--schedule clinic"):
        plan_course(course_request(order=SPRAY, induction_sessions=6))
    with pytest.raises(ConflictError, match="no taper"):
        plan_course(course_request(order=SPRAY, phase=Phase.TAPER))


def test_a_closed_day_moves_a_session_and_never_crowds_a_week() -> None:
    closed = frozenset({MONDAY.date() + timedelta(days=3), MONDAY.date() + timedelta(days=14)})
    plan = plan_course(course_request(order=SPRAY, phase=Phase.INDUCTION, calendar=calendar_of(closed=closed)))
    days = days_of(plan)[:8]

    assert not closed & set(days)
    assert all((days[i + 2] - days[i]).days >= 7 for i in range(6))
    assert all((later - earlier).days >= 3 for earlier, later in zip(days, days[1:], strict=False))
