"""Sobol points, judged by SciPy."""

import numpy as np
import pytest
from scipy.stats import qmc

from wane.kernels.sobol import DIMENSIONS_AT_MOST, points


@pytest.mark.parametrize("dimensions", [1, 6, 8, DIMENSIONS_AT_MOST])
def test_the_points_are_those_of_scipy_moved_into_their_cells(dimensions: int) -> None:
    expected = qmc.Sobol(dimensions, scramble=False).random(512)

    np.testing.assert_array_equal(points(512, dimensions), expected + 0.5 / 512)


def test_a_later_part_is_a_part_of_the_whole() -> None:
    np.testing.assert_array_equal(points(256, 6, first=768), points(1024, 6)[768:])


def test_no_point_lies_on_the_border() -> None:
    found = points(1024, 6)

    assert found.min() > 0.0
    assert found.max() < 1.0
