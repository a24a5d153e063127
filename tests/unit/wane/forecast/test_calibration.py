"""Measures of calibration."""

import numpy as np
import pytest
from scipy import stats

from wane.forecast.calibration import coverage, crps, rank_among, wilson_interval


@pytest.mark.parametrize(("successes", "trials"), [(0, 10), (7, 10), (450, 500)])
def test_wilsons_interval_is_that_of_scipy(successes: int, trials: int) -> None:
    expected = stats.binomtest(successes, trials).proportion_ci(0.95, "wilson")

    assert wilson_interval(successes, trials, 0.95) == pytest.approx((expected.low, expected.high))


def test_the_score_of_a_certain_forecast_is_its_miss() -> None:
    assert crps(np.full(50, 12.0), 20.0, 180.0) == pytest.approx(8.0)
    assert crps(np.full(50, np.inf), np.inf, 180.0) == 0.0


def test_the_score_of_a_normal_forecast_is_the_closed_form() -> None:
    x = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)

    assert crps(x, 0.0, 100.0) == pytest.approx((np.sqrt(2.0) - 1.0) / np.sqrt(np.pi), abs=1e-3)


def test_ranks_share_out_what_is_tied() -> None:
    drawn = np.array([1.0, 2.0, 2.0, np.inf])
    rng = np.random.default_rng(0)

    twos = [rank_among(drawn, 2.0, rng) for _ in range(200)]
    assert 0.25 <= min(twos) < 0.3
    assert 0.7 < max(twos) <= 0.75
    assert rank_among(drawn, np.inf, rng) >= 0.75


def test_coverage_counts_the_middle() -> None:
    found = coverage(np.linspace(0.005, 0.995, 100), 0.5)

    assert found.covered == 0.5
    assert found.low95 < 0.5 < found.high95
