"""Moves of a crowd applied to the answer of the many."""

import numpy as np
import pytest

from wane.simulate.outcomes import inside, logit, ranged, unlogit


def test_one_relapse_in_a_small_crowd_is_no_landslide() -> None:
    """Of 20 people all are free at the fit and 19 under a draw: half a person to one and a half, not 0 to one."""
    crowd = inside(np.array([1.0, 0.95, 0.95]), np.full(3, 20))

    found = ranged(97.0, crowd, line=logit, back=unlogit, times=100.0)

    odds = 97.0 / 3.0 * (0.95 / 0.05) / (0.975 / 0.025)
    assert found.low90 == pytest.approx(100.0 * odds / (1.0 + odds))
    assert 90.0 < (found.low90 or 0.0) < 97.0


def test_shares_of_a_large_crowd_are_left_as_they_are() -> None:
    shares = np.array([0.0, 0.3, 1.0])

    assert inside(shares, np.full(3, 1000)) == pytest.approx([0.0005, 0.3, 0.9995])


@pytest.mark.parametrize(
    ("value", "groups"), [(20.0, [19.0, 20.0, 21.0, 20.5, 21.5]), (20.0, [22.0, 20.0, 21.0, 20.5, 21.5])]
)
def test_an_interval_holds_its_value(value: float, groups: list[float]) -> None:
    found = ranged(value, np.array(groups))

    for low, high in ((found.low90, found.high90), (found.low90_study, found.high90_study)):
        assert low is not None
        assert high is not None
        assert low <= value <= high
        assert high - low >= 1.0
