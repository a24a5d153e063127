"""Designs of published trials, held against what the rules of the fit make of their columns; and beside its engine."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from wane.cli import run, validate_all
from wane.evidence.reading import load_yaml
from wane.fit.relief.held_back import held_back_rows, read_held_back
from wane.fit.relief.parameters import Hyper
from wane.fit.relief.predict import _visits, predict
from wane.fit.relief.problem import Problem, relief_problem
from wane.fit.relief.readings import LASTING, Kind, Reading
from wane.models.relief_fitted import fitted_relief
from wane.report.validation_table import Families, families_object, render_families_markdown, render_families_text
from wane.simulate.design import Setting, Whom
from wane.simulate.numbers import FITTED
from wane.simulate.plan import plan_trial
from wane.validate.relief import gathered_relief
from wane.validate.relief_comparison import ReliefValidation
from wane.validate.trials import (
    DESIGNS,
    ROWS,
    compare_trials,
    numbers_of,
    reason_of,
    simulated_arms,
    trial_arms,
    trial_design,
    trial_names,
)

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "validation" / "all.md"


@pytest.fixture(scope="module")
def problem() -> Problem:
    return relief_problem()


@pytest.fixture(scope="module")
def readings(problem: Problem) -> dict[str, list[Reading]]:
    """What the rules make of each row, its outcomes taken out."""
    found: dict[str, list[Reading]] = {}
    for reading in read_held_back(held_back_rows(), problem.rules).readings:
        found.setdefault(reading.row, []).append(reading)
    return found


@pytest.fixture(scope="module")
def found() -> ReliefValidation:
    return gathered_relief(compare_trials(people=400, draws=20, seed=1), draws=20, seed=1)


def test_every_row_stands_in_one_design_or_has_a_reason(readings: dict[str, list[Reading]]) -> None:
    placed = [row for one in trial_arms() for row in one.rows]
    others = [row for row in readings if row not in placed]

    assert len(placed) == len(set(placed))
    assert set(placed) <= set(readings)
    assert all(len(reason_of(row)) > 20 for row in others)
    assert {one.design for one in trial_arms()} == set(trial_names())


@pytest.mark.parametrize("one", trial_arms(), ids=lambda one: f"{one.design}: {one.arm}")
def test_a_design_says_what_the_columns_say(one, readings: dict[str, list[Reading]], problem: Problem) -> None:  # type: ignore[no-untyped-def]
    design = trial_design(one.design)
    plan = plan_trial(design)
    (own,) = (arm for arm in design.arms if arm.name == one.arm)
    exposures = [plan.exposures[own.name, given].by_taken[frozenset()] for given in own.sessions]
    for reading in (reading for row in one.rows for reading in readings[row]):
        arm = reading.arm
        assert (design.condition, design.instrument.id) == (arm.condition, arm.instrument)
        assert (design.baseline_mean, design.baseline_sd) == (arm.untreated, arm.untreated_sd)
        assert (own.control is not None) == arm.is_control
        assert list(own.days) == list(arm.control_days if arm.is_control else arm.sessions.days)
        if not arm.is_control:
            assert np.mean(exposures) == pytest.approx(arm.sessions.exposures.mean(), rel=1e-3)
        assert own.new_treatment == arm.has_new_treatment
        assert design.crossover == arm.is_crossover
        assert (design.setting is Setting.DRUG_FREE) == arm.is_drug_free
        assert own.adherence == 1.0
        assert design.dropout_per_day == 0.0
        _same_limits(design, reading, problem)


def _same_limits(design, reading: Reading, problem: Problem) -> None:  # type: ignore[no-untyped-def]
    step = problem.scene.instruments[reading.arm.instrument].score_step
    if reading.kind is Kind.RESPONSE:
        assert design.response_pct == pytest.approx(100.0 * reading.limit)
    if reading.kind is Kind.REMISSION:
        assert design.remission == reading.limit + step
    if reading.kind not in LASTING:
        days = [reading.day] if reading.kind is not Kind.MEAN_OVER else range(1, round(reading.day) + 1)
        assert all(min(abs(day - visit) for visit in design.observe_days) < 0.01 for day in days)
        return
    relapse = design.relapse
    assert relapse.from_day == reading.from_day
    assert relapse.points == (reading.line or None)
    assert relapse.share == (None if reading.line else 1.0 - reading.line_share)
    assert relapse.among is (Whom.REMITTERS if reading.is_absolute else Whom.RESPONDERS)
    if reading.is_absolute:
        assert design.remission == reading.limit + step
    else:
        assert design.response_pct == pytest.approx(100.0 * reading.limit)
    visits = [round(float(day), 2) for day in _visits(reading.from_day, reading.day, problem.scene.paths.shape[1])]
    assert list(design.observe_days) == visits


def test_no_file_of_a_design_holds_an_outcome() -> None:
    """What a design may say are its keys; the rows name ids and reasons alone."""
    assert set(load_yaml(ROWS)) == {"arms", "not_designs"}
    assert (ROOT / "studies" / "designs").resolve() == DESIGNS.resolve()


def test_simulated_trials_agree_with_the_engine_of_the_fit(
    readings: dict[str, list[Reading]], problem: Problem
) -> None:
    for name, arm in (("singh_2016", "ketamine twice a week"), ("singh_2016", "placebo twice a week"),
                      ("pickering_2020", "placebo"), ("albott_2018_ptsd", "ketamine")):  # fmt: skip
        design = trial_design(name)
        fit = fitted_relief(design.condition)
        hyper = Hyper(**{one: fit.estimates[one].value for one in FITTED})
        lived = simulated_arms(design, people=6000, draws=0, seed=1)[arm]
        rows = next(one.rows for one in trial_arms() if (one.design, one.arm) == (name, arm))
        for reading in (reading for row in rows for reading in readings[row]):
            expected = predict(reading, hyper, problem.scene)
            near = (
                5.0 if reading.kind in LASTING else max(0.03 * abs(expected), 2.5)
            )  # steps against lines between visits
            near = 0.4 if reading.kind is Kind.MEAN_OVER else near
            assert numbers_of(reading, lived)[0] == pytest.approx(expected, abs=near), reading.row


def test_every_number_has_its_interval_and_its_design(found: ReliefValidation) -> None:
    assert len(found.comparisons) == 31
    assert len(found.not_predicted) == 15
    assert all(one.low90 < one.predicted < one.high90 for one in found.comparisons)
    assert all(one.assumptions[0].startswith("simulated as ") for one in found.comparisons)


@pytest.fixture(scope="module")
def families() -> Iterator[Families]:
    """What the command gathers, from fewer people and draws."""
    with pytest.MonkeyPatch.context() as patched:
        for name, number in (("PEOPLE", 100), ("DRAWS", 10), ("RELIEF_DRAWS", 2)):
            patched.setattr(validate_all, name, number)
        yield validate_all.families()


def test_one_table_holds_every_number_of_every_family(families: Families) -> None:
    markdown, shown = render_families_markdown(families), families_object(families)
    numbers = [*families.session.comparisons, *families.relief.comparisons, *families.trials.comparisons]

    assert len(shown["numbers"]) == len(numbers)  # type: ignore[arg-type]
    assert markdown.count("\n| ") == len(numbers) + 2 + 3 + 1
    assert "MISSES" in render_families_text(families)
    assert sum(row["numbers"] for row in shown["families"]) == len(numbers)  # type: ignore[index,union-attr,call-overload,misc]


def test_the_page_has_the_rows_that_the_table_has(families: Families) -> None:
    """Numbers of the page come from more draws; rows, words and what was observed are the same."""
    page, table = PAGE.read_text(encoding="utf-8"), render_families_markdown(families)

    assert rows_of(page) == rows_of(table)


def rows_of(text: str) -> list[list[str]]:
    return [line.split(" | ")[:4] for line in text.splitlines() if line.startswith("| ") and line.count("`") == 2]


def test_the_command_runs_all_families_where_none_is_named(
    families: Families, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validate_all, "families", lambda: families)

    assert run(["validate"]) == 0
    plain = capsys.readouterr().out
    assert run(["validate", "all"]) == 0
    assert capsys.readouterr().out == plain
    assert run(["validate", "all", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "wane.validate_all/1"
    assert run(["validate", "all", "--markdown"]) == 0
    assert "| trials | 31 |" in capsys.readouterr().out


def test_the_command_simulates_the_trials(capsys: pytest.CaptureFixture[str]) -> None:
    small = ["--people", "100", "--draws", "10"]

    assert run(["validate", "trials", *small, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows_predicted"] == 25


def test_the_trials_are_told_in_words_and_tables(
    found: ReliefValidation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validate_all, "trials_found", lambda **asked: found)

    assert run(["validate", "trials"]) == 0
    assert "simulated as Singh 2016" in capsys.readouterr().out
    assert run(["validate", "trials", "--markdown"]) == 0
    assert "| row | what |" in capsys.readouterr().out
