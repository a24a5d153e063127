"""A whole trial: the same whoever computes it, people and doubtful numbers kept apart, invariants of a design."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from tests.factories.designs import design, simulated
from wane.blocks.workers import Processes
from wane.models.relief_fitted import FittedRelief
from wane.simulate.answers import ArmAnswer, Ranged, TrialAnswer
from wane.simulate.design import Design, Doubt
from wane.simulate.numbers import FITTED, groups, most_probable
from wane.simulate.plan import plan_trial
from wane.simulate.reading import example_names, example_text, read_design
from wane.simulate.trial import BlockResult, parts_of

LADDER = "    maintenance: {rule: ladder, every: 7, among: everyone}"
MANY_BLOCKS = {"people": 20_000, "observe": "[0, 1, 8, 60]", "draws": 10}


def numbers(answer: TrialAnswer) -> list[object]:
    """Every number of an answer that is not of a curve."""
    return [
        (arm.by_day, arm.relapse and (arm.relapse.n, arm.relapse.free_pct, arm.relapse.curve.tolist()), arm.sessions)
        for arm in answer.arms
    ]


def test_seed_alone_decides_and_not_who_computes(tmp_path: Path) -> None:
    of = design(**MANY_BLOCKS)
    assert len(parts_of(plan_trial(of))) >= 3

    alone = simulated(of)
    together = simulated(of, workers=Processes(count=3), folder=tmp_path / "blocks")

    assert numbers(alone) == numbers(together)
    assert numbers(alone) != numbers(simulated(of, seed=2))


def test_the_curve_is_that_of_lifelines_on_the_rows_of_people() -> None:
    kept: list[BlockResult] = []
    answer = simulated(design(end="dropout: {share: 0.4, by_day: 35}"), keep=kept.append)
    rows = pl.concat([pl.read_parquet(BytesIO(block.people)) for block in kept])
    for arm in answer.arms:
        own = rows.filter((pl.col("arm") == arm.name) & pl.col("is_followed"))
        ends = own["watched_days"].to_numpy()
        lost = own["relapse_day"].is_not_null().to_numpy()
        judge = KaplanMeierFitter().fit(np.where(lost, np.ceil(ends), np.floor(ends)), lost)

        assert arm.relapse is not None
        assert arm.relapse.n == len(own)
        days = np.arange(len(arm.relapse.curve))
        np.testing.assert_allclose(arm.relapse.curve[:, 0], 100.0 * judge.survival_function_at_times(days), atol=1e-9)


def test_rows_of_visits_hold_the_numbers_of_the_answer() -> None:
    kept: list[BlockResult] = []
    answer = simulated(design(), keep=kept.append)
    rows = pl.concat([pl.read_parquet(BytesIO(block.visits)) for block in kept])
    for arm in answer.arms:
        for day in arm.by_day:
            scores = rows.filter((pl.col("arm") == arm.name) & (pl.col("day") == day.day))["score"].to_numpy()
            entry = rows.filter((pl.col("arm") == arm.name) & (pl.col("day") == 0.0))["score"].to_numpy()
            assert day.n == len(scores)
            assert day.mean.value == pytest.approx(scores.mean())
            assert day.sd.value == pytest.approx(scores.std(ddof=1))
            assert day.change.value == pytest.approx((scores - entry).mean())
            assert day.response_pct.value == pytest.approx(100.0 * (scores <= 0.5 * entry).mean())
            assert day.remission_pct.value == pytest.approx(100.0 * (scores < 11).mean())
            assert day.quantiles[2] == pytest.approx(np.quantile(scores, 0.5, method="inverted_cdf"))


def test_more_people_narrow_no_interval_and_more_doubt_widens_it() -> None:
    few, many = (simulated(design(people=n, draws=40)) for n in (300, 3000))
    sure = simulated(replace(plan_trial(design(people=300, draws=40)), fit=_surer(design())))

    assert width(few.arms[0].by_day[3].mean) == pytest.approx(width(many.arms[0].by_day[3].mean), rel=0.01)
    assert width(sure.arms[0].by_day[3].mean) < 0.3 * width(few.arms[0].by_day[3].mean)
    assert few.arms[0].by_day[3].sd.value == pytest.approx(sure.arms[0].by_day[3].sd.value)  # people differ as much


def _surer(of: Design) -> FittedRelief:
    fit = plan_trial(of).fit
    return replace(fit, estimates={name: replace(one, sd=0.1 * one.sd) for name, one in fit.estimates.items()})


def width(found: Ranged) -> float:
    assert found.low90 is not None
    assert found.high90 is not None
    return found.high90 - found.low90


def test_how_studies_differ_stands_apart_and_is_wider() -> None:
    found = simulated(design(people=500, draws=60)).arms[0].by_day[3].mean

    assert found.low90_study is not None
    assert found.high90_study is not None
    assert found.high90_study - found.low90_study > width(found)


def test_draws_have_the_middle_and_the_errors_of_the_fit() -> None:
    fit = plan_trial(design()).fit
    drawn, middle = groups(fit, 4000, 3), most_probable(fit)

    for name in FITTED:
        line = np.log(getattr(drawn, name)[1:4001, 0])
        own = fit.estimates[name]
        if own.scale == "log":
            assert np.median(line) == pytest.approx(np.log(own.value), abs=0.02 + 0.05 * own.sd)
            assert line.std() == pytest.approx(own.sd, rel=0.06)
        assert getattr(drawn, name)[0, 0] == getattr(middle, name)[0, 0]
    assert drawn.study[1:4001].std() == 0.0
    assert drawn.study[4001:].std() == pytest.approx(fit.study_sd, rel=0.06)
    both = np.corrcoef([np.log(drawn.h0_days[1:4001, 0]), np.log(drawn.delta[1:4001, 0])])[0, 1]
    at = [fit.names.index(name) for name in ("h0_days", "delta")]
    if fit.estimates["delta"].scale == "log":
        assert both == pytest.approx(fit.correlation[at[0], at[1]], abs=0.06)


def test_without_draws_there_is_a_reason_and_no_interval() -> None:
    arm = simulated(design(draws=0)).arms[0]

    assert arm.reason is not None
    assert arm.by_day[1].mean == Ranged(value=arm.by_day[1].mean.value)


@settings(max_examples=4, deadline=None)
@given(st.floats(0.0, 0.9), st.floats(0.05, 0.1), st.integers(0, 5))
def test_better_adherence_never_takes_a_session_away(low: float, more: float, seed: int) -> None:
    first, second = (
        simulated(design(people=60, draws=0, more=f"    adherence: {share}\n{LADDER}"), seed=seed).arms[0]
        for share in (low, low + more)
    )

    assert of(first.sessions) <= of(second.sessions) + 1e-9


@settings(max_examples=3, deadline=None)
@given(st.integers(1, 400), st.integers(0, 100))
def test_without_dropout_everybody_is_seen_at_every_visit(people: int, seed: int) -> None:
    for arm in simulated(design(people=people, draws=0), seed=seed).arms:
        assert [day.n for day in arm.by_day] == [people] * 6


def test_dropout_takes_the_share_that_was_asked_for() -> None:
    arm = simulated(design(people=8000, draws=0, end="dropout: {share: 0.4, by_day: 35}")).arms[0]

    assert arm.by_day[-1].n == pytest.approx(0.6 * 8000, rel=0.04)
    assert [day.n for day in arm.by_day] == sorted((day.n for day in arm.by_day), reverse=True)


def test_arms_begin_from_the_same_people() -> None:
    first, second = simulated(design(draws=0)).arms

    assert first.by_day[0] == second.by_day[0]
    assert first.by_day[0].mean.value == pytest.approx(33.0, abs=1.0)
    assert first.by_day[0].sd.value == pytest.approx(6.0, rel=0.12)


def test_a_heavier_dose_by_weight_and_a_fixed_dose_meet_at_the_mean_weight() -> None:
    heavy = "covariates: {weight: {mean: 100, sd: 0}}"
    per_kg = simulated(design(draws=0, end=heavy)).arms[0]
    fixed = simulated(design(draws=0, dose="50 mg", end=heavy)).arms[0]
    light = simulated(design(draws=0, dose="35 mg", end=heavy)).arms[0]

    assert of(per_kg.by_day[3].mean) == pytest.approx(of(fixed.by_day[3].mean), abs=1e-9)
    assert of(light.by_day[3].mean) > of(fixed.by_day[3].mean)


def of(found: Ranged) -> float:
    assert found.value is not None
    return found.value


@pytest.mark.parametrize("name", example_names())
def test_every_shipped_design_is_read_and_lived_through(name: str) -> None:
    own = read_design(example_text(name), name)
    small = replace(own, people=8, doubt=Doubt(draws=2, people=20, forecast_draws=1, forecast_people=2))

    answer = simulated(small)

    assert [arm.name for arm in answer.arms] == [arm.name for arm in own.arms]
    assert all(arm.session is not None for arm in answer.arms if is_drug(own, arm))


def is_drug(own: Design, arm: ArmAnswer) -> bool:
    return next(one for one in own.arms if one.name == arm.name).drug is not None
