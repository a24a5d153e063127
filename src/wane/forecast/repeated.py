"""Bad days to come when sessions repeat: the share of days at or above the line, for each interval between sessions.

Draws of the person's state and parameters are moved on by their expected relief; the luck of later sessions and the
drift to come stand beside it as variance, so that the chance of a bad day is a closed form for each draw.
"""

import functools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.filtering import LN2, remembered
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray
from wane.kernels.normal import probability_nearly, quantile
from wane.kernels.relief import N_STATES, RMAX, B, D, P, R, waning
from wane.kernels.relief_paths import draw_states
from wane.kernels.sobol import points
from wane.models.relief import gap_days
from wane.models.relief_prior import theta

DRAWS: Final = 256
KNOTS: Final = 8  # days of one interval that are worked out; those between are on straight lines


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonDraws:
    """Draws of one person on `day` after the last session: `states` (5, n), and what moves each on, (n,).

    `half_life_days` is that of a session of the usual exposure which counts alone, `share` what such a session puts in
    transit. `memory` is m of the last session, `scores_since_first` how many scores came since the first one.
    """

    day: float
    memory: float
    states: FloatArray
    waning_per_day: FloatArray
    half_life_days: FloatArray
    gamma: FloatArray
    share: FloatArray
    drift_sd: FloatArray
    luck_sd: float
    rise_per_day: float
    drift_days: float
    tau_m_days: float
    scores_since_first: int


def person_draws(posterior: Posterior, exposure: float, *, count: int = DRAWS) -> PersonDraws:
    """Even draws from a posterior with a session, at its last record; the usual session has this exposure.

    Deterministic: the first dimension of Sobol points picks the node, the others the state in it.
    """
    filtered, prior = posterior.filtered, posterior.prior
    session_day = posterior.history.last_session_day
    assert session_day is not None
    first_day = posterior.history.treatments[0].day
    places = _places(count)
    index = np.minimum(np.searchsorted(np.cumsum(posterior.weights), places[0]), len(posterior.weights) - 1)
    node = theta(prior, filtered.nodes.z[index])
    return PersonDraws(
        day=gap_days(session_day, filtered.day), memory=filtered.memory,
        states=draw_states(filtered.moments, index, places[1:]),
        waning_per_day=filtered.waning_per_day[index], half_life_days=node.h0_days * exposure**node.delta,
        gamma=node.gamma, share=1.0 - (1.0 - node.f) ** exposure, drift_sd=node.sd, luck_sd=prior.w_s,
        rise_per_day=prior.rise_per_day, drift_days=prior.tau_d_days, tau_m_days=prior.tau_m_days,
        scores_since_first=sum(score.day > first_day for score in posterior.history.scores),
    )  # fmt: skip


def bad_shares(
    draws: PersonDraws, intervals_days: FloatArray, *, line: float, now_day: float, window_days: float
) -> FloatArray:
    """Expected share of days at or above `line` when sessions come every `intervals_days` (whole, rising), (n,).

    `now_day` counts from the last session. The next session comes when the interval is over, or now where it is; then
    the interval repeats over `window_days` from now. What the window holds of its last interval counts as that
    interval does on average, so that no interval gains by where the window ends. Days count as they do for relapse:
    whole days after a session, the day of the next one before it.
    """
    passed, first = math.floor(now_day), np.maximum(intervals_days, math.ceil(now_day))
    course = _Course(draws, line, len(intervals_days))
    bad = course.wait_until(first, begin=passed + 1)
    gap, left = first.copy(), passed + window_days - first
    while (going := int((left > 0.0).sum())) > 0:  # longer intervals end their course sooner
        course.treat(gap[:going])
        gap[:going] = intervals_days[:going]
        share = np.minimum(left[:going] / gap[:going], 1.0)
        bad[:going] += share * course.wait_until(gap[:going], begin=1)
        left[:going] -= gap[:going]
    return bad / window_days


class _Course:
    """Relief expected in every draw, and its variance by luck, for each interval; (n_intervals, n_draws)."""

    def __init__(self, draws: PersonDraws, line: float, intervals: int) -> None:
        self.draws, self.line, self.day = draws, line, np.zeros(intervals)
        shape = (intervals, len(draws.gamma))
        self.transit, self.felt = (np.broadcast_to(draws.states[i], shape).copy() for i in (P, R))
        self.var_pp, self.var_pr, self.var_rr = (np.zeros(shape) for _ in range(3))
        self.waning = np.broadcast_to(draws.waning_per_day, shape).copy()
        self.memory = np.full(intervals, draws.memory)
        self.since = np.full(intervals, draws.day)

    def wait_until(self, days: FloatArray, *, begin: int) -> FloatArray:
        """Bad days among the whole days `begin` to `days` (n,) after the last session, and the state at their end."""
        n, draws = len(days), self.draws
        knots, weights = (np.stack(part, axis=1) for part in zip(*(_knots(begin, int(d)) for d in days), strict=True))
        ahead = np.maximum(knots - self.since[:n], 0.0)[:, :, None]
        felt, kept = waning(ahead, draws.rise_per_day, self.waning[:n])
        keep = np.exp(-(ahead + self.day[:n, None]) / draws.drift_days)
        mean = draws.states[B] - self.line + keep * draws.states[D]
        mean -= felt * self.transit[:n]
        mean -= kept * self.felt[:n]
        variance = felt * felt * self.var_pp[:n]
        variance += kept * kept * self.var_rr[:n]
        felt *= kept
        felt *= 2.0 * self.var_pr[:n]
        variance += felt
        keep *= keep
        variance += draws.drift_sd * draws.drift_sd * (1.0 - keep)
        mean /= np.sqrt(np.maximum(variance, 1e-12))
        chances = probability_nearly(mean).mean(axis=2)
        self._age(days)
        bad: FloatArray = (weights * chances).sum(axis=0)
        return bad

    def treat(self, gap: FloatArray) -> None:
        """A session of the usual exposure in the first intervals, `gap` (n,) days after the last one."""
        n, draws = len(gap), self.draws
        share, left = draws.share, 1.0 - draws.share
        self.transit[:n] += share * (draws.states[RMAX] - self.felt[:n] - self.transit[:n])
        pp, pr, rr = self.var_pp[:n], self.var_pr[:n], self.var_rr[:n]
        pp[:] = left * left * pp - 2.0 * left * share * pr + share * share * rr + draws.luck_sd**2
        pr[:] = left * pr - share * rr
        self.memory[:n] = [remembered(m, g, draws.tau_m_days) for m, g in zip(self.memory[:n], gap, strict=True)]
        lengthened = np.exp(np.log(self.memory[:n])[:, None] * draws.gamma)
        self.waning[:n] = (LN2 / draws.half_life_days) / lengthened
        self.since[:n] = 0.0

    def _age(self, days: FloatArray) -> None:
        """Move on to `days` (n,) after the last session."""
        n = len(days)
        ahead = np.maximum(days - self.since[:n], 0.0)
        felt, kept = waning(ahead[:, None], self.draws.rise_per_day, self.waning[:n])
        stays = np.exp(-self.draws.rise_per_day * ahead)[:, None]
        pp, pr, rr = self.var_pp[:n], self.var_pr[:n], self.var_rr[:n]
        rr[:] = felt * felt * pp + 2.0 * felt * kept * pr + kept * kept * rr
        pr[:] = stays * (felt * pp + kept * pr)
        pp *= stays * stays
        self.felt[:n] = kept * self.felt[:n] + felt * self.transit[:n]
        self.transit[:n] *= stays
        self.day[:n] += ahead
        self.since[:n] = days


@functools.cache
def _knots(begin: int, end: int) -> tuple[FloatArray, FloatArray]:
    """Days from `begin` to `end`, closer together at first, and weights: the whole days that each stands for."""
    knots = begin + (end - begin) * np.linspace(0.0, 1.0, KNOTS) ** 2
    if end <= begin:
        return knots, np.full(KNOTS, max(end - begin + 1.0, 0.0) / KNOTS)
    days = np.arange(begin, end + 1.0)
    return knots, np.array([np.interp(days, knots, row).sum() for row in np.eye(KNOTS)])


@functools.cache
def _places(count: int) -> FloatArray:
    """Places that pick a node (row 0) and standard normals of the state in it (rows 1 to 5), (6, count)."""
    even = points(count, N_STATES + 1).T
    return np.concatenate([even[:1], quantile(even[1:])])
