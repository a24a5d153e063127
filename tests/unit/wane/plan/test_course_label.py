"""The esketamine label's schedule, against the schedule as it is printed."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.factories.course import MONDAY, SPRAY, calendar_of, course_request, days_of
from wane.errors import ConflictError
from wane.evidence.reading import load_table
from wane.plan.course import plan_course
from wane.plan.course_schedule import Phase, ScheduleName

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
