"""A dose is held against the doses that were studied by its drug and route."""

import pytest

from wane.errors import OutOfRangeError
from wane.models.regimen import Drug, Regimen, Route, nasal_devices, repeated, single_dose
from wane.plan.dose_check import Given, check_dose, studied_doses
from wane.plan.session_plan import Verdict


def infusion(dose_mg: float, *, over_h: float = 40.0 / 60.0, drug: Drug = Drug.KETAMINE) -> Regimen:
    return single_dose(drug, Route.IV, dose_mg, over_h=over_h)


@pytest.mark.parametrize(
    "regimen",
    [
        infusion(35.0),
        infusion(70.0),
        single_dose(Drug.KETAMINE, Route.IM, 35.0),
        nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0),
        single_dose(Drug.KETAMINE, Route.ORAL, 50.0),
        infusion(70.0 * 0.34 * 5.0, over_h=5.0),
    ],
)
def test_a_usual_dose_passes_without_a_word(regimen: Regimen) -> None:
    assert check_dose(regimen, 70.0) == ()


@pytest.mark.parametrize(
    ("regimen", "verdict", "words"),
    [
        (infusion(100.0), Verdict.CAUTION, "above the doses studied"),
        (infusion(4.0), Verdict.CAUTION, "under the doses studied"),
        (infusion(0.5), Verdict.CAUTION, "meant in mg/kg"),
        (infusion(180.0), Verdict.HOLD, "anaesthesia"),
        (single_dose(Drug.KETAMINE, Route.IV, 100.0), Verdict.HOLD, "bolus"),
        (single_dose(Drug.KETAMINE, Route.SUBLINGUAL, 300.0), Verdict.CAUTION, "above"),
    ],
)
def test_an_unusual_dose_is_found(regimen: Regimen, verdict: Verdict, words: str) -> None:
    [finding] = check_dose(regimen, 70.0)
    assert finding.verdict is verdict
    assert words in finding.sentence
    assert finding.source.startswith("studied_doses.")


@pytest.mark.parametrize(
    "regimen",
    [
        infusion(35.0 * 70.0),
        nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0, 28.0), apart_h=5.0 / 60.0),
        single_dose(Drug.KETAMINE, Route.SC, 200.0),
    ],
)
def test_a_dose_above_every_studied_dose_is_refused_in_one_sentence(regimen: Regimen) -> None:
    with pytest.raises(OutOfRangeError) as caught:
        check_dose(regimen, 70.0)
    assert "\n" not in str(caught.value)


def test_a_slip_of_unit_is_guessed_at() -> None:
    with pytest.raises(OutOfRangeError, match="was 35 mg meant"):
        check_dose(infusion(35.0 * 70.0), 70.0)


def test_sessions_on_different_days_are_not_added_up() -> None:
    assert check_dose(repeated(infusion(35.0), every_h=48.0, times=6), 70.0) == ()


def test_weight_decides_for_doses_per_kilogram() -> None:
    assert check_dose(infusion(70.0), 70.0) == ()
    assert check_dose(infusion(70.0), 45.0) != ()


def test_every_drug_and_route_has_a_range_in_order() -> None:
    for studied in studied_doses():
        assert 0.0 < studied.usual_low <= studied.usual_high <= studied.highest
        assert studied.hold_above is None or studied.usual_high <= studied.hold_above <= studied.highest
    covered = {(s.drug, s.route) for s in studied_doses()}
    assert covered == {(drug, route) for drug in Drug for route in Route}
    assert {s.given for s in studied_doses() if s.route is Route.IV} == set(Given) - {Given.SINGLE}
