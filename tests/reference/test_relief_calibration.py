"""Simulation-based calibration: people drawn from the prior, lived in plain floats, inferred by the engine."""

import functools

import numpy as np
import pytest
from scipy import stats

from tests.factories.relief import induction_plan
from wane.forecast.calibration import coverage, rank_among, ranks
from wane.forecast.crossing import draw_crossings
from wane.forecast.posterior import infer
from wane.forecast.simulate_person import simulate_person
from wane.kernels.doses import FloatArray
from wane.models.relief_prior import THETA, load_relief_prior

PEOPLE, HORIZON_DAYS, BINS = 300, 180, 10
QUANTITIES = (*THETA, "untreated_level", "full_relief", "level", "days_to_relapse")


@functools.cache
def ranked() -> dict[str, FloatArray]:
    prior, rng = load_relief_prior("starting_phq9"), np.random.default_rng(2024)
    rows = []
    for _ in range(PEOPLE):
        person = simulate_person(prior, induction_plan(), HORIZON_DAYS, rng)
        posterior = infer(prior, person.history)
        drawn = draw_crossings(posterior, prior.line, HORIZON_DAYS, rng, paths=1000)
        days = rank_among(drawn, person.days_to_crossing, rng)
        rows.append(ranks(posterior, person.life) | {"days_to_relapse": days})
    return {name: np.array([row[name] for row in rows]) for name in QUANTITIES}


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_ranks_are_uniform(quantity: str) -> None:
    counts, _ = np.histogram(ranked()[quantity], BINS, (0.0, 1.0))

    low, high = stats.binom.interval(1.0 - 0.01 / (BINS * len(QUANTITIES)), PEOPLE, 1.0 / BINS)  # 99 % for all at once
    assert counts.min() >= low
    assert counts.max() <= high


@pytest.mark.parametrize("nominal", [0.5, 0.8, 0.9])
@pytest.mark.parametrize("quantity", ["level", "days_to_relapse"])
def test_intervals_hold_the_truth_as_often_as_they_say(quantity: str, nominal: float) -> None:
    found = coverage(ranked()[quantity], nominal)

    low, high = stats.binom.interval(0.99, PEOPLE, nominal)
    assert low / PEOPLE <= found.covered <= high / PEOPLE
