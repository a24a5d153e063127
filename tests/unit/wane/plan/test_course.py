"""A course plan: dates that keep to spacing and clinic days, phases from records, findings that stop nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.course import (
    INFUSION,
    LONDON,
    MONDAY,
    calendar_of,
    course_request,
    days_of,
    example_course,
    induction_records,
    with_sessions,
)
from tests.factories.patient import EXAMPLE
from wane.cli.patient_file import read_patient
from wane.errors import ConflictError
from wane.models.patient_records import SessionRecord
from wane.models.regimen import Route
from wane.plan.course import plan_course
from wane.plan.course_plan import CoursePlan, Dating
from wane.plan.course_request import BookingRule, ClinicCalendar, Fee
from wane.plan.course_schedule import Phase

CALENDARS = st.builds(
    calendar_of,
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    closed=st.sets(st.integers(0, 60).map(lambda d: MONDAY.date() + timedelta(days=d)), max_size=20).map(frozenset),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    zone=st.sampled_from([UTC, LONDON]),
)
RULES = st.sampled_from(list(BookingRule))


def naive(plan: CoursePlan) -> list[datetime]:
    """Sessions by the clock on the wall."""
    zone = plan.request.calendar.zone
    times = [*(one.at for one in plan.given), *(one.at for one in plan.sessions)]
    return [at.astimezone(zone).replace(tzinfo=None) for at in times]


@given(calendar=CALENDARS, shortest=st.integers(1, 10), sessions=st.integers(1, 8), start=st.integers(0, 9))
@settings(max_examples=60)
def test_no_session_is_on_a_closed_day_or_too_soon(
    calendar: ClinicCalendar, shortest: int, sessions: int, start: int
) -> None:
    plan = plan_course(
        course_request(
            calendar=calendar, shortest_days=shortest, induction_sessions=sessions,
            start=MONDAY.date() + timedelta(days=start), plan_days=120,
        )
    )  # fmt: skip

    times = naive(plan)
    assert all(day.weekday() in calendar.weekdays and day not in calendar.closed for day in days_of(plan))
    assert all(later - earlier >= timedelta(days=shortest) for earlier, later in zip(times, times[1:], strict=False))
    assert all(one.at > plan.request.now for one in plan.sessions)
    assert all(one.day.weekday() in calendar.weekdays and one.day not in calendar.closed for one in plan.activities)


@given(calendar=CALENDARS, rule=RULES, risk=st.floats(0.05, 0.6), shortest=st.integers(1, 30))
@settings(max_examples=25)
def test_a_date_by_rule_keeps_spacing_and_clinic_days(
    calendar: ClinicCalendar, rule: BookingRule, risk: float, shortest: int
) -> None:
    plan = example_course(calendar=calendar, rule=rule, risk=risk, shortest_days=shortest)

    times = naive(plan)[len(plan.given) - 1 :]
    assert all(day.weekday() in calendar.weekdays and day not in calendar.closed for day in days_of(plan))
    assert all(later - earlier >= timedelta(days=shortest) for earlier, later in zip(times, times[1:], strict=False))
    assert all(one.at is None or one.at > plan.request.now for one in plan.options)


@given(calendar=CALENDARS, risk=st.floats(0.05, 0.5))
@settings(max_examples=25)
def test_a_session_goes_beyond_the_risk_only_where_no_earlier_clinic_day_is_left(
    calendar: ClinicCalendar, risk: float
) -> None:
    plan = example_course(calendar=calendar, risk=risk)
    first = plan.sessions[0]
    if first.dating is not Dating.RISK:
        return

    assert first.risk_before is not None
    if first.risk_before > risk:
        assert "later and at the risk shown" in first.reason
    assert plan.forecast is not None
    option = plan.forecast.options[0]
    day = days_of(plan)[0]
    assert option.date is not None
    earliest = max(plan.request.now.date(), plan.given[-1].at.date() + timedelta(days=plan.shortest_days))
    between = [earliest + timedelta(days=i) for i in range(1, (option.date - earliest).days + 1)]
    is_open = [d for d in between if d.weekday() in calendar.weekdays and d not in calendar.closed]
    if is_open:
        assert day <= option.date


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    closed=st.sets(st.integers(0, 40), max_size=20),
    risk=st.floats(0.1, 0.7),
    shortest=st.integers(1, 30),
)
@settings(max_examples=40)
def test_rule_one_takes_the_day_that_a_plain_search_finds(
    weekdays: frozenset[int], closed: set[int], risk: float, shortest: int
) -> None:
    """Every day from now on, one by one: the last open one with the chance of relapse still within the risk."""
    records = induction_records(sessions=6, last_score=4.0)
    now = records.records[-1].at
    shut = frozenset(now.date() + timedelta(days=day) for day in closed)
    calendar = calendar_of(weekdays=weekdays, closed=shut)
    plan = plan_course(course_request(records=records, now=now, calendar=calendar, risk=risk, shortest_days=shortest))
    first, forecast = plan.sessions[0], plan.forecast
    assert forecast is not None
    assert forecast.relief.chance_still_well is not None
    crossed = [0.0, *(1.0 - forecast.relief.chance_still_well).tolist()]
    last = plan.given[-1].at
    able = [
        day
        for day in range(max(shortest, 2), 85)
        if (at := (last + timedelta(days=day)).date()).weekday() in weekdays and at not in shut and crossed[day] <= risk
    ]

    if able:
        assert first.dating is Dating.RISK
        assert (first.at - last).days == max(able)
        assert first.risk_before == pytest.approx(crossed[max(able)])
    else:
        assert first.risk_before is None or first.risk_before > risk


@given(weeks=st.integers(-40, 40), rule=RULES)
@settings(max_examples=15)
def test_shifting_everything_by_whole_weeks_shifts_the_plan(weeks: int, rule: BookingRule) -> None:
    records = induction_records(sessions=6, last_score=5.0)
    shift = timedelta(weeks=weeks)
    moved = replace(records, records=tuple(replace(one, at=one.at + shift) for one in records.records))
    closed = date(2026, 3, 26)
    plans = [
        plan_course(
            course_request(
                records=found,
                now=found.records[-1].at,
                rule=rule,
                calendar=calendar_of(closed=frozenset({closed + by})),
            )
        )
        for found, by in ((records, timedelta(0)), (moved, shift))
    ]

    assert [one.at + shift for one in plans[0].sessions] == [one.at for one in plans[1].sessions]
    assert [one.day + shift for one in plans[0].activities] == [one.day for one in plans[1].activities]
    assert [one.risk_before for one in plans[0].sessions] == [one.risk_before for one in plans[1].sessions]


@given(taken=st.integers(1, 6), calendar=CALENDARS)
@settings(max_examples=40)
def test_a_plan_that_was_followed_so_far_stands_when_it_is_made_again(taken: int, calendar: ClinicCalendar) -> None:
    first = plan_course(course_request(calendar=calendar, phase=Phase.INDUCTION))
    held = [one.at for one in first.sessions[:taken]]
    again = plan_course(course_request(records=with_sessions(*held), calendar=calendar, now=held[-1]))

    assert [one.at for one in again.sessions[: 6 - taken]] == [one.at for one in first.sessions[taken:6]]
    assert [one.number for one in again.sessions[: 6 - taken]] == list(range(taken + 1, 7))


@given(cost=st.decimals(0, 10_000, places=2), share=st.decimals(0, 1, places=2), plan_days=st.integers(20, 200))
@settings(max_examples=30)
def test_costs_are_summed_exactly_over_phases(cost: Decimal, share: Decimal, plan_days: int) -> None:
    covered = (cost * share).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    plan = plan_course(course_request(fee=Fee(cost=cost, covered=covered, currency="EUR"), plan_days=plan_days))
    *phases, total = plan.costs

    assert total.sessions == len(plan.sessions) == sum(line.sessions for line in phases)
    assert total.charged == cost * total.sessions == sum(line.charged for line in phases)
    assert total.own == total.charged - total.covered == sum(line.own for line in phases)


@given(order=st.permutations(range(21)))
@settings(max_examples=8)
def test_the_row_order_of_a_file_changes_nothing(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    header, *rows = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    path = tmp_path_factory.mktemp("rows") / "patient.csv"
    path.write_text("\n".join([header, *(rows[i] for i in order if i < len(rows)), *rows[len(order) :]]) + "\n")
    records = read_patient(path, zone="Europe/London", weight_kg=None)

    assert example_course(records=records).sessions == example_course().sessions


def test_somebody_who_was_well_and_waited_too_long_is_due_as_soon_as_spacing_allows() -> None:
    records = induction_records(sessions=6, last_score=3.0)
    plan = plan_course(course_request(records=records, now=records.records[-1].at + timedelta(days=40)))
    first = plan.sessions[0]

    assert first.dating is Dating.EARLIEST
    assert first.at - plan.request.now <= timedelta(days=3)
    assert first.risk_before is not None
    assert first.risk_before > 0.2
    assert "course.no_day_by_rule" not in {one.id for one in plan.findings}


def test_no_risk_of_relapse_is_said_before_an_induction_is_done() -> None:
    records = induction_records(sessions=3, last_score=15.0)
    plan = plan_course(course_request(records=records, now=records.records[-1].at))

    assert {one.risk_before for one in plan.sessions[:3]} == {None}
    assert {one.risk_before for one in plan.options} == {None}


def test_at_least_two_dates_are_offered_for_the_next_session() -> None:
    for plan in (example_course(), plan_course(course_request()), example_course(phase=Phase.INDUCTION)):
        days = {one.at for one in plan.options if one.at is not None}
        assert len(days) >= 2
        assert [one.is_chosen for one in plan.options] == [True, *[False] * (len(plan.options) - 1)]
        assert plan.options[0].at == plan.sessions[0].at


def test_three_sessions_a_week_need_a_shorter_spacing() -> None:
    with pytest.raises(ConflictError, match="shortest-spacing"):
        plan_course(course_request(per_week=3))

    plan = plan_course(course_request(per_week=3, shortest_days=2, phase=Phase.INDUCTION))
    assert [(day - days_of(plan)[0]).days for day in days_of(plan)[:6]] == [0, 2, 4, 7, 9, 11]


def test_a_clinic_that_is_always_closed_is_refused_in_one_sentence() -> None:
    closed = frozenset(MONDAY.date() + timedelta(days=i) for i in range(800))

    with pytest.raises(ConflictError, match="No clinic day is open"):
        plan_course(course_request(calendar=calendar_of(closed=closed)))


@pytest.mark.parametrize("day", [date(2027, 3, 22), date(2026, 10, 19)])
def test_sessions_keep_their_hour_over_a_change_of_clocks(day: date) -> None:
    calendar = calendar_of(zone=LONDON, at=time(9, 30))
    now = datetime.combine(day, time(0), tzinfo=LONDON)
    plan = plan_course(course_request(calendar=calendar, now=now, phase=Phase.INDUCTION))
    local = [one.at.astimezone(LONDON) for one in plan.sessions]

    assert {one.time() for one in local} == {time(9, 30)}
    assert len({one.utcoffset() for one in local}) == 2


def test_a_time_that_the_clocks_skip_is_moved_and_not_lost() -> None:
    calendar = calendar_of(zone=LONDON, at=time(1, 30), weekdays=frozenset(range(7)))
    now = datetime(2027, 3, 27, 12, tzinfo=LONDON)  # clocks go forward on the 28th at 01:00
    plan = plan_course(course_request(calendar=calendar, now=now, phase=Phase.INDUCTION))

    assert plan.sessions[0].at.astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_route_whose_relief_cannot_be_forecast_is_planned_by_print() -> None:
    records = induction_records(sessions=6, last_score=5.0)
    under_skin = replace(
        INFUSION.regimen,
        administrations=tuple(replace(a, route=Route.SC, duration_h=0.0) for a in INFUSION.regimen.administrations),
    )
    moved = tuple(replace(r, regimen=under_skin) if isinstance(r, SessionRecord) else r for r in records.records)
    plan = plan_course(course_request(records=replace(records, records=moved), now=moved[-1].at))

    assert plan.forecast is None
    assert plan.forecast_withheld
    assert plan.sessions[0].dating is Dating.PRINTED


def test_the_response_check_lies_between_the_induction_and_what_follows() -> None:
    plan = plan_course(course_request())
    check = next(one.day for one in plan.activities if one.id == "response_check")

    assert days_of(plan)[5] < check <= days_of(plan)[6]
