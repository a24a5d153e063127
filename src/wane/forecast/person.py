"""What is believed of one person's own parameters: before and after their scores."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.filtering import LN2
from wane.forecast.paths import resampled
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import MEAN, RMAX, B
from wane.models.timecourse import Level

BAND: Final = (0.05, 0.5, 0.95)
DRAWS: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """Median and 90 % interval of one quantity."""

    median: float
    low90: float
    high90: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonParameters:
    """One person's parameters. The half-life is that of the relief after the last session; response is Rmax."""

    level: Level
    half_life_of_relief: Belief
    response: Belief
    untreated_level: Belief
    chance_of_responding: float


def person_parameters(
    posterior: Posterior, level: Level, rng: np.random.Generator, *, draws: int = DRAWS
) -> PersonParameters:
    """The beliefs a posterior holds; `level` says whether own scores are in it."""
    index = resampled(posterior.weights, draws, rng)
    return PersonParameters(
        level=level,
        half_life_of_relief=_belief(LN2 / posterior.filtered.waning_per_day[index], "d"),
        response=_belief(_drawn(posterior, RMAX, index, rng), "points"),
        untreated_level=_belief(_drawn(posterior, B, index, rng), "points"),
        chance_of_responding=posterior.chance_of_responding,
    )


def _drawn(posterior: Posterior, state: int, index: IntArray, rng: np.random.Generator) -> FloatArray:
    """One state of these nodes, a draw each."""
    moments = posterior.filtered.moments
    sd = np.sqrt(np.maximum(moments[state, state], 0.0))
    drawn: FloatArray = moments[MEAN, state, index] + sd[index] * rng.standard_normal(len(index))
    return drawn


def _belief(values: FloatArray, unit: str) -> Belief:
    low, median, high = (float(q) for q in np.quantile(values, BAND))
    return Belief(median=median, low90=low, high90=high, unit=unit)
