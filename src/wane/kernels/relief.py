"""Kalman filter of the relief model, for many parameter nodes at once. Days and points of the instrument.

State, in this order: B untreated level, Rmax full relief, p relief in transit, r relief felt, d drift. The latent level
is L = B + d - r. `moments` (6, 5, n_nodes) holds the covariance in rows 0 to 4 and the mean in row 5; every step
advances it in place, because copying would cost more than the arithmetic.
"""

import math
from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.kernels.normal import LOG_SQRT_TAU, density_over_probability, log_probability

B, RMAX, P, R, D = range(5)
N_STATES: Final = 5
MEAN: Final = N_STATES
LEAST_GAP: Final = 1e-15  # of two exponents: below it their mean slope is 1 to the last digit
LEAST_VARIANCE: Final = 1e-12  # of a level that is known: keeps a division alive, far below any score's step


def waning(
    days: FloatArray, rise_per_day: float | FloatArray, waning_per_day: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Shares felt after `days`: of relief that was in transit, of relief that was felt. Shapes broadcast.

    p' = -k p, r' = k p - w r. The difference of exponentials is the slower of the two times its mean slope, which holds
    where k comes near w and overflows for neither.
    """
    kept = np.exp(-waning_per_day * days)
    slower = np.maximum(kept, np.exp(-rise_per_day * days))
    gap = np.maximum(np.abs(rise_per_day - waning_per_day) * days, LEAST_GAP)
    slower *= np.expm1(-gap) / gap  # minus the mean slope
    return -rise_per_day * days * slower, kept


def elapse(
    moments: FloatArray,
    days: float,
    *,
    rise_per_day: float,
    waning_per_day: FloatArray,
    drift_sd: FloatArray,
    drift_days: float,
) -> None:
    """Let `days` pass without a session; `waning_per_day` and `drift_sd` are (n_nodes,)."""
    felt, kept = waning(np.asarray(days), rise_per_day, waning_per_day)
    in_transit, drift = math.exp(-rise_per_day * days), math.exp(-days / drift_days)
    for part in (moments.transpose(1, 0, 2), moments[:N_STATES]):
        part[R] *= kept
        part[R] += part[P] * felt
        part[P] *= in_transit
        part[D] *= drift
    moments[D, D] += drift_sd * drift_sd * (1.0 - drift * drift)


def session(moments: FloatArray, *, share: FloatArray, noise_sd: float) -> None:
    """One session: p grows by `share` (n_nodes,) of the relief not yet in place, Rmax - r - p, and by its own luck."""
    for part in (moments.transpose(1, 0, 2), moments[:N_STATES]):
        missing = part[RMAX] - part[R]
        missing -= part[P]
        missing *= share
        part[P] += missing
    moments[P, P] += noise_sd * noise_sd


def level(moments: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean of the latent level (n_nodes,), its variance (n_nodes,), its covariance with the state (5, n_nodes)."""
    across = moments[:, B] + moments[:, D]
    across -= moments[:, R]
    covariance = across[:N_STATES]
    variance = np.maximum(covariance[B] + covariance[D] - covariance[R], LEAST_VARIANCE)
    return across[MEAN], variance, covariance


def observe(moments: FloatArray, value: float, noise_variance: FloatArray) -> FloatArray:
    """Take in a score = L + noise; log density of the score, (n_nodes,)."""
    mean, variance, covariance = level(moments)
    total = variance + noise_variance
    miss = value - mean
    _condition(moments, covariance, 1.0 / total, miss)
    return -0.5 * (np.log(total) + miss * miss / total) - LOG_SQRT_TAU


def observe_beyond(
    moments: FloatArray, limit: float, noise_variance: FloatArray, *, side: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Take in that L + noise lies at or above `limit` (side 1) or below it (side -1), with matched moments.

    Returns:
        Log probability of that; the score and the noise variance of the plain observation that would have moved the
        state as much; each (n_nodes,).
    """
    mean, variance, covariance = level(moments)
    total = variance + noise_variance
    sd = np.sqrt(total)
    depth = side * (mean - limit) / sd
    mills = density_over_probability(depth)
    shrink = np.maximum(mills * (mills + depth), 1e-12)
    apparent = total / shrink
    miss = side * sd * mills / shrink
    _condition(moments, covariance, 1.0 / apparent, miss)
    return log_probability(depth), mean + miss, apparent - variance


def _condition(moments: FloatArray, covariance: FloatArray, precision: FloatArray, miss: FloatArray) -> None:
    """Condition on an observation of the level that missed its mean by `miss`, with total precision `precision`."""
    gain = covariance * precision
    moments[MEAN] += gain * miss
    moments[:N_STATES] -= gain[:, None] * covariance
