"""A dose is held against the doses that were studied by its drug and route."""

import pytest

from wane.errors import OutOfRangeError
from wane.models.regimen import Administration, Drug, Regimen, Route, nasal_devices, repeated, single_dose
from wane.plan.dose_check import Given, busiest_hour_mg, check_dose, example_dose, studied_doses
from wane.plan.session_plan import Verdict
from wane.units import parse_dose


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


def steps(*given: tuple[float, float, float], drug: Drug = Drug.KETAMINE) -> Regimen:
    """Rate steps of (start, duration, mg), in hours."""
    return Regimen(
        drug=drug,
        administrations=tuple(
            Administration(route=Route.IV, start_h=start_h, duration_h=length_h, dose_mg=mg)
            for start_h, length_h, mg in given
        ),
    )


@pytest.mark.parametrize(
    ("regimen", "says"),
    [
        (infusion(20_000.0, over_h=2400.0), "ran longer than 6 days"),
        (infusion(800_000.0, over_h=40_000.0), "ran longer than 6 days"),
        (infusion(5_000.0, over_h=241.0, drug=Drug.ESKETAMINE), "ran longer than 10 days"),
        (infusion(6_000.0, over_h=240.0, drug=Drug.ESKETAMINE), "more than 71.4 mg/kg"),
        (steps((0.0, 1 / 60, 2000.0), (1.0, 9.0, 100.0)), "no one was given more than 7 mg/kg/h"),
        (infusion(1e-6), "check the number and its unit"),
    ],
)
def test_a_course_beyond_every_studied_one_is_refused(regimen: Regimen, says: str) -> None:
    with pytest.raises(OutOfRangeError, match=says) as caught:
        check_dose(regimen, 70.0)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "regimen",
    [
        infusion(22.2 * 100.0, over_h=100.0, drug=Drug.ESKETAMINE),
        infusion(0.35 * 70.0 * 120.0, over_h=120.0),
        steps((0.0, 2 / 3, 35.0), (2 / 3, 10.0, 100.0)),
    ],
)
def test_a_course_that_was_studied_passes(regimen: Regimen) -> None:
    assert check_dose(regimen, 70.0) == ()


def test_the_busiest_hour_is_found_wherever_it_lies() -> None:
    assert busiest_hour_mg(steps((0.0, 4.0, 40.0)).administrations) == pytest.approx(10.0)
    assert busiest_hour_mg(steps((0.0, 4.0, 40.0), (4.0, 0.5, 30.0)).administrations) == pytest.approx(35.0)


def test_every_example_is_a_usual_dose() -> None:
    for studied in studied_doses():
        if studied.given is Given.LONG_INFUSION:
            continue
        text = example_dose(studied.drug, studied.route, is_bolus=studied.given is Given.BOLUS)
        amount = parse_dose(text).total_mg(70.0) / (70.0 if studied.unit == "mg/kg" else 1.0)
        assert studied.usual_low <= amount <= studied.usual_high


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
