"""A prior for scores without sessions: moments as a start, then MAP-EM, and drift's time constant by likelihood."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wane.forecast.learning import e_step_here, m_step
from wane.models.relief import History
from wane.models.relief_prior import ReliefPrior, Spread, load_relief_prior

BASE: Final = "starting_phq9"
STEPS: Final = 12
START_WORTH_PEOPLE: Final = 3.0  # the moments below are the people's own: they are a start, not evidence
LOG_SPREAD: Final = 0.4  # between people, of error and drift, at the start
LEAST: Final = 0.02  # of the scale: no spread starts smaller


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The scale, and the time constants of drift that are tried."""

    scale_max: float
    step: float
    tau_d_days: tuple[float, ...]


def learned(people: Sequence[History], asked: Asked) -> ReliefPrior:
    """The likeliest of the priors that these people lead to, one for each time constant."""
    begun = started(people, asked)
    tried = [_climbed(replace(begun, tau_d_days=tau), people) for tau in asked.tau_d_days]
    return max(tried, key=lambda found: found[1])[0]


def started(people: Sequence[History], asked: Asked) -> ReliefPrior:
    """Moments of the people's scores: spread between them, and half each of error and drift within them."""
    values = [[score.value for score in history.scores] for history in people]
    means = np.array([np.mean(each) for each in values])
    within = np.sqrt(np.mean([np.var(each, ddof=1) for each in values if len(each) > 1]))
    half = max(float(within) / math.sqrt(2.0), LEAST * asked.scale_max)
    return replace(
        load_relief_prior(BASE),
        scale_max=asked.scale_max, score_step=asked.step, line=0.5 * asked.scale_max,
        untreated=Spread(mean=float(means.mean()), sd=max(float(means.std(ddof=1)), LEAST * asked.scale_max)),
        log_se=Spread(mean=math.log(half), sd=LOG_SPREAD), log_sd=Spread(mean=math.log(half), sd=LOG_SPREAD),
    )  # fmt: skip


def _climbed(begun: ReliefPrior, people: Sequence[History]) -> tuple[ReliefPrior, float]:
    """After some steps of MAP-EM, and the log evidence of the people's scores in the last."""
    now, evidence = begun, -math.inf
    for _ in range(STEPS):
        sums = e_step_here(now, people)
        evidence = sums["log_evidence"]
        now = m_step(begun, sums, worth_people=START_WORTH_PEOPLE)
    return now, evidence
