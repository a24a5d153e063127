"""What sessions bring to virtual people: relief, days to the relapse line, staying under it with boosters.

Everybody meets the same luck and the same drift in every course. Equations: `wane.models.relief`.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.forecast.filtering import remembered
from wane.forecast.how_long_people import DRIFT, JUMP, LUCK, SEEN, People, written
from wane.kernels.doses import FloatArray
from wane.kernels.relief import waning
from wane.models.relief import Treatment

NOTHING_LEFT: Final = 500.0  # of a rate times days: exp(-500) of anything is nothing
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Treated:
    """People right after their last session: relief in transit and felt [points], waning rate [1/d], each (n,).

    `wander` is the drift then over its SD; `memory` is m of the last session.
    """

    people: People
    in_transit: FloatArray
    relief: FloatArray
    waning_per_day: FloatArray
    wander: FloatArray
    memory: float

    def felt(self, days: float) -> FloatArray:
        """Relief felt [points] (n,) so many days after the last session."""
        risen, kept = _shares(self.people, self.waning_per_day, days)
        return risen * self.in_transit + kept * self.relief

    def wander_after(self, days: float) -> FloatArray:
        """Drift over its SD (n,), so many days after the last session."""
        keep = math.exp(-days / self.people.prior.tau_d_days)
        return keep * self.wander + math.sqrt(1.0 - keep * keep) * self.people.normals(JUMP, 1)


def scores(treated: Treated, days: float) -> FloatArray:
    """Scores (n,) as they would be written down so many days after the last session."""
    people = treated.people
    return written(people.prior, levels(treated, days) + people.se * people.normals(SEEN, 0))


def levels(treated: Treated, days: float) -> FloatArray:
    """The level behind those scores, free of their error, (n,)."""
    people = treated.people
    found: FloatArray = people.untreated + people.sd * treated.wander_after(days) - treated.felt(days)
    return found


def after_sessions(people: People, sessions: Sequence[Treatment]) -> Treated:
    """Everybody after these sessions; the first stands on the day of the score at entry."""
    relief, in_transit = np.zeros(people.count), np.zeros(people.count)
    waning_per_day, memory, day = np.ones(people.count), 0.0, sessions[0].day
    for k, session in enumerate(sessions):
        gap = session.day - day
        if k:
            in_transit, relief = _elapsed(people, in_transit, relief, waning_per_day, gap)
        memory = remembered(memory, gap, people.prior.tau_m_days)
        in_transit = in_transit + _given(people, session.exposure, in_transit + relief, k)
        waning_per_day = _waning(people, session.exposure, memory)
        day = session.day
    keep = math.exp(-(day - sessions[0].day) / people.prior.tau_d_days)
    return Treated(
        people=people, in_transit=in_transit, relief=relief, waning_per_day=waning_per_day, memory=memory,
        wander=keep * people.wander + math.sqrt(1.0 - keep * keep) * people.normals(JUMP, 0),
    )  # fmt: skip


def days_to_line(treated: Treated, looks: FloatArray, line: float) -> FloatArray:
    """The first of these days after the last session on which the level stands at or above `line`; inf beyond.

    (n,); who has crossed is dropped as they become many.
    """
    people = treated.people
    wandering = _wandering(people, looks)
    found, left = np.full(people.count, np.inf), np.arange(people.count)
    moving = np.stack(
        [people.untreated - line, people.sd, treated.wander, treated.in_transit, treated.relief, treated.waning_per_day]
    )
    for i, day in enumerate(looks.tolist()):
        keep, own = wandering[i]
        base, sd, start, p, r, rate = moving
        risen, kept = _shares(people, rate, day)
        above = base + sd * (keep * start + own[left % len(own)]) >= risen * p + kept * r
        if above.any():
            found[left[above]] = day
            left, moving = left[~above], moving[:, ~above]
        if not len(left):
            break
    return found


def stays_below(treated: Treated, booster: float, every_days: int, until_day: int, line: float) -> Booleans:
    """Whether each person stays under `line` on every day up to `until_day` with a booster every so many days, (n,).

    The booster of a day comes after that day's look, as a patient is asked before the session.
    """
    people, relief, in_transit = treated.people, treated.relief, treated.in_transit
    rate, memory, is_below = treated.waning_per_day, treated.memory, np.ones(people.count, np.bool_)
    looks = np.arange(1.0, until_day + 1.0)
    wandering = _wandering(people, looks)
    for i, day in enumerate(looks.tolist()):
        in_transit, relief = _elapsed(people, in_transit, relief, rate, 1.0)
        keep, own = wandering[i]
        drift = people.sd * (keep * treated.wander + np.tile(own, people.copies))
        is_below &= people.untreated + drift - relief < line
        if day % every_days == 0.0:
            memory = remembered(memory, every_days, people.prior.tau_m_days)
            in_transit = in_transit + _given(people, booster, in_transit + relief, 1000 + i)
            rate = _waning(people, booster, memory)
    return is_below


def _elapsed(
    people: People, in_transit: FloatArray, relief: FloatArray, rate: FloatArray, days: float
) -> tuple[FloatArray, FloatArray]:
    risen, kept = _shares(people, rate, days)
    return in_transit * math.exp(-people.prior.rise_per_day * days), kept * relief + risen * in_transit


def _given(people: People, exposure: float, in_place: FloatArray, index: int) -> FloatArray:
    """Relief [points] (n,) that one session puts in transit, with its luck."""
    share = 1.0 - (1.0 - people.f) ** exposure
    return share * (people.full_relief - in_place) + people.prior.w_s * people.normals(LUCK, index)


def _shares(people: People, rate: FloatArray, days: float) -> tuple[FloatArray, FloatArray]:
    """Shares felt of relief in transit and of relief felt; a rate beyond any that leaves something is cut to one."""
    rise = people.prior.rise_per_day
    return waning(np.asarray(days), rise, np.minimum(rate, rise + NOTHING_LEFT / days))


def _waning(people: People, exposure: float, memory: float) -> FloatArray:
    """[1/d] (n,) after a session of this exposure that counts as `memory` sessions."""
    return math.log(2.0) / (people.h0_days * exposure**people.delta * memory**people.gamma)


def _wandering(people: People, looks: FloatArray) -> Sequence[tuple[float, FloatArray]]:
    """For each look: what is left of the drift at the session; what came since, over its SD, (n / copies,)."""
    return _drift_since(people.seed, people.count // people.copies, people.prior.tau_d_days, tuple(looks.tolist()))


@functools.lru_cache(maxsize=4)
def _drift_since(
    seed: int, count: int, tau_days: float, looks: tuple[float, ...]
) -> Sequence[tuple[float, FloatArray]]:
    rng = np.random.default_rng([seed, DRIFT])
    now, own, found = 0.0, np.zeros(count), []
    for day in looks:
        keep = math.exp(-(day - now) / tau_days)
        own = keep * own + math.sqrt(1.0 - keep * keep) * rng.standard_normal(count)
        found.append((math.exp(-day / tau_days), own))
        now = day
    return found
