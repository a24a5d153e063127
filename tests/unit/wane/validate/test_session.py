"""The validation as a whole: every row is judged or explained, by the same people each time."""

import pytest

from wane.evidence.reading import load_table
from wane.validate.comparison import Comparison, Validation
from wane.validate.session import TABLES, validate_rows, validate_session


@pytest.fixture(scope="module")
def validation() -> Validation:
    return validate_session(people=1000, seed=1)


def test_every_validate_row_is_compared_or_explained_once(validation: Validation) -> None:
    told = [row.id for row in validation.comparisons] + [row.id for row in validation.not_predicted]
    assert sorted(told) == sorted(row["id"] for row in validate_rows())
    assert all(row.reason for row in validation.not_predicted)


def test_no_row_that_may_be_fitted_is_judged(validation: Validation) -> None:
    fitted = {row["id"] for table, _, _ in TABLES for row in load_table(table) if row["use"] != "validate"}
    assert not fitted & {row.id for row in validation.comparisons}


def test_the_seed_fixes_the_answer(validation: Validation) -> None:
    again = validate_session(people=1000, seed=1)
    assert again.comparisons == validation.comparisons
    assert validate_session(people=1000, seed=2).comparisons != validation.comparisons


def compared(validation: Validation, row_id: str) -> Comparison:
    """The comparison of one row."""
    return next(row for row in validation.comparisons if row.id == row_id)


def test_clearance_is_dose_over_area_in_the_unit_printed(validation: Validation) -> None:
    # Otto 2021 prints 95.2 L/h/70 kg; R-ketamine is cleared at 0.86 of that
    s_ketamine = compared(validation, "pk_observations.hasan_2021.5")
    r_ketamine = compared(validation, "pk_observations.hasan_2021.6")
    assert s_ketamine.predicted == pytest.approx(95.2 * 1000.0 / 60.0, rel=0.03)
    assert r_ketamine.predicted / s_ketamine.predicted == pytest.approx(0.86, rel=0.01)


def test_the_steady_volume_is_the_sum_of_the_compartments(validation: Validation) -> None:
    assert compared(validation, "pk_observations.hasan_2021.1").predicted == pytest.approx(418.8 / 70.0, rel=0.03)


def test_bands_hold_the_prediction(validation: Validation) -> None:
    assert all(row.low90 <= row.predicted <= row.high90 for row in validation.comparisons)
    assert all(row.fold_error >= 1.0 for row in validation.comparisons)


def test_children_and_other_tablets_are_explained_not_guessed(validation: Validation) -> None:
    reasons = {row.id: row.reason for row in validation.not_predicted}
    assert "5.5 years" in reasons["pk_observations.malinovsky_1996.1"]
    assert "prolonged-release" in reasons["pk_observations.hasan_2021.9"]
