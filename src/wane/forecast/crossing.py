"""The one event that relapse, staying well and booking share: the first crossing of the line after the last session.

The latent level is looked at once a day, from 24 h after the last session on. A person who is not below the line then
is not well: crossed on day 1. Paths are drawn from the posterior, given every score since that session.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.errors import OutOfRangeError
from wane.forecast.filtering import Filtered, chosen
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import N_STATES, B, D, P, R, waning
from wane.kernels.relief_paths import draw_states, drift_paths, first_at_or_above
from wane.models.relief_prior import ReliefPrior, theta

PATHS: Final = 4000
INTERVALS: Final = (50, 80, 90)  # central intervals shown, in per cent


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crossings:
    """Chance of having crossed by day 1, 2, ..., horizon after the last session, (horizon,); never falls."""

    chance_by_day: FloatArray

    @property
    def horizon_days(self) -> int:
        """The last day looked at."""
        return len(self.chance_by_day)

    @property
    def still_well(self) -> FloatArray:
        """Chance of never having crossed, by day 1, 2, ..., (horizon,)."""
        return 1.0 - self.chance_by_day

    @property
    def beyond_horizon(self) -> float:
        """Chance that the line is not crossed within the horizon."""
        return float(self.still_well[-1])

    def day_at(self, probability: float) -> int | None:
        """First day by which the chance of having crossed reaches `probability`; None beyond the horizon."""
        day = int(np.searchsorted(self.chance_by_day, probability - 1e-12))
        return day + 1 if day < self.horizon_days else None

    def chance_by(self, day: float) -> float:
        """Chance of having crossed by this day; 0 before day 1."""
        if day > self.horizon_days:
            raise OutOfRangeError(f"day {day:g} lies beyond the horizon of {self.horizon_days} d: take a longer horizon.")
        return float(self.chance_by_day[int(day) - 1]) if day >= 1.0 else 0.0


def draw_crossings(
    posterior: Posterior, line: float, horizon_days: int, rng: np.random.Generator, *, paths: int = PATHS
) -> FloatArray:
    """Day of the first crossing after the last session on `paths` drawn paths, inf beyond the horizon."""
    index = resampled(posterior.weights, paths, rng)
    at = chosen(posterior.filtered, index)
    prior = posterior.prior
    sd = theta(prior, at.nodes.z).sd
    states = draw_states(at.at_session, rng.standard_normal((N_STATES, paths)))
    grid = np.arange(1.0, horizon_days + 1.0)
    score_days = np.array([score.days_after for score in at.later])
    days = np.concatenate([grid, score_days])
    order = np.argsort(days, kind="stable")
    z = rng.standard_normal((len(days), paths))
    drift = drift_paths(states[D], days[order], z, sd=sd, drift_days=prior.tau_d_days)
    on_grid = order < horizon_days
    drift_grid = drift if on_grid.all() else drift[on_grid]
    if len(score_days):
        luck = rng.standard_normal((len(score_days), paths))
        _condition(prior, at, states, drift_grid, drift[~on_grid], luck, sd)
    return first_at_or_above(
        states, drift_grid, line, rise_per_day=prior.rise_per_day, waning_per_day=at.waning_per_day
    )


def crossings(days: FloatArray, horizon_days: int) -> Crossings:
    """The chance of having crossed by each day, from the days of drawn paths."""
    counts = np.bincount(days[np.isfinite(days)].astype(np.int64), minlength=horizon_days + 1)[1:]
    return Crossings(chance_by_day=np.cumsum(counts) / len(days))


def resampled(weights: FloatArray, count: int, rng: np.random.Generator) -> IntArray:
    """Indices of nodes, each as often as its weight asks, by one random start and even steps."""
    places = (np.arange(count) + rng.random()) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def _condition(
    prior: ReliefPrior,
    at: Filtered,
    states: FloatArray,
    drift: FloatArray,
    drift_at_scores: FloatArray,
    luck: FloatArray,
    sd: FloatArray,
) -> None:
    """Move drawn paths, in place, so that they are draws given the scores since the session.

    Each path's own scores are drawn; what they miss the real ones by, seen through the covariance, is added (Matheron's
    rule). The covariance of the level at days t and u is that of the state at the session seen at both, and that of
    the drift since, sd^2 (exp(-|t - u| / tau) - exp(-(t + u) / tau)).
    """
    days = np.array([score.days_after for score in at.later])
    felt, kept = waning(days[:, None], prior.rise_per_day, at.waning_per_day)
    seen = np.zeros((len(days), N_STATES, len(sd)))
    seen[:, B], seen[:, P], seen[:, R] = 1.0, -felt, -kept
    drawn = (seen * states).sum(axis=1) + drift_at_scores
    seen[:, D] = np.exp(-days / prior.tau_d_days)[:, None]
    noise = np.stack([score.variance for score in at.later])
    missed = np.stack([score.value for score in at.later]) - drawn - np.sqrt(noise) * luck
    across = np.einsum("jin,ikn->jkn", seen, at.at_session[:N_STATES])
    total = np.einsum("jkn,lkn->njl", across, seen)
    total += _drift_covariance(days, days, prior.tau_d_days) * (sd * sd)[:, None, None]
    total += np.eye(len(days)) * noise.T[:, :, None]
    pull = np.linalg.solve(total, missed.T[:, :, None])[:, :, 0].T
    moved = (across * pull[:, None]).sum(axis=0)
    states += moved
    grid = np.arange(1.0, len(drift) + 1.0)
    drift += _drift_covariance(grid, days, prior.tau_d_days) @ (pull * sd * sd)
    drift += np.exp(-grid / prior.tau_d_days)[:, None] * moved[D]


def _drift_covariance(t: FloatArray, u: FloatArray, tau_days: float) -> FloatArray:
    """Covariance of the drift since the session at days t and u, in units of its variance, (n_t, n_u)."""
    apart, total = np.abs(t[:, None] - u), t[:, None] + u
    return np.exp(-apart / tau_days) - np.exp(-total / tau_days)
