"""Paths of the latent level after the last session, drawn from a posterior given every score since that session."""

import math
from dataclasses import dataclass

import numpy as np

from wane.forecast.paths_given import drift_given_later, moments_given_later
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import N_STATES, B, D, P, R, waning
from wane.kernels.relief_paths import draw_states
from wane.models.relief_prior import theta


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathsNow:
    """Paths on `day` after the last session: state (5, n_paths) and what moves each on, (n_paths,)."""

    day: float
    states: FloatArray
    waning_per_day: FloatArray
    drift_sd: FloatArray
    rise_per_day: float
    drift_days: float


def part_of(paths: PathsNow, index: IntArray) -> PathsNow:
    """These paths only."""
    return PathsNow(
        day=paths.day, states=paths.states[:, index], waning_per_day=paths.waning_per_day[index],
        drift_sd=paths.drift_sd[index], rise_per_day=paths.rise_per_day, drift_days=paths.drift_days,
    )  # fmt: skip


def resampled(weights: FloatArray, count: int, rng: np.random.Generator) -> IntArray:
    """Indices of nodes, each as often as its weight asks, by one random start and even steps."""
    places = (np.arange(count) + rng.random()) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def draw_since_session(
    posterior: Posterior, horizon_days: int, rng: np.random.Generator, *, paths: int
) -> tuple[PathsNow, FloatArray]:
    """Paths at the last score after the session (or at the session), and their level on whole days before that.

    Given the later scores, a path's relief at the session is drawn first, then its drift, backwards in time: the cost
    grows with the days and the scores, not with their square.

    Returns:
        The paths; the level on days 1, 2, ... up to the last score or the horizon, (n_days, n_paths).
    """
    prior, filtered = posterior.prior, posterior.filtered
    picked = resampled(posterior.weights, paths, rng)
    sd, waning_per_day = theta(prior, filtered.nodes.z).sd[picked], filtered.waning_per_day[picked]
    z = rng.standard_normal((N_STATES, paths))
    if not filtered.later:
        states, last, past = draw_states(filtered.at_session, picked, z), 0.0, np.zeros((0, paths))
    else:
        last = filtered.later[-1].days_after
        different, place = np.unique(picked, return_inverse=True)
        states = draw_states(moments_given_later(posterior, different), place, z)
        grid = np.arange(1.0, min(int(last), horizon_days) + 1.0)
        drift = drift_given_later(posterior, picked, states, grid, rng)
        felt, kept = waning(grid[:, None], prior.rise_per_day, waning_per_day)
        past = states[B] + drift[:-1] - felt * states[P] - kept * states[R]
        _age(states, last, prior.rise_per_day, waning_per_day)
        states[D] = drift[-1]
    now = PathsNow(
        day=last, states=states, waning_per_day=waning_per_day, drift_sd=sd,
        rise_per_day=prior.rise_per_day, drift_days=prior.tau_d_days,
    )  # fmt: skip
    return now, past


def walk_to_line(start: PathsNow, line: float, horizon_days: int, rng: np.random.Generator) -> FloatArray:
    """First whole day after `start` on which each path stands at or above `line`, inf beyond the horizon, (n_paths,).

    Paths that have crossed are dropped as they become many.
    """
    found = np.full(start.states.shape[1], np.inf)
    left, paths, now = np.arange(len(found)), start, start.day
    states, shares, step = start.states.copy(), np.zeros((3, 0)), 0.0
    for day in range(int(start.day) + 1, horizon_days + 1):
        if day - now != step:
            step = day - now
            shares = _shares(paths, step)
        _take_step(states, shares, paths, step, rng.standard_normal(len(left)))
        now = float(day)
        above = (states[B] + states[D] >= states[R] + line) & np.isinf(found[left])
        found[left[above]] = day
        kept = np.flatnonzero(np.isinf(found[left]))
        if len(kept) < 0.9 * len(left):
            left, states, shares, paths = left[kept], states[:, kept], shares[:, kept], part_of(paths, kept)
        if not len(left):
            break
    return found


def _shares(paths: PathsNow, days: float) -> FloatArray:
    """Relief felt of what was in transit, relief kept, and the SD of new drift, over one step; (3, n_paths)."""
    felt, kept = waning(np.asarray(days), paths.rise_per_day, paths.waning_per_day)
    return np.stack([felt, kept, paths.drift_sd * math.sqrt(-math.expm1(-2.0 * days / paths.drift_days))])


def _take_step(states: FloatArray, shares: FloatArray, paths: PathsNow, days: float, z: FloatArray) -> None:
    """Move states on by `days`, in place; `z` (n_paths,) is overwritten."""
    felt, kept, spread = shares
    states[R] *= kept
    states[R] += felt * states[P]
    states[P] *= math.exp(-paths.rise_per_day * days)
    states[D] *= math.exp(-days / paths.drift_days)
    z *= spread
    states[D] += z


def _age(states: FloatArray, days: float, rise_per_day: float, waning_per_day: FloatArray) -> None:
    """Let relief pass `days`, in place; the drift is left alone."""
    felt, kept = waning(np.asarray(days), rise_per_day, waning_per_day)
    states[R] = kept * states[R] + felt * states[P]
    states[P] *= math.exp(-rise_per_day * days)
