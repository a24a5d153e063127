"""Kaplan-Meier from counts, beside lifelines, which works from one row a person."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from lifelines import KaplanMeierFitter

from wane.simulate.kaplan_meier import Counts, free_of_relapse, last_at_risk, median_day, people_at_risk

COUNTS = arrays(np.int64, st.tuples(st.just(2), st.integers(1, 12)), elements=st.integers(0, 6))


def by_lifelines(lost: Counts, watched: Counts) -> KaplanMeierFitter:
    """The fit of one group."""
    days = np.arange(lost.size)
    times = np.concatenate([np.repeat(days, lost), np.repeat(days, watched)])
    relapsed = np.concatenate([np.ones(lost.sum()), np.zeros(watched.sum())])
    return KaplanMeierFitter().fit(times, relapsed)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_the_curve_and_the_median_are_those_of_lifelines(counts: Counts) -> None:
    lost, watched = counts[:1], counts[1:]
    free, middle = free_of_relapse(lost, watched)[0], float(median_day(free_of_relapse(lost, watched))[0])
    if not counts.sum():
        assert np.isnan(free).all()
        assert np.isnan(middle)
        return
    judge = by_lifelines(lost[0], watched[0])

    np.testing.assert_allclose(free, judge.survival_function_at_times(np.arange(free.size)), atol=1e-12)
    if not np.isclose(free, 0.5, atol=1e-9).any():  # lifelines sums logarithms, so that one half may be a hair more
        assert middle == judge.median_survival_time_
    assert last_at_risk(lost, watched)[0] == np.flatnonzero(counts.sum(axis=0)).max()
    table = judge.event_table["at_risk"]  # lifelines lists days on which somebody leaves, and day 0
    days = table.index.to_numpy(dtype=np.int64)
    assert people_at_risk(lost, watched)[0, days].tolist() == table.tolist()


def test_nobody_at_risk_has_no_last_day() -> None:
    nobody = np.zeros((1, 3), np.int64)

    assert last_at_risk(nobody, nobody)[0] == -1


def test_who_leaves_on_the_day_of_a_relapse_is_still_at_risk() -> None:
    free = free_of_relapse(np.array([[0, 1, 0]]), np.array([[0, 1, 2]]))

    assert free[0, 1] == pytest.approx(0.75)


def test_the_median_is_the_first_day_by_which_half_have_relapsed() -> None:
    assert median_day(np.array([[1.0, 0.5, 0.5], [1.0, 0.9, 0.6]])).tolist() == [1.0, np.inf]
