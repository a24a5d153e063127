"""Time courses: quantiles over people, in order, of one shape."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.models.timecourse import Level, Site, TimeCourse, summarise

MINUTES = np.array([0.0, 10.0, 20.0])


def course_of(values: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> TimeCourse:
    return summarise(
        values, quantity="concentration.ketamine.venous", unit="ng/mL", site=Site.VENOUS, level=Level.A_PRIORI,
        minutes=MINUTES, evidence=("otto_2021_s_ketamine_iv",),
    )  # fmt: skip


def test_quantiles_of_known_people_are_known() -> None:
    people = np.tile(np.arange(101.0)[:, None], (1, 3))

    course = course_of(people)

    assert course.q05[0] == 5.0
    assert course.q25[0] == 25.0
    assert course.median[0] == 50.0
    assert course.q75[0] == 75.0
    assert course.q95[0] == 95.0


@given(people=st.integers(1, 60), seed=st.integers(0, 1000))
def test_bands_are_the_quantiles_that_numpy_gives(people: int, seed: int) -> None:
    values = np.random.default_rng(seed).lognormal(size=(people, 3))

    course = course_of(values)

    expected = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    for band, wanted in zip((course.q05, course.q25, course.median, course.q75, course.q95), expected, strict=True):
        np.testing.assert_allclose(band, wanted, rtol=1e-12)


def test_quantiles_lie_in_order() -> None:
    course = course_of(np.random.default_rng(1).lognormal(size=(500, 3)))

    ordered = np.stack([course.q05, course.q25, course.median, course.q75, course.q95])
    assert np.all(np.diff(ordered, axis=0) >= 0.0)


def test_the_arrays_of_a_course_share_a_shape() -> None:
    with pytest.raises(ValueError, match="must share a shape"):
        course_of(np.ones((10, 4)))
