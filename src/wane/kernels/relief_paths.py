"""What the filtered state says about days to come: moments of the level, and drawn paths of it."""

import numpy as np

from wane.kernels.doses import FloatArray
from wane.kernels.relief import MEAN, N_STATES, B, D, P, R, waning


def level_ahead(
    moments: FloatArray,
    days: FloatArray,
    *,
    rise_per_day: float,
    waning_per_day: FloatArray,
    drift_sd: FloatArray,
    drift_days: float,
) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of the level `days` (n_days,) ahead without a session, each (n_days, n_nodes)."""
    ahead = days[:, None]
    felt, kept = waning(ahead, rise_per_day, waning_per_day)
    drift = np.exp(-ahead / drift_days)
    weights = ((B, 1.0), (P, -felt), (R, -kept), (D, drift))
    mean = sum((w * moments[MEAN, i] for i, w in weights), start=np.zeros(1))
    variance = drift_sd * drift_sd * (1.0 - drift * drift)
    for i, u in weights:
        variance = variance + u * sum((w * moments[i, j] for j, w in weights), start=np.zeros(1))
    return mean, np.maximum(variance, 0.0)


def lower_factor(covariance: FloatArray) -> FloatArray:
    """Lower triangular L with L L' = covariance (5, 5, n); a column without variance is 0, so semi-definite will do."""
    factor = np.zeros_like(covariance)
    for j in range(N_STATES):
        rest = covariance[j:, j] - (factor[j:, :j] * factor[j, :j]).sum(axis=1)
        pivot = np.maximum(rest[0], 0.0)
        root = np.sqrt(pivot)
        known = pivot > 1e-12 * np.maximum(covariance[j, j], 1e-12)
        factor[j:, j] = np.where(known, rest / np.where(known, root, 1.0), 0.0)
        factor[j, j] = np.where(known, root, 0.0)
    return factor


def draw_states(moments: FloatArray, z: FloatArray) -> FloatArray:
    """States (5, n) from standard normals `z` (5, n), one for each node."""
    factor = lower_factor(moments[:N_STATES])
    states: FloatArray = moments[MEAN] + (factor * z).sum(axis=1)
    return states


def observe_through(
    moments: FloatArray, value: FloatArray, noise_variance: FloatArray, *, felt: FloatArray, kept: FloatArray
) -> None:
    """Take in a score of the level B + d - felt p - kept r, where p and r are those of an earlier time, in place."""
    across = moments[:, B] + moments[:, D] - felt * moments[:, P] - kept * moments[:, R]
    covariance = across[:N_STATES]
    total = covariance[B] + covariance[D] - felt * covariance[P] - kept * covariance[R] + noise_variance
    gain = covariance / total
    moments[MEAN] += gain * (value - across[MEAN])
    moments[:N_STATES] -= gain[:, None] * covariance
