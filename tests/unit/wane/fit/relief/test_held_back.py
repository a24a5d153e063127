"""Rows held back: refused by the fit, read by its rules, and predicted without a look at what they print."""

import re
from dataclasses import replace

import numpy as np
import pytest

from wane.errors import EvidenceError
from wane.fit.relief.held_back import HELD_BACK, held_back_rows, read_held_back, said_of
from wane.fit.relief.parameters import hyper_at
from wane.fit.relief.posterior import hyper_draws, stored_fits
from wane.fit.relief.predict import chances, group_of, predict
from wane.fit.relief.problem import Problem, readings_of, relief_problem
from wane.fit.relief.readings import LASTING, SHARES
from wane.fit.relief.rows import Sorted, fit_rows, sort_rows
from wane.fit.relief.solve import ReliefFit

COLUMNS_OF_RESULTS = (
    "mean", "sd", "mean_change", "response_pct", "remission_pct", "change_sd", "change_se", "value",
)  # fmt: skip


@pytest.fixture(scope="module")
def problem() -> Problem:
    return relief_problem()


@pytest.fixture(scope="module")
def fits(problem: Problem) -> dict[str, ReliefFit]:
    return stored_fits(problem)


@pytest.fixture(scope="module")
def held_back(problem: Problem) -> Sorted:
    return read_held_back(held_back_rows(), problem.rules)


def test_the_fit_refuses_every_row_held_back(problem: Problem) -> None:
    rows = held_back_rows()
    assert rows
    for row in rows:
        with pytest.raises(EvidenceError, match=re.escape(row["id"])):
            sort_rows([row], problem.rules)


def test_no_fit_asks_for_a_row_held_back(problem: Problem, held_back: Sorted) -> None:
    read = {reading.row for reading in held_back.readings} | set(held_back.left_out)
    used = {r.row for name in stored_fits(problem) for r in readings_of(problem, name)}
    assert not read & used


def test_no_number_that_is_judged_is_of_a_trial_that_is_fitted(problem: Problem, held_back: Sorted) -> None:
    used = {r.row for name in stored_fits(problem) for r in readings_of(problem, name)}
    fitted = [row for row in fit_rows() if row["id"] in used]
    judged = [row for row in held_back_rows() if row["id"] not in held_back.left_out]
    for column in ("doi", "pmid", "study"):
        assert not ({row[column] for row in judged} & {row[column] for row in fitted}) - {""}, column
    assert not {row["id"].split(".")[1] for row in judged} & {row["id"].split(".")[1] for row in fitted}


def test_rows_that_a_fit_may_see_are_not_judged(problem: Problem) -> None:
    with pytest.raises(EvidenceError, match="held back only"):
        read_held_back(fit_rows()[:2], problem.rules)


def test_every_row_held_back_is_read_or_left_out_with_its_reason(held_back: Sorted) -> None:
    read = {reading.row for reading in held_back.readings}
    assert read | set(held_back.left_out) == {row["id"] for row in held_back_rows()}
    assert not read & set(held_back.left_out)
    assert all(len(reason) > 10 for reason in held_back.left_out.values())


def test_how_a_row_is_read_does_not_depend_on_what_it_prints(problem: Problem, held_back: Sorted) -> None:
    changed = [
        dict(row) | {column: "7" for column in COLUMNS_OF_RESULTS if row.get(column)} for row in held_back_rows()
    ]
    again = read_held_back(changed, problem.rules)
    assert again.left_out == held_back.left_out
    for one, other in zip(held_back.readings, again.readings, strict=True):
        assert other.value != one.value or one.value == 7.0
        for name in ("row", "kind", "day", "n", "factor", "limit", "from_day", "count_from", "line", "line_share"):
            assert getattr(one, name) == getattr(other, name), (one.row, name)


def test_a_prediction_does_not_depend_on_what_the_row_prints(
    problem: Problem, held_back: Sorted, fits: dict[str, ReliefFit]
) -> None:
    for reading in held_back.readings:
        hyper = fits[reading.arm.condition].hyper
        other = replace(reading, value=3.0 + 2.0 * reading.value, sd=None)
        assert predict(reading, hyper, problem.scene) == predict(other, hyper, problem.scene), reading.row


def test_single_readings_name_rows_held_back() -> None:
    known = {row["id"] for row in held_back_rows()}
    named = set(re.findall(r"(?:mood|pain)_\w+\.[a-z_0-9]+\.\d+", HELD_BACK.read_text(encoding="utf-8")))
    assert named <= known
    assert said_of("mood_outcomes.nothing.1").assumptions == ()


def test_people_chosen_by_an_earlier_response_respond_more_often(
    problem: Problem, held_back: Sorted, fits: dict[str, ReliefFit]
) -> None:
    chosen = [reading for reading in held_back.readings if reading.earlier is not None]
    assert chosen
    for reading in chosen:
        hyper = fits["depression"].hyper
        weight = group_of(reading.arm, hyper, problem.scene).weight
        assert reading.earlier is not None
        first, now = (chances(r, hyper, problem.scene) for r in (reading.earlier, reading))
        by_hand = sum(w * a * b for w, a, b in zip(weight, first, now, strict=True)) / float(weight @ first)
        assert predict(reading, hyper, problem.scene) == pytest.approx(100.0 * by_hand)
        assert predict(reading, hyper, problem.scene) > predict(replace(reading, earlier=None), hyper, problem.scene)


def test_draws_have_the_fits_own_errors_and_hang_on_the_seed_alone(fits: dict[str, ReliefFit]) -> None:
    fit = fits["depression"]
    first, again = (hyper_draws(fit, 2000, np.random.default_rng(4)) for _ in range(2))
    assert first == again
    for name in ("pi", "h0_days", "delta"):
        line = np.log([getattr(h, name) for h in first])
        if name == "pi":
            line = np.log([h.pi / (1.0 - h.pi) for h in first])
        assert line.std() == pytest.approx(fit.sd_on_line(name), rel=0.1), name
    middle = hyper_at(fit.steps, fit.priors)
    assert np.median([h.h0_days for h in first]) == pytest.approx(middle.h0_days, rel=0.05)


def test_shares_and_days_are_whole_readings(held_back: Sorted) -> None:
    for reading in held_back.readings:
        assert reading.n >= 2.0
        if reading.kind in SHARES - LASTING:
            assert reading.day > 0.0
            assert 0.0 < reading.limit < 25.0
