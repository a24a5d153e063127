"""How far days to relapse are missed, beside what a clinic would say without a model.

Each person has induction, then weekly scores and a session whenever a score stands at or above the line (or after 84
days). The forecast made right after a session is compared with the day at which the latent level would cross the line
without another session, cut off at the horizon.
"""

import copy
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import Life, begin, days_to_crossing, live_until, rate, treat
from wane.models.relief import History, Record, without_own_data
from wane.models.relief_prior import ReliefPrior

HORIZON_DAYS: Final = 180
BOOSTERS: Final = 6
LONGEST_DAYS: Final = 84
INDUCTION_DAYS: Final = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0)
FIXED_DAYS: Final = 21.0
PROTOTYPE_DAYS: Final = {
    "forecast": 10.9,
    "last duration": 18.6,
    "own mean": 17.6,
    "fixed 21 d": 20.7,
    "sessions alone": 20.7,
}
SEED: Final = 11


@dataclass(slots=True)
class Tally:
    """Misses [d] of each way of saying, and widths of the 90 % interval by how many sessions came before."""

    misses: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    widths: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    covered: list[bool] = field(default_factory=list)


def skill(prior: ReliefPrior, people: int) -> None:
    """Print the mean absolute miss of each way, over all people and over the responders among them."""
    rng, everybody, responders = np.random.default_rng(SEED), Tally(), Tally()
    for _ in range(people):
        life, tally = begin(prior, rng), Tally()
        follow(prior, life, rng, tally)
        for group in (everybody, responders) if life.responder else (everybody,):
            add(group, tally)
    show("all", everybody)
    show("responders", responders)


def add(group: Tally, one: Tally) -> None:
    """One person's misses into the group's, in place."""
    for name, misses in one.misses.items():
        group.misses[name] += misses
    for sessions, widths in one.widths.items():
        group.widths[sessions] += widths
    group.covered += one.covered


def show(who: str, tally: Tally) -> None:
    print(f"\nmean absolute miss of days to relapse [d], {who}, {len(tally.misses['forecast'])} forecasts")
    for name, misses in tally.misses.items():
        error = np.std(misses) / math.sqrt(len(misses))
        print(f"  {name:16}{np.mean(misses):6.1f} +- {error:.1f}   prototype {PROTOTYPE_DAYS[name]:g}")
    print(f"  90 % interval covers {np.mean(tally.covered):.1%} (closed intervals of whole days)")
    print(
        f"  its mean width by sessions: {', '.join(f'{k}: {np.mean(w):.0f}' for k, w in sorted(tally.widths.items()))}"
    )


def follow(prior: ReliefPrior, life: Life, rng: np.random.Generator, tally: Tally) -> None:
    """One person's course, forecasts compared at each session that has an earlier duration to compare with."""
    records: list[Record] = []
    for day in INDUCTION_DAYS:
        live_until(life, day, rng)
        records += [rate(life, rng), treat(life, 1.0, rng)]
    durations: list[float] = []
    for _ in range(BOOSTERS):
        compare(prior, History(records=tuple(records)), life, durations, rng, tally)
        durations.append(until_relapse(prior, life, records, rng))
        records.append(treat(life, 1.0, rng))


def until_relapse(prior: ReliefPrior, life: Life, records: list[Record], rng: np.random.Generator) -> float:
    """Live on with weekly scores, in place, to the first at or above the line; the days that took."""
    begun = life.day
    while life.day - begun < LONGEST_DAYS:
        live_until(life, life.day + 7.0, rng)
        score = rate(life, rng)
        records.append(score)
        if score.value >= prior.line:
            break
    return life.day - begun


def compare(
    prior: ReliefPrior, history: History, life: Life, durations: list[float], rng: np.random.Generator, tally: Tally
) -> None:
    """Enter what each way says now against what would come without another session."""
    truth = min(days_to_crossing(copy.copy(life), prior.line, HORIZON_DAYS, rng), HORIZON_DAYS)
    found = crossings(draw_crossings(infer(prior, history), prior.line, HORIZON_DAYS, rng), HORIZON_DAYS)
    low, middle, high = (found.day_at(q) or HORIZON_DAYS for q in (0.05, 0.5, 0.95))
    tally.widths[len(history.treatments)].append(high - low)
    tally.covered.append(low <= truth <= high)
    if not durations:
        return
    alone = infer(prior, without_own_data(history))
    anybody = crossings(draw_crossings(alone, prior.line, HORIZON_DAYS, rng), HORIZON_DAYS).day_at(0.5) or HORIZON_DAYS
    said = {
        "forecast": middle, "last duration": durations[-1], "own mean": float(np.mean(durations)),
        "fixed 21 d": FIXED_DAYS, "sessions alone": anybody,
    }  # fmt: skip
    for name, days in said.items():
        tally.misses[name].append(abs(days - truth))
