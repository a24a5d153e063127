"""Cases: a row's words become the regimen, person and site it describes."""

import pytest

from wane.errors import UnsupportedError
from wane.evidence.reading import Row
from wane.models.person import Race
from wane.models.regimen import Drug, Route
from wane.models.timecourse import Site
from wane.validate.case import read_case

ROW = {
    "population": "healthy", "drug": "racemic ketamine", "route": "IV infusion",
    "dose": "0.5", "dose_low": "", "dose_high": "", "dose_printed": "", "dose_unit": "mg/kg",
}  # fmt: skip


def row(**changes: str) -> Row:
    """The row with something changed."""
    return ROW | changes


def test_an_infusion_in_mg_per_kg_is_given_to_seventy_kilograms() -> None:
    case = read_case(row(), duration_min="40", matrix="plasma, site not stated")
    (given,) = case.regimen.administrations
    assert (given.dose_mg, given.duration_h) == pytest.approx((35.0, 2 / 3))
    assert case.regimen.drug is Drug.KETAMINE
    assert case.site is Site.VENOUS
    assert len(case.assumptions) == 2


def test_the_site_that_is_stated_is_taken() -> None:
    assert read_case(row(), duration_min="40", matrix="arterial").site is Site.ARTERIAL
    assert len(read_case(row(), duration_min="40", matrix="venous").assumptions) == 1


def test_a_bolus_stays_a_bolus_and_a_missing_duration_is_said() -> None:
    assert read_case(row(route="IV bolus"), duration_min="0.17", matrix="").regimen.administrations[0].is_bolus
    unsaid = read_case(row(dose="5", dose_unit="mg"), duration_min="", matrix="venous")
    assert unsaid.regimen.total_mg == 5.0
    assert "duration" in unsaid.assumptions[-1]


def test_a_range_of_nasal_doses_is_given_at_its_upper_end_by_devices() -> None:
    nasal = row(
        drug="esketamine",
        route="intranasal",
        dose="",
        dose_low="56",
        dose_high="84",
        dose_printed="56-84",
        dose_unit="mg",
    )
    case = read_case(nasal, duration_min="", matrix="plasma")
    assert [a.route for a in case.regimen.administrations] == [Route.INTRANASAL] * 3
    assert "upper dose of 56-84 mg" in " ".join(case.assumptions)


def test_a_bolus_with_a_steady_rate_keeps_both() -> None:
    both = row(route="IV bolus + infusion", dose="", dose_printed="2 mg/kg then 41", dose_unit="ug/kg/min")
    case = read_case(both, duration_min="", matrix="")
    assert case.regimen.total_mg == pytest.approx(140.0)
    assert case.maintenance_mg_h == pytest.approx(41e-3 * 60 * 70)


def test_people_are_as_described() -> None:
    children = read_case(row(population="children 2-9 y, 10-30 kg, halothane"), duration_min="40", matrix="venous")
    assert (children.covariates.weight_kg, children.covariates.age_y) == (20.0, 5.5)
    chinese = read_case(row(population="Chinese patients, painless gastroscopy"), duration_min="40", matrix="venous")
    assert chinese.covariates.race is Race.ASIAN


def test_what_no_model_can_be_given_says_so() -> None:
    with pytest.raises(UnsupportedError, match="oral prolonged-release tablet"):
        read_case(row(route="oral prolonged-release tablet"), duration_min="", matrix="")
    with pytest.raises(UnsupportedError, match="150 target"):
        read_case(row(dose="", dose_printed="150 target", dose_unit="ng/mL"), duration_min="", matrix="")
    unsaid = read_case(row(dose="", dose_unit="", route="IM"), duration_min="", matrix="")
    assert unsaid.regimen.total_mg == pytest.approx(35.0)
