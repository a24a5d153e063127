"""Peaks and last crossings, against formulas and against the response itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.networks import chain, doses, network, parent_and_metabolite, rates
from wane.kernels import Doses, FloatArray, peak, respond, time_below

METABOLITE = np.array([[[0.0, 0.0, 0.0, 1.0, 0.0]]])
LAST_OF_TWO = np.array([[[0.0, 1.0]]])
eight_rates = st.lists(rates, min_size=8, max_size=8)
courses = st.sampled_from(
    [
        doses((0.0, 0.0, 10.0, 0)),
        doses((0.0, 0.7, 10.0, 0)),
        doses((0.0, 0.7, 10.0, 0), (2.0, 0.7, 11.0, 0), (48.0, 0.0, 4.0, 0)),
    ]
)


@pytest.mark.parametrize(("first", "second"), [(3.0, 0.4), (0.4, 3.0), (1.0, 1.0), (1.0, 1.0 + 1e-9)])
def test_the_peak_after_absorption_is_the_textbook_one(first: float, second: float) -> None:
    height, at_h = peak(chain([first, second]), LAST_OF_TWO, doses((2.0, 0.0, 10.0, 0)))
    gap = second - first
    expected_h = np.log1p(gap / first) / gap if gap else 1.0 / first
    np.testing.assert_allclose(at_h, 2.0 + expected_h, rtol=1e-7)
    np.testing.assert_allclose(height, 10.0 * first / second * np.exp(-first * expected_h), rtol=1e-12)


def test_the_peak_of_an_infusion_is_its_end_and_of_a_bolus_its_start() -> None:
    one = network(1, [(0, None, 0.5)])
    height, at_h = peak(one, np.ones((1, 1, 1)), doses((1.0, 2.0, 10.0, 0)))
    assert (height[0], at_h[0]) == (pytest.approx(10.0 * (1.0 - np.exp(-1.0)), rel=1e-12), 3.0)
    assert [float(x[0]) for x in peak(one, np.ones((1, 1, 1)), doses((1.0, 0.0, 10.0, 0)))] == [10.0, 1.0]


@settings(deadline=None, max_examples=40)
@given(eight_rates, courses)
def test_no_time_is_higher_than_the_peak(k: list[float], course: Doses) -> None:
    matrix = parent_and_metabolite(k)
    height, at_h = peak(matrix, METABOLITE, course)
    near_h = at_h[0] * (1.0 + np.linspace(-0.05, 0.05, 21))
    times_h = np.unique(np.concatenate([np.linspace(0.0, 60.0, 3001), np.geomspace(1e-3, 3000.0, 2000), near_h]))
    values = respond(matrix, METABOLITE, times_h, course)[0, 0]
    assert values.max() <= height[0] * (1.0 + 1e-9)
    np.testing.assert_allclose(respond(matrix, METABOLITE, at_h, course)[0, 0], height, rtol=1e-9)


@settings(deadline=None, max_examples=40)
@given(eight_rates, courses, st.floats(min_value=1e-6, max_value=0.9))
def test_after_the_last_crossing_the_output_stays_below(k: list[float], course: Doses, share: float) -> None:
    matrix = parent_and_metabolite(k)
    limit = share * float(peak(matrix, METABOLITE, course)[0][0])
    last_h = time_below(matrix, METABOLITE, course, limit)
    np.testing.assert_allclose(respond(matrix, METABOLITE, last_h, course)[0, 0], limit, rtol=1e-7)
    later_h = last_h[0] * (1.0 + np.geomspace(1e-6, 10.0, 400))
    assert (respond(matrix, METABOLITE, later_h, course)[0, 0] < limit).all()


def test_a_limit_never_reached_gives_the_first_dose_and_one_never_left_gives_infinity() -> None:
    people = np.concatenate([chain([1.0, 1.0]), network(2, [(0, 1, 1.0)])])
    found = time_below(people, LAST_OF_TWO, doses((3.0, 0.0, 10.0, 0)), 5.0)
    np.testing.assert_array_equal(found, [3.0, np.inf])


def test_an_output_that_no_dose_reaches_has_no_peak_and_no_crossing() -> None:
    first = np.array([[[1.0, 0.0]]])
    given_last = doses((2.0, 0.0, 1.0, 1))
    height, at_h = peak(chain([1.0, 1.0]), first, given_last)
    assert (height[0], at_h[0]) == (0.0, 2.0)
    assert time_below(chain([1.0, 1.0]), first, given_last, 0.1)[0] == 2.0


def test_many_people_are_answered_as_each_one_alone() -> None:
    rng = np.random.default_rng(3)
    people: FloatArray = np.concatenate([parent_and_metabolite(k) for k in rng.lognormal(0.0, 0.5, (300, 8))])
    course = doses((0.0, 0.7, 10.0, 0), (5.0, 0.0, 3.0, 0))
    height, at_h = peak(people, METABOLITE, course)
    below_h = time_below(people, METABOLITE, course, 0.01)
    for i in (0, 249, 250, 299):
        alone = peak(people[i : i + 1], METABOLITE, course)
        np.testing.assert_allclose([height[i], at_h[i]], [alone[0][0], alone[1][0]], rtol=1e-6)
        np.testing.assert_allclose(below_h[i], time_below(people[i : i + 1], METABOLITE, course, 0.01)[0], rtol=1e-9)


def test_a_network_without_any_flow_holds_its_dose() -> None:
    still = np.zeros((1, 1, 1))
    assert peak(still, np.ones((1, 1, 1)), doses((0.0, 0.0, 4.0, 0)))[0][0] == 4.0
    assert time_below(still, np.ones((1, 1, 1)), doses((0.0, 0.0, 4.0, 0)), 1.0)[0] == np.inf
