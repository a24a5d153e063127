"""Bands by sorting are the quantiles that NumPy gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.models.regimen import Drug, Route, repeated, single_dose
from wane.plan.courses import banded, rate_course, session_minutes


@given(people=st.integers(2, 60), seed=st.integers(0, 1000))
def test_bands_are_the_quantiles_over_people(people: int, seed: int) -> None:
    values = np.random.default_rng(seed).lognormal(size=(people, 7))
    minutes = np.arange(7.0)

    course = banded(values, quantity="x", unit="ng/mL", site=None, minutes=minutes, evidence=())

    expected = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    for band, wanted in zip((course.q05, course.q25, course.median, course.q75, course.q95), expected, strict=True):
        np.testing.assert_allclose(band, wanted, rtol=1e-12)


def test_a_short_session_is_laid_out_in_whole_minutes() -> None:
    minutes = session_minutes(single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2.0 / 3.0))
    assert 40.0 in minutes
    np.testing.assert_allclose(np.diff(minutes), 1.0)


def test_a_long_session_is_covered_to_its_end_and_beyond() -> None:
    assert session_minutes(single_dose(Drug.KETAMINE, Route.IV, 500.0, over_h=100.0))[-1] >= 6180.0


def test_the_area_under_the_rate_is_the_dose() -> None:
    regimen = repeated(single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=0.5), every_h=2.0, times=3)
    [course] = rate_course(regimen, 1.2)
    area_mg = np.trapezoid(course.median, course.minutes / 60.0)
    assert float(area_mg) == pytest.approx(1.2 * 105.0)


def test_nothing_infused_gives_no_rate() -> None:
    assert rate_course(single_dose(Drug.KETAMINE, Route.IM, 35.0), 1.0) == ()
