"""What the filtered state says about days to come: moments of the level, and drawn paths of it."""

import numpy as np

from wane.kernels.doses import FloatArray, IntArray
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
    at = moments[MEAN]
    mean = at[B] + drift * at[D] - felt * at[P] - kept * at[R]
    # The quadratic form of the weights 1, drift, -felt, -kept, one weight after another: half of it is symmetric.
    variance = felt * moments[P, P]
    variance += 2.0 * (kept * moments[P, R] - drift * moments[P, D] - moments[P, B])
    variance *= felt
    rest = kept * moments[R, R]
    rest -= 2.0 * (drift * moments[R, D] + moments[R, B])
    rest *= kept
    variance += rest
    variance += moments[B, B] + drift * (2.0 * moments[B, D] + drift * moments[D, D])
    variance += drift_sd * drift_sd * (1.0 - drift * drift)
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


def draw_states(moments: FloatArray, nodes: IntArray, z: FloatArray) -> FloatArray:
    """States (5, n) of these nodes (n,), which may repeat, from standard normals `z` (5, n)."""
    states: FloatArray = moments[MEAN][:, nodes]
    factor = factor_of(moments, nodes)
    for i in range(N_STATES):
        for j in range(i + 1):
            states[i] += factor[i, j] * z[j]
    return states


def factor_of(moments: FloatArray, nodes: IntArray) -> FloatArray:
    """The lower factor of each of these nodes' covariance, (5, 5, n): worked out once for a node that repeats."""
    different, place = np.unique(nodes, return_inverse=True)
    return lower_factor(moments[:N_STATES, :, different])[:, :, place]


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
