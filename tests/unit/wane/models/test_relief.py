"""Records of a course of treatment."""

import math

import pytest

from wane.errors import ConflictError, OutOfRangeError
from wane.models.relief import History, Relapse, Score, Treatment, gap_days, without_own_data


def test_at_the_same_time_a_score_comes_before_a_relapse_and_a_session() -> None:
    history = History(
        records=(Treatment(day=3.0), Relapse(day=3.0), Score(day=3.0, value=5.0), Score(day=1.0, value=9.0))
    )

    assert [type(record) for record in history.records] == [Score, Score, Relapse, Treatment]
    assert [record.day for record in history.records] == [1.0, 3.0, 3.0, 3.0]


def test_without_own_data_the_sessions_stay() -> None:
    history = History(records=(Treatment(day=0.0), Score(day=1.0, value=9.0), Relapse(day=5.0)))

    assert without_own_data(history) == History(records=(Treatment(day=0.0),))


def test_the_last_session_is_none_where_there_was_none() -> None:
    assert History(records=(Score(day=1.0, value=9.0),)).last_session_day is None
    assert History(records=(Treatment(day=4.0), Treatment(day=2.0))).last_session_day == 4.0


def test_gaps_are_whole_seconds() -> None:
    assert gap_days(1.0 + 1e-9, 2.0) == 1.0


def test_two_sessions_at_the_same_time_are_refused() -> None:
    with pytest.raises(ConflictError, match="keep one"):
        History(records=(Treatment(day=1.0), Treatment(day=1.0, exposure=2.0)))


@pytest.mark.parametrize("exposure", [0.0, -1.0, math.nan, math.inf])
def test_a_session_needs_an_exposure_above_nothing(exposure: float) -> None:
    with pytest.raises(OutOfRangeError, match="exposure"):
        Treatment(day=0.0, exposure=exposure)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="day"):
        Relapse(day=math.nan)
    with pytest.raises(OutOfRangeError, match="value"):
        Score(day=0.0, value=math.inf)
