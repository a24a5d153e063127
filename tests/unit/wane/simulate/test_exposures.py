"""Exposures of sessions beside those that the fit was given, and the hours of a session beside its plan."""

import numpy as np
import pytest

from tests.factories.designs import design, design_text
from wane.evidence.reading import load_yaml
from wane.fit.relief.exposures import exposures
from wane.models.interactions import genotype_note
from wane.models.relief_fitted import RULES
from wane.simulate.answers import SessionAnswer
from wane.simulate.design import Design
from wane.simulate.exposures import combinations
from wane.simulate.notes import notes_of
from wane.simulate.plan import plan_trial
from wane.simulate.reading import read_design
from wane.simulate.sessions import session_answer


def of(drug: str, route: str, dose: str, end: str = "") -> Design:
    """A design of this session."""
    text = design_text(dose=dose, end=end).replace("drug: ketamine\n    route: iv", f"drug: {drug}\n    route: {route}")
    return read_design(text if route == "iv" else text.replace("    over: 40 min\n", ""))


@pytest.mark.parametrize(
    ("drug", "route", "dose"),
    [
        ("ketamine", "iv", "0.5 mg/kg"),
        ("ketamine", "im", "0.5 mg/kg"),
        ("ketamine", "oral", "100 mg"),
        ("ketamine", "sublingual", "100 mg"),
        ("esketamine", "iv", "0.2 mg/kg"),
        ("esketamine", "intranasal", "56 mg"),
        ("ketamine", "sc", "0.5 mg/kg"),
    ],
)
def test_the_exposure_is_that_of_the_fit(drug: str, route: str, dose: str) -> None:
    shares = {name: block["value"] for name, block in load_yaml(RULES)["as_vein"].items()}  # type: ignore[attr-defined]
    plan = plan_trial(of(drug, route, dose))
    (found,) = plan.exposures.values()

    assert found.by_taken[frozenset()] == pytest.approx(exposures(70.0, shares).of(drug, route, dose))
    assert found.is_nasal == (drug == "esketamine" and route == "intranasal")


def test_every_set_of_medicines_has_its_exposure() -> None:
    end = "covariates: {taking: {rifampicin: 0.3, clarithromycin: 0.2}}"
    found = of("ketamine", "oral", "100 mg", end)
    (per,) = plan_trial(found).exposures.values()
    none, rifampicin = frozenset[str](), frozenset({"rifampicin"})

    assert set(per.by_taken) == set(combinations(found.covariates))
    assert len(per.by_taken) == 4
    assert per.by_taken[rifampicin] < per.by_taken[none] < per.by_taken[frozenset({"clarithromycin"})]


def test_a_session_shows_peaks_between_people() -> None:
    found = answered(design(end="covariates: {weight: {mean: 80, sd: 15}, sex: {female: 0.5}, age: {mean: 45, sd: 9}}"))

    assert found.withheld is None
    assert found.peak_ng_ml is not None
    assert 100.0 < found.peak_ng_ml.q50 < 250.0  # 0.5 mg/kg over 40 min, as papers print it
    assert found.auc_ng_h_ml is not None
    assert found.peak_ng_ml.q05 < found.peak_ng_ml.q50 < found.peak_ng_ml.q95
    assert np.all(np.diff(found.dissociation_by_session) < 0.0)
    assert found.systolic_rise_mmhg is not None
    assert found.diastolic_rise_mmhg is not None
    assert found.systolic_rise_mmhg.mean > found.diastolic_rise_mmhg.mean > 0.0


def test_the_mean_of_an_effect_has_an_interval_over_its_fit_and_a_concentration_has_none() -> None:
    found = answered(design())

    for one in (found.dissociation, found.systolic_rise_mmhg, found.diastolic_rise_mmhg):
        assert one is not None
        assert one.mean_low90 is not None
        assert one.mean_high90 is not None
        assert 0.0 < one.mean_low90 < one.mean < one.mean_high90
    assert found.peak_ng_ml is not None
    assert found.peak_ng_ml.mean_low90 is None


def answered(own: Design) -> SessionAnswer:
    found = session_answer(plan_trial(own), own.arms[0], seed=1)
    assert found is not None
    return found


def test_twice_the_dose_has_twice_the_peak() -> None:
    one, two = (answered(design(dose=dose)).peak_ng_ml for dose in ("0.5 mg/kg", "1 mg/kg"))

    assert one is not None
    assert two is not None
    assert two.mean == pytest.approx(2.0 * one.mean)


def test_a_route_without_concentrations_says_so() -> None:
    found = answered(of("ketamine", "sc", "0.5 mg/kg"))

    assert found.peak_ng_ml is None
    assert found.withheld is not None


def test_a_control_arm_has_no_session() -> None:
    own = design()

    assert session_answer(plan_trial(own), own.arms[1], seed=1) is None


def test_notes_say_what_was_assumed() -> None:
    end = (
        "setting: drug-free research\ndropout: {share: 0.1, by_day: 35}\n"
        "covariates: {genotype: {CYP2B6 poor: 0.1}, weight: {mean: 80, sd: 10}}"
    )
    notes = notes_of(plan_trial(design(dose="40 mg", end=end)))

    assert genotype_note() in notes
    for words in ("free of other drugs", "leaves does so for no reason", "A dose in mg", "expectancy"):
        assert any(words in note for note in notes), words
    assert any("70 kg" in note for note in notes_of(plan_trial(design())))
