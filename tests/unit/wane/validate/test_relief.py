"""Prediction of published relief: against trials drawn one at a time, and blind to what is printed."""

from dataclasses import replace

import numpy as np
import pytest

from wane.fit.relief.parameters import NAMES, hyper_at
from wane.fit.relief.predict import predict
from wane.fit.relief.readings import Kind, Reading
from wane.fit.relief.solve import on_line
from wane.validate.relief import Judge, judge_of
from wane.validate.relief_prediction import off_line, predictive

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@pytest.fixture(scope="module")
def judge() -> Judge:
    return judge_of(draws=400, seed=1)


def at_draws(judge: Judge, reading: Reading) -> list[float]:
    return [predict(reading, hyper, judge.problem.scene) for hyper in judge.draws[reading.arm.condition]]


def arm_reading(judge: Judge, kind: Kind) -> Reading:
    """A reading of a fit row, so that nothing held back is looked at."""
    found = judge.problem.sorted_rows.readings
    return next(r for r in found if r.kind is kind and not r.arm.is_control and r.arm.condition == "depression")


@pytest.mark.parametrize("kind", [Kind.RESPONSE, Kind.CHANGE])
def test_the_interval_is_that_of_trials_drawn_one_at_a_time(judge: Judge, kind: Kind) -> None:
    """Parameters by their own spread in another way (eigenvectors), a study effect, people one by one."""
    reading = arm_reading(judge, kind)
    fit, errors, scene = judge.fits["depression"], judge.problem.errors, judge.problem.scene
    said = predictive(reading, fit, at_draws(judge, reading), scene, errors, level_log_sd=0.0)
    values, ways = np.linalg.eigh(fit.covariance)
    rng = np.random.default_rng(8)
    drawn = []
    for _ in range(1500):
        at = fit.steps + ways @ (np.sqrt(values) * rng.standard_normal(len(NAMES)))
        middle = predict(reading, hyper_at(np.clip(at, -4.0, 4.0), fit.priors), scene)
        study = fit.study_sd * rng.standard_normal()
        if kind is Kind.CHANGE:
            moved = middle - reading.arm.untreated * study
            moved += errors.misfit_size * reading.arm.untreated * rng.standard_normal()
            people = errors.change_sd * reading.arm.untreated * rng.standard_normal(int(reading.n))
            drawn.append(moved + reading.factor * people.mean())
        else:
            share = middle / 100.0
            logit = np.log(share / (1.0 - share)) + errors.logit_per_share * study
            logit += errors.misfit_logit * rng.standard_normal()
            size = max(1, round(reading.n / reading.factor**2))
            drawn.append(100.0 * rng.binomial(size, 1.0 / (1.0 + np.exp(-logit))) / size)
    span = np.ptp(np.quantile(drawn, (0.05, 0.95)))
    for mine, theirs in zip(said.quantiles(LEVELS), np.quantile(drawn, LEVELS), strict=True):
        assert mine == pytest.approx(theirs, abs=0.1 * span)


def test_the_line_is_walked_back(judge: Judge) -> None:
    for reading in judge.problem.sorted_rows.readings[:60]:
        assert off_line(reading, on_line(reading, reading.value)) == pytest.approx(reading.value, abs=1e-4)


def test_every_named_error_widens_the_interval(judge: Judge) -> None:
    reading = arm_reading(judge, Kind.RESPONSE)
    fit, errors, scene = judge.fits["depression"], judge.problem.errors, judge.problem.scene
    draws = at_draws(judge, reading)

    def width(**changed: object) -> float:
        of = replace(fit, study_sd=changed.get("study_sd", fit.study_sd))  # type: ignore[arg-type]  # a float
        some = replace(reading, n=changed.get("n", reading.n))  # type: ignore[arg-type]  # a float
        used = draws[:1] if changed.get("one") else draws
        known = float(str(changed.get("level", 0.0)))
        low, high = predictive(some, of, used, scene, errors, level_log_sd=known).on_line((0.05, 0.95))
        return high - low

    bare = width()
    assert width(study_sd=0.0) < bare
    assert width(n=10.0 * reading.n) < bare
    assert width(one=True) < bare
    assert width(level=0.3) > bare


def test_what_the_reading_prints_moves_no_interval(judge: Judge) -> None:
    reading = arm_reading(judge, Kind.CHANGE)
    fit, errors, scene = judge.fits["depression"], judge.problem.errors, judge.problem.scene
    other = replace(reading, value=-1.0, sd=99.0)
    first, second = (
        predictive(r, fit, at_draws(judge, r), scene, errors, level_log_sd=0.1).quantiles(LEVELS)
        for r in (reading, other)
    )
    assert first == second
