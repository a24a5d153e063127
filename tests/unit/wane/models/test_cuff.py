"""Cuff readings: the highest of several lies above the underlying rise, by what order statistics say."""

import numpy as np
import pytest

from wane.models.cuff import highest_reading, read_at


@pytest.mark.parametrize(("readings", "expected"), [(1, 0.0), (2, 0.56419), (5, 1.16296), (8, 1.42360)])
def test_the_highest_of_equal_readings_is_the_tabulated_normal_maximum(readings: int, expected: float) -> None:
    """Tippett's table of the mean highest of n standard normals (Biometrika 1925;17:364-387)."""
    rise = np.full((200_000, readings), 7.0)

    highest = highest_reading(rise, 4.0, np.random.default_rng(1))

    assert highest.mean() == pytest.approx(7.0 + 4.0 * expected, abs=0.03)


def test_a_cuff_without_scatter_shows_the_highest_rise_at_a_reading() -> None:
    rise = np.array([[1.0, 5.0, 2.0], [0.0, -1.0, -2.0]])
    assert highest_reading(rise, 0.0, np.random.default_rng(1)).tolist() == [5.0, 0.0]


def test_a_reading_between_two_times_lies_on_the_line_between_them() -> None:
    course, minutes = np.array([[0.0, 10.0, 30.0]]), np.array([0.0, 10.0, 20.0])
    found = read_at(course, minutes, np.array([0.0, 2.5, 10.0, 15.0, 20.0, 99.0]))
    assert found.tolist() == [[0.0, 2.5, 10.0, 20.0, 30.0, 30.0]]
