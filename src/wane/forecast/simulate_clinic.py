"""A simulated clinic: people drawn from a prior, induced, scored weekly and treated again when they slip.

For studies, benchmarks, tests and an example cohort. Nobody in it exists.
"""

import dataclasses
from typing import Final

import numpy as np

from wane.forecast.simulate_person import begin, live_until, rate, treat
from wane.models.relief import History, Record
from wane.models.relief_prior import ReliefPrior, Spread

INDUCTION_DAYS: Final = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0)
WEEK_DAYS: Final = 7.0
LONGEST_DAYS: Final = 56.0
"""Booked after so many days at the latest, however well."""


def simulate_course(prior: ReliefPrior, days: float, rng: np.random.Generator, *, missed: float = 0.15) -> History:
    """One person's course over `days`: each weekly score is missed with this chance."""
    life, records = begin(prior, rng), list[Record]()
    for day in INDUCTION_DAYS:
        live_until(life, day, rng)
        records += [rate(life, rng), treat(life, 1.0, rng)]
    while life.day + WEEK_DAYS <= days:
        live_until(life, life.day + WEEK_DAYS, rng)
        if rng.random() < missed:
            continue
        score = rate(life, rng)
        records.append(score)
        if score.value >= prior.line or life.day - life.session_day >= LONGEST_DAYS:
            records.append(treat(life, 1.0, rng))
    return History(records=tuple(records))


def unlike_published(published: ReliefPrior) -> ReliefPrior:
    """A clinic whose people are iller, respond less often and relapse sooner than the published prior says."""
    h0, level, noise = published.log_h0, published.untreated, published.log_se
    return dataclasses.replace(
        published,
        id=f"{published.id}.unlike",
        source="simulated",
        log_h0=Spread(mean=h0.mean - 0.7 * h0.sd, sd=0.8 * h0.sd),
        untreated=Spread(mean=level.mean + 0.7 * level.sd, sd=0.8 * level.sd),
        log_se=Spread(mean=noise.mean + 0.8 * noise.sd, sd=0.8 * noise.sd),
        pi=published.pi - 0.15,
        lam=(published.lam[0], published.lam[1] - 0.1),
    )
