"""The steps of the relief filter, judged by integration and by algebra."""

import math

import mpmath
import numpy as np
import pytest
from scipy import integrate, stats

from wane.kernels import relief
from wane.kernels.doses import FloatArray
from wane.kernels.relief_paths import draw_states, level_ahead, lower_factor

LINE = 10.0


def some_moments(seed: int = 3, nodes: int = 4) -> FloatArray:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(nodes, 5, 5))
    covariance = root @ root.transpose(0, 2, 1) + 0.1 * np.eye(5)
    mean = rng.normal((17.0, 12.0, 3.0, 5.0, 0.0), 1.0, (nodes, 5))
    return np.concatenate([covariance, mean[:, None]], axis=1).transpose(1, 2, 0).copy()


@pytest.mark.parametrize("half_life_days", [0.25, 0.2500001, 0.26, 3.0, 400.0])
def test_relief_passes_and_wanes_as_the_differential_equation_says(half_life_days: float) -> None:
    rise, wane = math.log(2.0) / 0.25, math.log(2.0) / half_life_days
    at = (0.1, 0.7, 5.0)

    felt, kept = relief.waning(np.array(at), rise, np.full(3, wane))

    for start, found in (((1.0, 0.0), felt), ((0.0, 1.0), kept)):
        solved = integrate.solve_ivp(
            lambda _, y: (-rise * y[0], rise * y[0] - wane * y[1]), (0.0, 5.0), start, t_eval=at, rtol=1e-11, atol=1e-13
        )
        np.testing.assert_allclose(found, solved.y[1], atol=1e-9)


@pytest.mark.parametrize(
    ("days", "rise", "wane"),
    [(14.0, 0.07, 80.0), (30.0, 171.0, 400.0), (30.0, 0.3, 0.3), (9.0, 0.2, 0.1), (3.0, 0.2, 0.21)],
)
def test_relief_felt_is_right_however_fast_it_rises_and_wanes(days: float, rise: float, wane: float) -> None:
    felt, _ = relief.waning(np.asarray(days), rise, np.array([wane]))

    with mpmath.workdps(40):
        k, w = mpmath.mpf(rise), mpmath.mpf(wane) + mpmath.mpf(10) ** -20
        expected = k * (mpmath.exp(-w * days) - mpmath.exp(-k * days)) / (k - w)
    assert felt[0] == pytest.approx(float(expected), rel=1e-8, abs=1e-300)


def test_two_waits_make_one() -> None:
    waning, sd = np.array([0.05, 0.1, 1.0, 2.8]), np.full(4, 2.0)
    whole, parts = some_moments(), some_moments()

    for moments, waits in ((whole, (5.5,)), (parts, (1.25, 4.25))):
        for days in waits:
            relief.elapse(moments, days, rise_per_day=2.8, waning_per_day=waning, drift_sd=sd, drift_days=28.0)

    np.testing.assert_allclose(whole, parts, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_a_censored_score_matches_the_moments_found_by_integration(side: int, noise: float) -> None:
    moments = some_moments()
    mean, variance, covariance = relief.level(moments)
    before = moments.copy()

    log_chance, _, _ = relief.observe_beyond(moments, LINE, np.full(4, noise), side=side)

    for n in range(4):
        spread = math.sqrt(variance[n])
        level = np.linspace(mean[n] - 12.0 * spread, mean[n] + 12.0 * spread, 200001)
        seen = (
            (side * (level - LINE) >= 0.0) if noise == 0.0 else stats.norm.cdf(side * (level - LINE) / math.sqrt(noise))
        )
        density = stats.norm.pdf(level, mean[n], spread) * seen
        chance = integrate.trapezoid(density, level)
        level_mean = integrate.trapezoid(level * density, level) / chance
        level_variance = integrate.trapezoid((level - level_mean) ** 2 * density, level) / chance
        gain = covariance[:, n] / variance[n]
        assert math.exp(log_chance[n]) == pytest.approx(chance, rel=1e-3)
        np.testing.assert_allclose(
            moments[relief.MEAN, :, n], before[relief.MEAN, :, n] + gain * (level_mean - mean[n]), atol=2e-3
        )
        shrunk = before[:5, :, n] + np.outer(gain, gain) * (level_variance - variance[n])
        np.testing.assert_allclose(moments[:5, :, n], shrunk, atol=5e-3)


def test_the_plain_observation_does_what_the_censored_one_did() -> None:
    censored, plain = some_moments(), some_moments()

    _, value, variance = relief.observe_beyond(censored, LINE, np.full(4, 4.0), side=1)
    for n in range(4):
        one = plain[:, :, n : n + 1]
        relief.observe(one, float(value[n]), variance[n : n + 1])

    np.testing.assert_allclose(plain, censored, rtol=1e-9, atol=1e-9)


def test_a_session_leaves_relief_that_is_felt_alone() -> None:
    moments = some_moments()
    before = moments.copy()

    relief.session(moments, share=np.full(4, 0.8), noise_sd=0.0)

    np.testing.assert_array_equal(moments[relief.MEAN, relief.R], before[relief.MEAN, relief.R])
    missing = before[relief.MEAN, relief.RMAX] - before[relief.MEAN, relief.R] - before[relief.MEAN, relief.P]
    np.testing.assert_allclose(
        moments[relief.MEAN, relief.P], before[relief.MEAN, relief.P] + 0.8 * missing, rtol=1e-12
    )


def test_the_level_ahead_is_that_of_a_filter_that_waits() -> None:
    moments = some_moments()
    waning, sd = np.array([0.05, 0.1, 1.0, 2.0]), np.full(4, 2.0)

    mean, variance = level_ahead(
        moments, np.array([0.0, 9.0]), rise_per_day=2.8, waning_per_day=waning, drift_sd=sd, drift_days=28.0
    )
    relief.elapse(moments, 9.0, rise_per_day=2.8, waning_per_day=waning, drift_sd=sd, drift_days=28.0)

    waited_mean, waited_variance, _ = relief.level(moments)
    np.testing.assert_allclose(mean[1], waited_mean, rtol=1e-11)
    np.testing.assert_allclose(variance[1], waited_variance, rtol=1e-11)


def test_the_factor_of_a_singular_covariance_is_still_a_factor() -> None:
    covariance = some_moments()[:5]
    covariance[relief.P] = covariance[:, relief.P] = 0.0

    factor = lower_factor(covariance)

    np.testing.assert_allclose(np.einsum("ikn,jkn->ijn", factor, factor), covariance, atol=1e-12)


def test_drawn_states_have_the_mean_and_covariance_of_the_node() -> None:
    moments, nodes = some_moments(), np.zeros(100_000, np.int64)

    drawn = draw_states(moments, nodes, np.random.default_rng(0).standard_normal((5, 100_000)))

    np.testing.assert_allclose(drawn.mean(axis=1), moments[relief.MEAN, :, 0], atol=0.05)
    np.testing.assert_allclose(np.cov(drawn), moments[:5, :, 0], atol=0.15)
