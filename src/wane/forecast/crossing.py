"""The one event that relapse, staying well and booking share: the first crossing of the line after the last session.

The latent level is looked at once a day, from 24 h after the last session on. A person who is not below the line then
is not well: crossed on day 1. Paths are drawn from the posterior, given every score since that session.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.errors import OutOfRangeError
from wane.forecast.paths import draw_since_session, part_of, walk_to_line
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray
from wane.models.relief import Relapse, gap_days

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
            raise OutOfRangeError(
                f"day {day:g} lies beyond the horizon of {self.horizon_days} d: take a longer horizon."
            )
        return float(self.chance_by_day[int(day) - 1]) if day >= 1.0 else 0.0


def draw_crossings(
    posterior: Posterior, line: float, horizon_days: int, rng: np.random.Generator, *, paths: int = PATHS
) -> FloatArray:
    """Day of the first crossing after the last session on `paths` drawn paths, inf beyond the horizon."""
    start, past = draw_since_session(posterior, horizon_days, rng, paths=paths)
    above = past >= line
    crossed = np.where(above.any(axis=0), above.argmax(axis=0) + 1.0, np.inf) if len(past) else np.full(paths, np.inf)
    left = np.flatnonzero(np.isinf(crossed))
    crossed[left] = walk_to_line(part_of(start, left), line, horizon_days, rng)
    return np.minimum(crossed, recorded_relapse_day(posterior, line, horizon_days))


def recorded_relapse_day(posterior: Posterior, line: float, horizon_days: int) -> float:
    """The whole day by which a relapse on record after the last session says the line was crossed; inf without one.

    A record speaks of the prior's line, so it says nothing about a higher one.
    """
    history = posterior.history
    session = history.last_session_day
    relapses = [record.day for record in history.records if isinstance(record, Relapse)]
    if session is None or line > posterior.prior.line:
        return math.inf
    since = [math.ceil(gap_days(session, day)) for day in relapses if gap_days(session, day) > 0.0]
    return float(min(since)) if since and min(since) <= horizon_days else math.inf


def crossings(days: FloatArray, horizon_days: int) -> Crossings:
    """The chance of having crossed by each day, from the days of drawn paths."""
    counts = np.bincount(days[np.isfinite(days)].astype(np.int64), minlength=horizon_days + 1)[1:]
    return Crossings(chance_by_day=np.cumsum(counts) / len(days))
