"""Lives of people who do not exist: the scores that the science's own simulator gives them."""

from dataclasses import dataclass

import numpy as np

from wane.forecast.simulate_person import Life, begin_as, live_until, rate, treat
from wane.models.instruments import instrument_named, prior_for
from wane.models.relief_prior import Z_COLUMNS, ReliefPrior
from wane_clinic.demo.cast import Part

ITEMS = 9
MOST_WITHOUT_ITEM_9 = 24


@dataclass(slots=True, kw_only=True)
class Living:
    """One patient's simulated life, with its own chance."""

    prior: ReliefPrior
    life: Life
    rng: np.random.Generator

    def score(self, day: float) -> float:
        """The total that a questionnaire would show on a day."""
        live_until(self.life, day, self.rng)
        return rate(self.life, self.rng).value

    def treated(self, day: float) -> None:
        """A session on a day."""
        live_until(self.life, day, self.rng)
        treat(self.life, 1.0, self.rng)


def living(part: Part, *, seed: int, number: int) -> Living:
    """A person who responds, drawn from the prior of the condition: typical in most, moderately ill at least."""
    prior = prior_for(part.condition, instrument_named(part.instrument))
    rng = np.random.default_rng([seed, number])
    least = 0.55 * prior.scale_max
    while True:
        life = begin_as(prior, 0.5 * rng.standard_normal((1, Z_COLUMNS)), 1, rng)
        if life.level >= least:
            return Living(prior=prior, life=life, rng=rng)


def phq9_items(total: int, rng: np.random.Generator, *, item9: int = 0) -> list[int]:
    """Nine answers that add up to a total, the last of them as given."""
    items = [0] * (ITEMS - 1)
    for _ in range(min(total, MOST_WITHOUT_ITEM_9 + item9) - item9):
        open_items = [i for i, answer in enumerate(items) if answer < 3]
        items[int(rng.choice(open_items))] += 1
    return [*items, item9]
