"""Axes: round ends, round ticks, labels that keep apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.session_plan import session_plan
from wane.report.axes import round_above, round_ticks, session_axis, spread_apart, time_axis, value_ticks
from wane.report.panels import session_panels

positions = st.lists(st.floats(min_value=-50.0, max_value=250.0), min_size=1, max_size=6)


@given(value=st.floats(min_value=1e-3, max_value=1e6))
def test_the_upper_end_is_round_above_the_value_and_near(value: float) -> None:
    end = round_above(value)

    assert value * (1.0 - 1e-6) <= end <= 2.0 * value
    assert len(f"{end:f}".replace(".", "").strip("0")) <= 2


def test_the_upper_end_of_nothing_is_one() -> None:
    assert round_above(0.0) == 1.0


@given(positions=positions)
def test_labels_keep_their_distance_and_their_order(positions: list[float]) -> None:
    placed = spread_apart(positions, gap=15.0, low=0.0, high=200.0)
    order = np.argsort(positions, kind="stable")
    gaps = np.diff(np.asarray(placed)[order])

    assert np.all(gaps >= 15.0 - 1e-9)
    assert min(placed) >= 0.0
    assert max(placed) <= 200.0


@given(position=st.floats(min_value=0.0, max_value=200.0))
def test_a_label_alone_stays_where_it_is(position: float) -> None:
    assert spread_apart([position], gap=15.0, low=0.0, high=200.0) == (position,)


@pytest.mark.parametrize(
    ("end_min", "title", "high"),
    [
        (240.0, "minutes after the start", 240.0),
        (1440.0, "hours after the start", 24.0),
        (14400.0, "days after the start", 10.0),
    ],
)
def test_the_time_unit_follows_the_span(end_min: float, title: str, high: float) -> None:
    axis = time_axis(end_min)

    assert axis.title == title
    assert axis.high == pytest.approx(high)


@given(end_min=st.floats(min_value=5.0, max_value=40_000.0), count=st.integers(min_value=3, max_value=14))
def test_ticks_are_few_and_inside(end_min: float, count: int) -> None:
    axis = time_axis(end_min)
    ticks = round_ticks(axis, count=count)

    assert 2 <= len(ticks) <= count
    assert ticks[0] == 0.0
    assert ticks[-1] <= axis.high * (1.0 + 1e-9)


def test_three_days_in_few_ticks_are_two_days_apart() -> None:
    assert round_ticks(time_axis(70.4 * 60.0), count=3) == (0.0, 48.0)


def test_ticks_of_a_session_are_half_hours() -> None:
    assert round_ticks(time_axis(240.0), count=12) == tuple(30.0 * i for i in range(9))


def test_the_axis_reaches_the_earliest_time_to_leave() -> None:
    plan = session_plan()
    axis = session_axis(plan, None, session_panels(plan, {})[:0])

    assert axis.high >= plan.leaving.shown_min


@given(value=st.floats(min_value=1e-3, max_value=1e6), most=st.integers(min_value=3, max_value=8))
def test_value_ticks_are_few_even_and_reach_both_ends(value: float, most: int) -> None:
    high = round_above(value)
    ticks = value_ticks(0.0, high, most)

    assert 2 <= len(ticks) <= most
    assert ticks[0] == 0.0
    assert np.diff(ticks) == pytest.approx(ticks[1] - ticks[0])
    assert high * 0.6 <= ticks[-1] <= high * (1.0 + 1e-9)


def test_value_ticks_pass_through_zero_when_values_fall_below_it() -> None:
    assert value_ticks(-5.0, 20.0, 6) == (-5.0, 0.0, 5.0, 10.0, 15.0, 20.0)


def test_a_flat_axis_has_one_tick() -> None:
    assert value_ticks(0.0, 0.0, 5) == (0.0,)
