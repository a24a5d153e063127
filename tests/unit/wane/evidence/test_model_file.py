"""Printed units and spreads become canonical ones, in one place."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.evidence.model_file import canonical_unit, canonical_value, omega_sd


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("L/70kg", "L"),
        ("L", "L"),
        ("L (apparent)", "L"),
        ("L/kg", "L"),
        ("L/h/70kg", "L/h"),
        ("L/min/70kg", "L/h"),
        ("L/h/70kg (apparent, /Fm)", "L/h"),
        ("1/min", "1/h"),
        ("1/h", "1/h"),
        ("min", "h"),
        ("fraction", "fraction"),
        ("factor", "fraction"),
    ],
)
def test_a_printed_unit_has_one_canonical_unit(printed: str, canonical: str) -> None:
    assert canonical_unit(printed) == canonical


@pytest.mark.parametrize(
    ("value", "printed", "expected"),
    [
        (1.48, "L/min/70kg", 88.8),
        (0.04, "1/min", 2.4),
        (30.0, "min", 0.5),
        (1.7522, "L/kg", 122.654),
        (95.2, "L/h/70kg", 95.2),
    ],
)
def test_minutes_become_hours_and_kilograms_become_the_reference_person(
    value: float, printed: str, expected: float
) -> None:
    assert canonical_value(value, printed, 70.0) == pytest.approx(expected, rel=1e-12)


@given(st.floats(0.01, 3.0))
def test_a_cv_and_the_variance_of_its_lognormal_say_the_same(cv: float) -> None:
    variance = math.log(1.0 + cv * cv)

    assert omega_sd(100.0 * cv, "cv_pct") == pytest.approx(omega_sd(variance, "variance"), rel=1e-9)


def test_a_logit_spread_is_printed_times_a_hundred() -> None:
    assert omega_sd(70.8, "sd_logit_pct") == pytest.approx(0.708)


def test_an_unknown_form_of_spread_is_refused() -> None:
    with pytest.raises(ValueError, match="state the printed form"):
        omega_sd(12.0, "cv")
