"""Rule 1."""

import numpy as np
import pytest

from wane.errors import ConflictError, OutOfRangeError
from wane.forecast.crossing import Crossings
from wane.forecast.next_session import Spacing, next_session_by_risk

RISING = Crossings(chance_by_day=np.arange(1, 101) / 100.0)  # 1 % more each day
SPACING = Spacing(shortest_days=7, longest_days=84)


def test_the_day_is_the_last_within_the_risk() -> None:
    found = next_session_by_risk(RISING, risk=0.2, spacing=SPACING)

    assert found.day == 20
    assert found.risk_before == pytest.approx(0.2)


def test_the_day_never_passes_the_longest_spacing() -> None:
    found = next_session_by_risk(RISING, risk=0.99, spacing=Spacing(shortest_days=7, longest_days=28))

    assert found.day == 28
    assert found.risk_before == pytest.approx(0.28)


def test_where_the_first_allowed_day_is_too_late_there_is_no_day_but_a_reason() -> None:
    found = next_session_by_risk(RISING, risk=0.2, spacing=Spacing(shortest_days=30, longest_days=60))

    assert found.day is None
    assert found.risk_before is None
    assert "30 %" in found.reason


def test_a_day_that_has_passed_is_not_offered() -> None:
    assert next_session_by_risk(RISING, risk=0.2, spacing=SPACING, now_day=18.5).day == 20
    assert next_session_by_risk(RISING, risk=0.2, spacing=SPACING, now_day=20.5).day is None
    assert "last that is allowed" in next_session_by_risk(RISING, risk=0.2, spacing=SPACING, now_day=90.0).reason


@pytest.mark.parametrize("risk", [0.0, 1.0, -0.1])
def test_a_risk_is_a_probability_between(risk: float) -> None:
    with pytest.raises(OutOfRangeError, match="risk"):
        next_session_by_risk(RISING, risk=risk, spacing=SPACING)


def test_spacings_stand_in_order() -> None:
    with pytest.raises(ConflictError, match="shortest first"):
        Spacing(shortest_days=28, longest_days=7)
