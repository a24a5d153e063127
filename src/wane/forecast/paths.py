"""Paths of the latent level after the last session, drawn from a posterior given every score since that session."""

import math
from dataclasses import dataclass

import numpy as np

from wane.forecast.filtering import Filtered, chosen
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import N_STATES, B, D, P, R, waning
from wane.kernels.relief_paths import draw_states, drift_paths
from wane.models.relief_prior import ReliefPrior, theta


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

    Returns:
        The paths; the level on days 1, 2, ... up to the last score or the horizon, (n_days, n_paths).
    """
    at = chosen(posterior.filtered, resampled(posterior.weights, paths, rng))
    prior = posterior.prior
    sd = theta(prior, at.nodes.z).sd
    states = draw_states(at.at_session, rng.standard_normal((N_STATES, paths)))
    last, past = 0.0, np.zeros((0, paths))
    if at.later:
        last = at.later[-1].days_after
        grid = np.arange(1.0, min(int(last), horizon_days) + 1.0)
        drift = _drift_given_scores(prior, at, states, grid, sd, rng)
        felt, kept = waning(grid[:, None], prior.rise_per_day, at.waning_per_day)
        past = states[B] + drift[:-1] - felt * states[P] - kept * states[R]
        _age(states, last, prior.rise_per_day, at.waning_per_day)
        states[D] = drift[-1]
    now = PathsNow(
        day=last, states=states, waning_per_day=at.waning_per_day, drift_sd=sd,
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


def _drift_given_scores(
    prior: ReliefPrior, at: Filtered, states: FloatArray, grid: FloatArray, sd: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Drift on the grid's days and at the last score, (n_days + 1, n_paths); moves `states` too, in place.

    Each path's own scores are drawn; what they miss the real ones by, seen through the covariance, is added to the path
    (Matheron's rule). The covariance of the level at days t and u is that of the state at the session seen at both,
    and that of the drift since, sd^2 (exp(-|t - u| / tau) - exp(-(t + u) / tau)).
    """
    days = np.array([score.days_after for score in at.later])
    wanted = np.append(grid, days[-1])
    union, place = np.unique(np.concatenate([wanted, days]), return_inverse=True)
    drift = drift_paths(
        states[D], union, rng.standard_normal((len(union), len(sd))), sd=sd, drift_days=prior.tau_d_days
    )
    seen = _seen(prior, at, days)
    drawn = (seen * states).sum(axis=1) + drift[place[len(wanted) :]] - seen[:, D] * states[D]
    noise = np.stack([score.variance for score in at.later])
    missed = np.stack([score.value for score in at.later]) - drawn - np.sqrt(noise) * rng.standard_normal(noise.shape)
    across = np.einsum("jin,ikn->jkn", seen, at.at_session[:N_STATES])
    total = np.einsum("jkn,lkn->njl", across, seen)
    total += _drift_covariance(days, days, prior.tau_d_days) * (sd * sd)[:, None, None]
    total += np.eye(len(days)) * noise.T[:, :, None]
    pull = np.linalg.solve(total, missed.T[:, :, None])[:, :, 0].T
    moved = (across * pull[:, None]).sum(axis=0)
    states += moved
    found = drift[place[: len(wanted)]]
    found += _drift_covariance(wanted, days, prior.tau_d_days) @ (pull * sd * sd)
    found += np.exp(-wanted / prior.tau_d_days)[:, None] * moved[D]
    return found


def _seen(prior: ReliefPrior, at: Filtered, days: FloatArray) -> FloatArray:
    """How the level on these days sees the state at the session, (n_days, 5, n_paths)."""
    felt, kept = waning(days[:, None], prior.rise_per_day, at.waning_per_day)
    seen = np.zeros((len(days), *at.at_session.shape[1:]))
    seen[:, B], seen[:, P], seen[:, R] = 1.0, -felt, -kept
    seen[:, D] = np.exp(-days / prior.tau_d_days)[:, None]
    return seen


def _drift_covariance(t: FloatArray, u: FloatArray, tau_days: float) -> FloatArray:
    """Covariance of the drift since the session at days t and u, in units of its variance, (n_t, n_u)."""
    apart, total = np.abs(t[:, None] - u), t[:, None] + u
    return np.exp(-apart / tau_days) - np.exp(-total / tau_days)


def _age(states: FloatArray, days: float, rise_per_day: float, waning_per_day: FloatArray) -> None:
    """Let relief pass `days`, in place; the drift is left alone."""
    felt, kept = waning(np.asarray(days), rise_per_day, waning_per_day)
    states[R] = kept * states[R] + felt * states[P]
    states[P] *= math.exp(-rise_per_day * days)
