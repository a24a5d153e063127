"""The acute fit: what it may see, what it can recover, and that the stored result is what it would write."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from wane.errors import EvidenceError, FileFormatError
from wane.evidence.reading import load_table, load_yaml
from wane.fit.acute import AcuteFit, Form, Problem, chosen, fit, predictions
from wane.fit.problem import SETTINGS, acute_problem, attenuation_ratio, fit_rows
from wane.fit.readings import Reading, digest_of, read_rows
from wane.models.acute_parameters import ACUTE_FILE, acute_estimates, load_acute

DOCS = Path(__file__).parents[4] / "docs"
FACTORS = {"full_text": 1.0, "label": 1.0, "abstract_only": 1.25, "secondary": 1.5}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return acute_problem()


@pytest.fixture(scope="module")
def refitted(problem: Problem) -> AcuteFit:
    return fit(problem, Form(str(load_yaml(ACUTE_FILE)["form"])))


def named(block: object) -> set[str]:
    """Every row id in a block of the settings."""
    if isinstance(block, str):
        return {block} if block.startswith("acute_timecourse.") else set()
    if isinstance(block, dict):
        return set().union(*(named(v) for v in block.values()))
    return set().union(*(named(v) for v in block)) if isinstance(block, list) else set()


def test_the_fit_never_reads_a_row_kept_for_validation(problem: Problem) -> None:
    kept = {row["id"] for row in load_table("acute_timecourse") if row["use"] == "validate"}
    assert kept
    assert not kept & {row["id"] for row in fit_rows()}
    assert not kept & {reading.row for reading in problem.readings}
    assert not kept & named(load_yaml(SETTINGS))


def test_a_validation_row_among_the_readings_is_refused() -> None:
    rows = load_table("acute_timecourse")
    row = next(row for row in rows if row["use"] == "validate")
    with pytest.raises(EvidenceError, match=row["id"]):
        read_rows(rows, [{"row": row["id"], "kind": "dissociation_back", "arms": ["iv_40"]}], FACTORS)


def test_a_reading_of_no_row_is_refused() -> None:
    with pytest.raises(FileFormatError, match="nobody_1900"):
        read_rows(fit_rows(), [{"row": "acute_timecourse.nobody_1900.1", "kind": "dissociation_back"}], FACTORS)


def test_every_fit_row_is_read_or_left_out_with_a_reason() -> None:
    assert named(load_yaml(SETTINGS)) == {row["id"] for row in fit_rows()}


def test_the_stored_digest_is_that_of_the_rows_it_names() -> None:
    stored = load_yaml(ACUTE_FILE)
    rows = stored["rows"]
    assert isinstance(rows, list)
    by_id = {row["id"]: row for row in load_table("acute_timecourse")}
    assert digest_of(by_id[row] for row in rows) == stored["rows_sha256"]


def test_the_stored_parameters_are_near_the_top_of_the_posterior(refitted: AcuteFit) -> None:
    for name in refitted.estimated:
        assert getattr(load_acute(), name) == pytest.approx(getattr(refitted.parameters, name), rel=0.02)


def test_estimates_carry_their_interval_unit_and_how() -> None:
    for name, estimate in acute_estimates().items():
        assert {"title", "value", "unit", "how"} <= set(estimate), name
        if estimate["how"] == "estimated":
            assert float(str(estimate["low"])) < float(str(estimate["value"])) < float(str(estimate["high"])), name
            assert estimate["rows"], name
        else:
            assert estimate["why"], name


def test_the_table_in_the_docs_shows_what_the_model_says(problem: Problem) -> None:
    with (DOCS / "models" / "acute_fit.csv").open(encoding="utf-8", newline="") as lines:
        shown = list(csv.DictReader(lines))
    found = predictions(problem, load_acute())
    assert [line["row"] for line in shown] == [reading.row for reading in problem.readings]
    assert [float(line["predicted"]) for line in shown] == pytest.approx(found, rel=0.03, abs=0.03)


def test_the_fit_recovers_known_parameters_from_simulated_rows(problem: Problem) -> None:
    truth = replace(
        load_acute(),
        ke0_per_h=6.5,
        systolic_full_mmhg=40.0,
        diastolic_full_mmhg=22.0,
        cadss_full=25.0,
        pressure_study_sd=0.1,
    )
    said = predictions(problem, truth)
    simulated = [_as_observed(r, p) for r, p in zip(problem.readings, said, strict=True) if _has_number(r)]
    free = {"ke0_per_h", "systolic_full_mmhg", "diastolic_full_mmhg", "cadss_full"}
    held = dict(problem.held) | {n: getattr(truth, n) for n in problem.priors if n not in free}
    found = fit(
        replace(problem, readings=simulated, priors={n: problem.priors[n] for n in free}, held=held), Form.TOLERANCE
    )
    for name in free:
        assert getattr(found.parameters, name) == pytest.approx(getattr(truth, name), rel=0.05), name


def _has_number(reading: Reading) -> bool:
    return "mean" in reading.kind or "peak_time" in reading.kind


def _as_observed(reading: Reading, said: float) -> Reading:
    """The reading as if it had been observed without error, in a large study."""
    if "peak_time" in reading.kind:
        return replace(reading, time_min=said, extra={"sd_min": 0.1})
    return replace(reading, value=said, n=10_000.0, extra=dict(reading.extra) | {"relative_sd": 0.01, "se": 0.1})


def test_slope_one_fits_clearly_worse(problem: Problem, refitted: AcuteFit) -> None:
    assert refitted.log_evidence > fit(problem, Form.SLOPE_ONE).log_evidence + 5.0


def test_a_control_arm_without_ketamine_still_has_a_highest_reading(problem: Problem) -> None:
    rises = [
        p
        for r, p in zip(problem.readings, predictions(problem, load_acute()), strict=True)
        if r.kind == "systolic_mean_of_max"
    ]
    control = [
        p
        for r, p in zip(problem.readings, predictions(problem, load_acute()), strict=True)
        if r.kind == "systolic_mean_of_max" and not r.arms
    ]
    assert len(control) == 1
    assert 0.0 < control[0] < min(p for p in rises if p != control[0])


def test_attenuation_is_the_ratio_that_the_rows_give() -> None:
    ratio, log_se = attenuation_ratio(fit_rows())
    rows = {row["id"]: row for row in fit_rows()}
    late, early = rows["acute_timecourse.glue_2018.2"], rows["acute_timecourse.glue_2018.1"]
    assert ratio == pytest.approx(float(late["mean"]) / float(early["mean"]))
    assert np.exp(1.96 * log_se) > 1.5


def test_the_docs_print_the_stored_estimates() -> None:
    text = (DOCS / "models" / "effect.md").read_text(encoding="utf-8")
    for name in ("ke0_per_h", "c50_ng_ml", "pressure_c50_ng_ml", "systolic_full_mmhg"):
        assert f"{getattr(load_acute(), name):.3g}" in text or f"{getattr(load_acute(), name):.2g}" in text, name
    compared = load_yaml(ACUTE_FILE)["forms_compared"]
    assert isinstance(compared, dict)
    for form, found in compared.items():
        assert f"{found['log_evidence']:.1f}" in text, form


def test_what_is_no_number_or_no_list_of_arms_is_refused() -> None:
    row = next(row["id"] for row in fit_rows())
    with pytest.raises(FileFormatError, match="number"):
        read_rows(fit_rows(), [{"row": row, "kind": "dissociation_back", "time_min": "late"}], FACTORS)
    with pytest.raises(FileFormatError, match="arms"):
        read_rows(fit_rows(), [{"row": row, "kind": "dissociation_back", "arms": "iv_40"}], FACTORS)


def test_the_simplest_form_ships_unless_another_is_clearly_better(refitted: AcuteFit) -> None:
    plain, steep = replace(refitted, log_evidence=-50.0), replace(refitted, log_evidence=-49.5)
    assert chosen((plain, steep)) is plain
    assert chosen((plain, replace(steep, log_evidence=-40.0))).log_evidence == -40.0
