"""Policies and simulated arms, where the right answer is known: what a habit does, what chance moves, what is drawn."""

import math

import numpy as np
import pytest

from studies.policies import PRIOR, YEAR_DAYS, Chance, inducted, one_year
from studies.rules import POLICIES, SHORTEST, Seen, as_known, ladder
from studies.trials import fitted, readings, simulated
from wane.blocks.job import Block
from wane.fit.relief.readings import Kind
from wane.models.relief import Score
from wane.models.relief_prior import load_relief_prior

PHQ9 = load_relief_prior(PRIOR)


def seen(score: float, intervals: tuple[float, ...]) -> Seen:
    life, records = inducted(PHQ9, np.random.default_rng(1))
    told = (*records, Score(day=30.0, value=score))
    return Seen(prior=PHQ9, records=told, since=13.0, intervals=intervals, life=life, has_crossed=False,
                rng=np.random.default_rng(2))  # fmt: skip


@pytest.mark.parametrize("days", [14, 28])
def test_a_fixed_interval_gives_as_many_sessions_as_fit_a_year(days: int) -> None:
    found = one_year(PHQ9, POLICIES[f"fixed {days} d"], Chance(Block(index=0, seed=1), 3))

    assert found["sessions"] == YEAR_DAYS // days


def test_the_same_person_under_the_same_policy_lives_the_same_year() -> None:
    years = [one_year(PHQ9, POLICIES["patient calls"], Chance(Block(index=i, seed=1), 5)) for i in (0, 9)]

    assert years[0] == years[1]


def test_more_sessions_never_make_the_same_years_worse() -> None:
    bad = [
        sum(float(str(one_year(PHQ9, POLICIES[f"fixed {days} d"], Chance(Block(index=0, seed=1), person))["bad_days"]))
            for person in range(6))
        for days in (7, 21, 42)
    ]  # fmt: skip

    assert bad[0] < bad[1] < bad[2]


def test_the_ladder_steps_by_a_week_and_stays_inside_its_bounds() -> None:
    assert ladder(seen(3.0, (28.0,))) == 35.0
    assert ladder(seen(7.0, (28.0,))) == 28.0
    assert ladder(seen(12.0, (28.0,))) == 21.0
    assert ladder(seen(12.0, (float(SHORTEST),))) == SHORTEST


def test_whoever_knows_the_state_has_one_draw_that_is_the_truth() -> None:
    now = seen(5.0, ())

    found = as_known(now.life)

    assert found.states.shape == (5, 1)
    level = found.states[0, 0] + found.states[4, 0] - found.states[3, 0]
    assert level == pytest.approx(now.life.level)


def test_simulated_arms_speak_of_drug_arms_of_fit_rows_alone() -> None:
    assert not any(reading.arm.is_control for reading in readings())
    assert len(readings()) > 100


def test_a_simulated_share_is_a_share_and_moves_from_arm_to_arm() -> None:
    reading = next(reading for reading in readings() if reading.kind is Kind.RESPONSE)

    drawn = [simulated(reading, np.random.default_rng(seed)) for seed in range(6)]

    assert all(value is not None and 0.0 <= value <= 100.0 for value in drawn)
    assert len(set(drawn)) > 1
    assert math.isfinite(fitted(reading.arm.condition).study_sd)
