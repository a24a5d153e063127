"""The relief fit on the project's rows: what it may see, that nothing is lost, that the stored result still holds."""

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
import yaml

from wane import __version__
from wane.errors import ConflictError, EvidenceError, FileFormatError
from wane.evidence.reading import DATA, load_table, load_yaml
from wane.fit.readings import digest_of
from wane.fit.relief.exposures import exposures
from wane.fit.relief.noise import noise_of
from wane.fit.relief.parameters import NAMES
from wane.fit.relief.problem import Problem, condition_names, own_priors, readings_of, relief_problem
from wane.fit.relief.rows import TABLES, fit_rows, sort_rows
from wane.fit.relief.run import PACKAGE, Places, fit_condition, run
from wane.fit.relief.solve import ReliefFit
from wane.models.relief_prior import load_relief_prior

DOCS = Path(__file__).parents[5] / "docs" / "models"


@pytest.fixture(scope="module")
def problem() -> Problem:
    return relief_problem()


@pytest.fixture(scope="module")
def stored(problem: Problem, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, ReliefFit]:
    """The stored fits, read from a copy: a stale one must fail here, never be made again in the package."""
    said, folder = list[str](), tmp_path_factory.mktemp("stored")
    for name in ("fitted", "relief"):
        shutil.copytree(DATA / name, folder / name)
    fits = run(problem, __version__, places=Places(folder=folder), tell=said.append)
    assert all("kept" in line for line in said), "the stored fits are stale: run `wane evidence fit relief`"
    return fits


def test_the_fit_never_reads_a_row_kept_for_validation(problem: Problem) -> None:
    kept = {row["id"] for table in TABLES for row in load_table(table) if row["use"] == "validate"}
    text = (DATA / "effect" / "relief_fit.yaml").read_text() + (DATA / "effect" / "relief_noise.yaml").read_text()
    assert kept
    assert not kept & {row["id"] for row in fit_rows()}
    assert not kept & {reading.row for reading in problem.sorted_rows.readings}
    assert not [row for row in kept if row + "}" in text or row + "," in text or row + ":" in text]


def test_a_validation_row_is_refused(problem: Problem) -> None:
    row = next(row for row in load_table("mood_outcomes") if row["use"] == "validate")
    with pytest.raises(EvidenceError, match=row["id"]):
        sort_rows([row], problem.rules)


def test_every_fit_row_is_read_or_left_out_with_its_reason(problem: Problem) -> None:
    read = {reading.row for reading in problem.sorted_rows.readings}
    left = problem.sorted_rows.left_out
    assert read | set(left) == {row["id"] for row in fit_rows()}
    assert not read & set(left)
    assert all(len(reason) > 10 for reason in left.values())


def test_rows_named_singly_are_fit_rows(problem: Problem) -> None:
    known = {row["id"] for row in fit_rows()}
    named = set(cast(Mapping[str, object], problem.settings["rows"]))
    named |= {str(b["row"]) for b in cast(list[Mapping[str, object]], problem.settings["durability"])}
    assert named <= known


@pytest.mark.parametrize("word", ["pmc10810879", "han_2016", "cochrane", "_meta_"])
def test_pooled_reviews_and_rows_split_by_outcome_are_never_fitted(problem: Problem, word: str) -> None:
    assert not [r.row for r in problem.sorted_rows.readings if word in r.row]


def test_control_arms_have_no_sessions(problem: Problem) -> None:
    for reading in problem.sorted_rows.readings:
        assert reading.arm.is_control == (reading.arm.sessions.days.size == 0), reading.row


def test_the_reference_infusion_has_exposure_one_and_exposure_is_linear_in_dose(problem: Problem) -> None:
    found = problem.rules.exposures
    assert found.of("ketamine", "iv", "0.5 mg/kg") == pytest.approx(1.0)
    assert found.of("esketamine", "intranasal", "84 mg") == pytest.approx(
        3 * found.of("esketamine", "intranasal", "28 mg")
    )
    with pytest.raises(FileFormatError, match="rectal"):
        found.of("ketamine", "rectal", "1 mg")
    with pytest.raises(FileFormatError, match="drops"):
        exposures(70.0, {}).of("ketamine", "iv", "3 drops")


def test_the_stored_digest_is_that_of_the_rows_it_names(problem: Problem) -> None:
    by_id = {row["id"]: row for row in fit_rows()}
    for condition in condition_names(problem):
        fields = load_yaml(PACKAGE.fitted(condition))
        rows = cast(list[str], fields["rows"])
        assert digest_of(by_id[row] for row in rows) == fields["rows_sha256"], condition
        assert {r.row for r in readings_of(problem, condition)} == set(rows), condition


def test_a_new_fit_of_a_condition_is_the_stored_one(
    problem: Problem, stored: Mapping[str, ReliefFit], tmp_path: Path
) -> None:
    made = fit_condition(problem, "bipolar", stored, __version__, places=Places(folder=tmp_path))
    for name in NAMES:
        assert getattr(made.hyper, name) == pytest.approx(getattr(stored["bipolar"].hyper, name), rel=0.02), name
    assert load_yaml(Places(folder=tmp_path).fitted("bipolar"))["rows"] == load_yaml(PACKAGE.fitted("bipolar"))["rows"]


def test_a_result_that_still_holds_is_kept_and_a_stale_one_is_made_again(
    problem: Problem, stored: Mapping[str, ReliefFit], tmp_path: Path
) -> None:
    places, said = Places(folder=tmp_path), list[str]()
    for _ in range(2):
        fit_condition(problem, "ptsd", stored, __version__, places=places, tell=said.append)
    assert "kept" in said[-1]
    path = places.fitted("ptsd")
    path.write_text(yaml.safe_dump(dict(load_yaml(path)) | {"rows_sha256": "other"}))
    fit_condition(problem, "ptsd", stored, __version__, places=places, tell=said.append)
    assert "round" in said[-1]


def test_a_condition_that_borrows_waits_for_its_lender(problem: Problem) -> None:
    with pytest.raises(ConflictError, match="depression"):
        fit_condition(problem, "ptsd", {}, __version__)


def test_what_is_borrowed_is_wider_than_what_was_learned(stored: Mapping[str, ReliefFit]) -> None:
    for name in NAMES:
        lent = (
            stored["depression"].sd_given(name, "h0_days") if name == "delta" else stored["depression"].sd_on_line(name)
        )
        assert stored["ptsd"].priors[name].sd > lent


def test_estimates_carry_interval_unit_prior_and_what_was_learned(problem: Problem) -> None:
    for condition in condition_names(problem):
        for name, estimate in cast(
            Mapping[str, Mapping[str, object]], load_yaml(PACKAGE.fitted(condition))["parameters"]
        ).items():
            assert {"title", "value", "unit", "how"} <= set(estimate), name
            if name in NAMES:
                low, value, high = (cast(float, estimate[k]) for k in ("low", "value", "high"))
                assert low <= value <= high, (condition, name)
                assert 0.0 <= cast(float, estimate["learned"]) <= 1.0


def test_shipped_priors_are_read_by_the_relief_model(problem: Problem, stored: Mapping[str, ReliefFit]) -> None:
    prior = load_relief_prior("depression__phq9")
    assert prior.condition == "depression"
    assert prior.pi == pytest.approx(stored["depression"].hyper.pi, rel=1e-3)
    assert prior.log_h0.sd > stored["depression"].hyper.h0_sd
    for name in sorted((DATA / "relief").glob("*__*.yaml")):
        assert load_relief_prior(name.stem).instrument == name.stem.split("__")[1]


def test_pain_runs_on_two_clocks(stored: Mapping[str, ReliefFit]) -> None:
    h = stored["crps"].hyper
    short = h.h0_days * 0.4**h.delta
    course = h.h0_days * 12.0**h.delta * 4.0**h.gamma
    assert short < 2.0
    assert course > 14.0


def test_noise_follows_its_rows() -> None:
    for name in ("phq9", "madrs", "gad7", "pcl5", "pain_nrs"):
        noise = noise_of(name)
        assert noise.rows
        for row, printed, said in noise.readings:
            assert said == pytest.approx(printed, rel=0.25), row
    assert noise_of("phq9").by_level["15-19"] > noise_of("phq9").by_level["0-9"]


def test_own_priors_name_their_source(problem: Problem) -> None:
    assert all(prior.source for family in ("depression", "crps") for prior in own_priors(problem, family).values())


def test_the_tables_in_the_docs_are_those_of_the_stored_fits(problem: Problem, stored: Mapping[str, ReliefFit]) -> None:
    with (DOCS / "relief_fit.csv").open(encoding="utf-8", newline="") as lines:
        shown = list(csv.DictReader(lines))
    assert len(shown) == sum(len(fit.readings) for fit in stored.values())
    with (DOCS / "relief_left_out.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["row"] for row in csv.DictReader(lines)} == set(problem.sorted_rows.left_out)


def test_the_command_keeps_what_holds_and_writes_every_table(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from wane.cli.evidence_fit import app

    for folder in ("fitted", "relief"):
        shutil.copytree(DATA / folder, tmp_path / "data" / folder)
    asked = ["--table", "t.csv", "--left-out", "l.csv", "--exposures", "x.csv", "--figure", "f.svg"]
    names = [str(tmp_path / a) if "." in a else a for a in asked]
    told = CliRunner().invoke(app, ["relief", "--into", str(tmp_path / "data"), *names])
    assert told.exit_code == 0, told.output
    assert "depression: half-life" in told.output
    assert (tmp_path / "f.svg").read_text().startswith("<svg")
    assert (tmp_path / "t.csv").read_text() == (DOCS / "relief_fit.csv").read_text()
    assert (tmp_path / "x.csv").read_text().startswith("family,way,dose,x\n")
