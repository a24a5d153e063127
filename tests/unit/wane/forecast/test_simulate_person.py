"""People who live in plain floats."""

import math

import numpy as np
import pytest

from tests.factories.relief import induction_plan
from wane.forecast.simulate_person import begin, days_to_crossing, live_until, rate, simulate_person, treat
from wane.models.relief_prior import load_relief_prior

PRIOR = load_relief_prior("starting_phq9")


def test_the_same_seed_gives_the_same_person() -> None:
    people = [simulate_person(PRIOR, induction_plan(), 60, np.random.default_rng(3)) for _ in range(2)]

    assert people[0] == people[1]


def test_the_history_holds_the_plan() -> None:
    person = simulate_person(PRIOR, induction_plan(), 60, np.random.default_rng(3))

    assert person.history.treatments == induction_plan().treatments
    assert tuple(score.day for score in person.history.scores) == induction_plan().score_days
    assert person.life.day == 31.0


def test_untreated_people_stand_where_the_prior_says() -> None:
    rng = np.random.default_rng(5)
    levels = [begin(PRIOR, rng).level for _ in range(4000)]

    assert np.mean(levels) == pytest.approx(PRIOR.untreated.mean, abs=0.3)
    assert np.std(levels) == pytest.approx(math.hypot(PRIOR.untreated.sd, 2.0), rel=0.1)


def test_relief_has_halved_after_one_half_life() -> None:
    rng = np.random.default_rng(6)
    life = begin(PRIOR, rng)
    treat(life, 1.0, rng)
    live_until(life, 10.0, rng)  # by then nothing is in transit
    felt = life.relief

    live_until(life, 10.0 + life.half_life_days, rng)

    assert life.relief == pytest.approx(0.5 * felt, rel=1e-6)


def test_scores_are_whole_and_inside_the_scale() -> None:
    rng = np.random.default_rng(7)
    values = {rate(begin(PRIOR, rng), rng).value for _ in range(2000)}

    assert values <= set(range(28))
    assert 27.0 in values


def test_looking_ahead_leaves_the_person_alone() -> None:
    rng = np.random.default_rng(8)
    life = begin(PRIOR, rng)
    before = (life.day, life.level)

    assert days_to_crossing(life, -100.0, 30, rng) == 1.0
    assert days_to_crossing(life, 1e6, 30, rng) == math.inf
    assert (life.day, life.level) == before
