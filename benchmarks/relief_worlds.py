"""Coverage of days to relapse in worlds that break the model. `python -m benchmarks.relief_worlds 1000`.

Exits with 1 where the coverage of the 90 % interval leaves its bar by more than its Wilson interval.
"""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from tests.factories.relief import induction_plan
from wane.forecast.calibration import coverage, rank_among
from wane.forecast.crossing import draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import AS_MODELLED, Life, World, begin, live_until, rate, simulate_person
from wane.models.relief import Score
from wane.models.relief_prior import ReliefPrior, Spread, load_relief_prior

HORIZON_DAYS: Final = 180
BAR: Final = (0.83, 0.93)  # for the nominal 90 %
FAST_DAYS, FAST, SLOW = 5.0, 2.5, 0.7  # two speeds: how long the fast one lasts, both as multiples of the model's rate
EVENT_EVERY_DAYS, EVENT_SD = 60.0, 5.0  # life events: a step in the drift
DEGREES: Final = 3.0  # of freedom of the heavy-tailed error


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    prior = load_relief_prior("starting_phq9")
    kept = True
    print(f"days to relapse, {people} people in each world: coverage of nominal 50, 80 and 90 % (Wilson 95 %)")
    for name, world in worlds().items():
        ranked = ranks_in(world, prior, people)
        found = [coverage(ranked, nominal) for nominal in (0.5, 0.8, 0.9)]
        print(f"  {name:20}" + "   ".join(f"{one.covered:.3f} ({one.low95:.3f}-{one.high95:.3f})" for one in found))
        kept &= found[-1].high95 >= BAR[0] and found[-1].low95 <= BAR[1]
    return 0 if kept else 1


def worlds() -> Mapping[str, World]:
    return {
        "as modelled": AS_MODELLED,
        "two-speed waning": replace(AS_MODELLED, live_until=live_at_two_speeds),
        "t-noise": replace(AS_MODELLED, rate=rate_with_outliers),
        "life events": replace(AS_MODELLED, live_until=live_through_events),
        "wrong prior": replace(AS_MODELLED, begin=begin_elsewhere),
    }


def ranks_in(world: World, prior: ReliefPrior, people: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rng = np.random.default_rng(13)
    ranked = np.empty(people)
    for i in range(people):
        person = simulate_person(prior, induction_plan(), HORIZON_DAYS, rng, world=world)
        drawn = draw_crossings(infer(prior, person.history), prior.line, HORIZON_DAYS, rng, paths=1000)
        ranked[i] = rank_among(drawn, person.days_to_crossing, rng)
    return ranked


def live_at_two_speeds(life: Life, day: float, rng: np.random.Generator) -> None:
    """Relief wanes fast in the first days after a session, slowly later."""
    half_life, change = life.half_life_days, life.session_day + FAST_DAYS
    for until, speed in ((min(day, change), FAST), (day, SLOW)):
        life.half_life_days = half_life / speed
        live_until(life, until, rng)
    life.half_life_days = half_life


def live_through_events(life: Life, day: float, rng: np.random.Generator) -> None:
    """Now and then something happens that moves the level at once and fades like any drift."""
    count = rng.poisson(max(day - life.day, 0.0) / EVENT_EVERY_DAYS)
    for at in np.sort(rng.uniform(life.day, max(day, life.day), count)):
        live_until(life, float(at), rng)
        life.drift += rng.normal(0.0, EVENT_SD)
    live_until(life, day, rng)


def rate_with_outliers(life: Life, rng: np.random.Generator) -> Score:
    """An error with heavy tails: at least as large as the model's, now and then many times larger."""
    usual = life.se
    life.se = usual * float(np.sqrt(DEGREES / rng.chisquare(DEGREES)))
    score = rate(life, rng)
    life.se = usual
    return score


def begin_elsewhere(prior: ReliefPrior, rng: np.random.Generator) -> Life:
    """People whose relief lasts two thirds as long, who respond less often and start higher than the prior says."""
    other = replace(
        prior,
        log_h0=Spread(mean=prior.log_h0.mean + float(np.log(2.0 / 3.0)), sd=prior.log_h0.sd),
        untreated=Spread(mean=prior.untreated.mean + 2.0, sd=prior.untreated.sd),
        pi=prior.pi - 0.12,
    )
    return begin(other, rng)


if __name__ == "__main__":
    sys.exit(main())
