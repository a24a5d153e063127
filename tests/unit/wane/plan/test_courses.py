"""Courses of a session: where they are drawn, and the pump's rate."""

import numpy as np
import pytest

from wane.models.regimen import Drug, Route, repeated, single_dose
from wane.plan.courses import rate_course, session_minutes


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
