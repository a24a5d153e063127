"""The survey clock: every 7 days for 28 days after a session, then every 14; each session restarts it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wane_clinic.care.survey_clock import CheckInDay, Rhythm, Standing, check_in_days

DAY = date(2026, 3, 2)


def on(*days: int) -> list[date]:
    return [DAY + timedelta(days=day) for day in days]


def asked(*, sessions: list[date], scores: list[date], today: int) -> list[tuple[int, str]]:
    found = check_in_days(
        opened=DAY, sessions=sessions, scores=scores, today=DAY + timedelta(days=today), rhythm=Rhythm()
    )
    return [((one.due_on - DAY).days, one.standing.value) for one in found]


def test_the_rhythm_is_weekly_for_four_weeks_and_then_every_two() -> None:
    days = [day for day, _ in zip(Rhythm().days(), range(7), strict=False)]

    assert days == [7, 14, 21, 28, 42, 56, 70]


def test_before_the_first_session_one_is_due_at_once() -> None:
    assert asked(sessions=[], scores=[], today=3) == [(0, "due")]
    assert asked(sessions=[], scores=on(-10), today=3) == [(0, "answered")]
    assert asked(sessions=[], scores=on(-15), today=3) == [(0, "due")]


def test_a_session_restarts_the_clock() -> None:
    found = asked(sessions=on(0, 10), scores=on(0, 8), today=12)

    assert found == [(7, "answered"), (17, "later")]


def test_a_check_in_without_a_score_is_missed_once_the_next_is_due() -> None:
    found = asked(sessions=on(0), scores=on(15), today=22)

    assert found == [(7, "missed"), (14, "answered"), (21, "due"), (28, "later")]


def test_one_before_a_session_that_nobody_answered_is_missed() -> None:
    assert asked(sessions=on(5), scores=[], today=6)[0] == (0, "missed")


@given(
    sessions=st.lists(st.integers(0, 200), max_size=12),
    scores=st.lists(st.integers(-20, 260), max_size=20),
    today=st.integers(0, 260),
)
def test_no_missed_one_has_a_score_and_at_most_one_is_due(sessions: list[int], scores: list[int], today: int) -> None:
    given_sessions = [day for day in sessions if day <= today]
    found: tuple[CheckInDay, ...] = check_in_days(
        opened=DAY, sessions=on(*given_sessions), scores=on(*scores), today=DAY + timedelta(days=today), rhythm=Rhythm()
    )

    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    assert sum(one.standing is Standing.DUE for one in found) <= 1
    assert not [one for one in found if one.standing is Standing.MISSED and one.due_on in on(*scores)]
    assert all(one.due_on > DAY + timedelta(days=today) for one in found if one.standing is Standing.LATER)
