"""Comparisons: the fold error and the band mean what their names say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import UnsupportedError
from wane.evidence.reading import load_table
from wane.validate.comparison import (
    Comparison,
    NotPredicted,
    Observed,
    Statistic,
    Validation,
    band,
    read_observed,
    remark_of,
)


def compared(
    observed: tuple[float, float], predicted: float = 10.0, *, low90: float = 5.0, high90: float = 20.0
) -> Comparison:
    """One row with these numbers."""
    low, high = observed
    return Comparison(
        id="table.study.1", study="A study", quantity="Cmax", observed=Observed(low=low, high=high, unit="ng/mL"),
        statistic=Statistic.MEDIAN, predicted=predicted, low90=low90, high90=high90,
        models=("a_model",), assumptions=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("observed", "fold_error"),
    [
        ((10.0, 10.0), 1.0),
        ((20.0, 20.0), 2.0),
        ((5.0, 5.0), 2.0),
        ((8.0, 12.0), 1.0),
        ((15.0, 30.0), 1.5),
        ((0.0, 5.0), 2.0),
    ],
)
def test_the_fold_error_is_to_the_nearest_end_of_what_was_observed(
    observed: tuple[float, float], fold_error: float
) -> None:
    assert compared(observed).fold_error == pytest.approx(fold_error)


@given(observed=st.floats(1e-3, 1e3), predicted=st.floats(1e-3, 1e3))
def test_over_and_under_by_the_same_factor_are_equally_wrong(observed: float, predicted: float) -> None:
    over, under = compared((observed, observed), predicted), compared((predicted, predicted), observed)
    assert over.fold_error == pytest.approx(under.fold_error)
    assert over.fold_error >= 1.0


def test_a_prediction_of_nothing_is_infinitely_wrong() -> None:
    assert compared((1.0, 1.0), 0.0).fold_error == float("inf")


@pytest.mark.parametrize(
    ("observed", "is_inside"),
    [((5.0, 5.0), True), ((4.9, 4.9), False), ((20.1, 30.0), False), ((15.0, 30.0), True), ((1.0, 4.0), False)],
)
def test_a_value_or_part_of_its_range_lies_in_the_band(observed: tuple[float, float], is_inside: bool) -> None:
    assert compared(observed).is_inside is is_inside


@pytest.mark.parametrize(("bound", "holds"), [(10.0, True), (9.9, False)])
def test_a_bound_holds_when_the_prediction_keeps_it_however_wide_the_band(*, bound: float, holds: bool) -> None:
    assert compared((0.0, bound), low90=0.0, high90=1000.0).is_inside is holds


def test_ranges_and_bounds_do_not_flatter_the_fold_errors() -> None:
    rows = (compared((20.0, 20.0)), compared((0.0, 90.0)), compared((8.0, 12.0)))
    summary = Validation(comparisons=rows, not_predicted=(), people=1000, seed=1).overall
    assert (summary.compared, summary.numbers) == (3, 1)
    assert summary.median_fold_error == pytest.approx(2.0)


def test_the_summary_is_over_all_rows_compared() -> None:
    rows = tuple(compared((10.0 * fold, 10.0 * fold)) for fold in (1.0, 1.5, 3.0))
    reason = NotPredicted(id="table.study.2", study="A study", quantity="F", reason="it goes in")
    validation = Validation(comparisons=rows, not_predicted=(reason,), people=1000, seed=1)
    assert validation.overall.median_fold_error == pytest.approx(1.5)
    assert validation.overall.p90_fold_error == pytest.approx(2.7)
    assert validation.overall.share_inside == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"value": "185", "value_low": "", "value_high": "", "unit": "ng/mL"}, "185"),
        ({"value": "", "value_low": "7", "value_high": "12", "unit": "h"}, "7 to 12"),
        ({"value": "", "value_low": "0", "value_high": "90", "unit": "min"}, "<= 90"),
    ],
)
def test_what_was_observed_is_read_as_it_is_printed(row: dict[str, str], words: str) -> None:
    assert str(read_observed(row, "value")) == words


def test_a_row_without_a_number_is_not_compared() -> None:
    with pytest.raises(UnsupportedError, match="no number"):
        read_observed({"value": "", "value_low": "", "value_high": "", "unit": ""}, "value")


def test_a_mean_is_compared_with_the_mean_and_all_else_with_the_median() -> None:
    values = np.array([1.0] * 90 + [101.0] * 10)
    assert band(values, Statistic.MEAN) == pytest.approx((1.0, 11.0, 101.0))
    assert band(values, Statistic.MEDIAN)[1] == 1.0


def test_rows_that_are_no_independent_test_are_left_out_of_the_second_summary() -> None:
    rows = (compared((10.0, 10.0)), replace(compared((50.0, 50.0)), remark="seen: no independent test"))
    validation = Validation(comparisons=rows, not_predicted=(), people=1000, seed=1)
    assert (validation.overall.compared, validation.independent.compared) == (2, 1)
    assert validation.overall.p90_fold_error > validation.independent.p90_fold_error == pytest.approx(1.0)


def test_the_remark_is_the_part_of_the_note_that_says_so() -> None:
    rows = {row["id"]: row for row in load_table("pk_observations")}
    remark = remark_of(rows["pk_observations.clements_1982.1"])
    assert remark is not None
    assert remark.startswith("the range of im_racemate.f")
    assert remark_of(rows["pk_observations.zarate_2006.1"]) is None
