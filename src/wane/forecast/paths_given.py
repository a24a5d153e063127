"""What scores since the last session say of the relief at that session, and of the drift since: linear in both.

Relief after the session follows from what it was then, so the level is seen through fixed shares of it: the state at
the session is filtered with those shares in place of a moving relief. Given a draw of it, the drift alone is left: a
filter of one number forwards, drawn backwards.
"""

import math
from collections import deque

import numpy as np

from wane.forecast.filtering import LaterScore
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import MEAN, N_STATES, B, D, P, R, waning
from wane.kernels.relief_paths import factor_of, observe_through
from wane.models.relief_prior import theta

Filter = tuple[FloatArray, FloatArray]


def moments_given_later(posterior: Posterior, nodes: IntArray) -> FloatArray:
    """Moments of the state at the last session given every later score, drift at the last score, (6, 5, n_nodes)."""
    filtered, prior = posterior.filtered, posterior.prior
    moments = filtered.at_session[:, :, nodes]
    node, waning_per_day, now = theta(prior, filtered.nodes.z[nodes]), filtered.waning_per_day[nodes], 0.0
    for score in filtered.later:
        keep = math.exp(-(score.days_after - now) / prior.tau_d_days)
        moments[:, D] *= keep
        moments[:N_STATES][D] *= keep
        moments[D, D] += node.sd * node.sd * (1.0 - keep * keep)
        felt, kept = waning(np.asarray(score.days_after), prior.rise_per_day, waning_per_day)
        observe_through(moments, score.value[nodes], score.variance[nodes], felt=felt, kept=kept)
        now = score.days_after
    return moments


def drift_given_later(
    posterior: Posterior, nodes: IntArray, states: FloatArray, grid: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Drift on the grid's days and at the last score, (n_days + 1, n_paths), given the scores and the relief drawn.

    `states` (5, n_paths) at the session are given, their drift apart; `nodes` says which node each path has.
    """
    days = np.unique([*grid, *(score.days_after for score in posterior.filtered.later)])
    forwards = _forwards(posterior, nodes, states, days)
    sd, tau = theta(posterior.prior, posterior.filtered.nodes.z).sd[nodes], posterior.prior.tau_d_days
    found = np.empty((len(grid) + 1, len(nodes)))
    drift = np.zeros(len(nodes))
    kept, at_grid = len(grid), np.isin(days, grid)
    for i in range(len(days) - 1, -1, -1):
        mean, variance = forwards[i]
        if i + 1 < len(days):
            keep = math.exp(-(days[i + 1] - days[i]) / tau)
            gain = variance * keep / (keep * keep * variance + sd * sd * (1.0 - keep * keep))
            mean = mean + gain * (drift - keep * mean)
            variance = variance * (1.0 - gain * keep)
        drift = mean + np.sqrt(np.maximum(variance, 0.0)) * rng.standard_normal(len(nodes))
        if i + 1 == len(days):
            found[-1] = drift
        if at_grid[i]:
            kept -= 1
            found[kept] = drift
    return found


def _forwards(posterior: Posterior, nodes: IntArray, states: FloatArray, days: FloatArray) -> list[Filter]:
    """Mean and variance of the drift on each day given the scores up to it, each (n_paths,)."""
    filtered, prior = posterior.filtered, posterior.prior
    sd, waning_per_day = theta(prior, filtered.nodes.z).sd[nodes], filtered.waning_per_day[nodes]
    mean, variance = _drift_at_session(filtered.at_session, nodes, states)
    waiting, now, found = deque(filtered.later), 0.0, list[Filter]()
    for day in days.tolist():
        keep = math.exp(-(day - now) / prior.tau_d_days)
        mean, variance = keep * mean, keep * keep * variance + sd * sd * (1.0 - keep * keep)
        while waiting and waiting[0].days_after == day:
            score = waiting.popleft()
            mean, variance = _observed(score, nodes, states, mean, variance, prior.rise_per_day, waning_per_day)
        found.append((mean, variance))
        now = day
    return found


def _observed(
    score: LaterScore, nodes: IntArray, states: FloatArray, mean: FloatArray, variance: FloatArray,
    rise_per_day: float, waning_per_day: FloatArray,
) -> Filter:  # fmt: skip
    """The drift after one score, where all else that the score holds is known."""
    felt, kept = waning(np.asarray(score.days_after), rise_per_day, waning_per_day)
    rest = states[B] - felt * states[P] - kept * states[R]
    gain = variance / (variance + score.variance[nodes])
    return mean + gain * (score.value[nodes] - rest - mean), variance * (1.0 - gain)


def _drift_at_session(moments: FloatArray, nodes: IntArray, states: FloatArray) -> Filter:
    """The drift at the session given the rest of the state there, which stands before it in the order of states."""
    factor, mean = factor_of(moments, nodes), moments[MEAN][:, nodes]
    miss, z = states[:D] - mean[:D], np.zeros((D, states.shape[1]))
    for i in range(D):
        rest = miss[i] - (factor[i, :i] * z[:i]).sum(axis=0)
        known = factor[i, i] > 0.0
        z[i] = np.where(known, rest / np.where(known, factor[i, i], 1.0), 0.0)
    return mean[D] + (factor[D, :D] * z).sum(axis=0), factor[D, D] ** 2
