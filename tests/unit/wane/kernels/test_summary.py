"""Areas, steady levels and slowest rates."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.networks import chain, doses, network, parent_and_metabolite, rates
from wane.kernels import area_under_curve, respond, steady_state, terminal_rates

OUTPUT = np.array([[[1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 0.0]]])
ONE_MG = np.array([[1.0, 0.0, 0.0, 0.0, 0.0]])
eight_rates = st.lists(rates, min_size=8, max_size=8)


@settings(deadline=None)
@given(eight_rates)
def test_the_area_is_dose_over_clearance_for_parent_and_metabolite(k: list[float]) -> None:
    """The parent leaves only by rate 4 and the metabolite only by rate 5: area = dose / rate, whatever is exchanged."""
    area = area_under_curve(parent_and_metabolite(k), OUTPUT, 35.0 * ONE_MG)
    np.testing.assert_allclose(area, [[35.0 / k[4], 35.0 / k[5]]], rtol=1e-9)


@settings(deadline=None)
@given(eight_rates)
def test_the_area_is_what_a_collecting_state_ends_with(k: list[float]) -> None:
    collecting = np.zeros((1, 6, 6))
    collecting[:, :5, :5] = parent_and_metabolite(k)
    collecting[0, 5, 3] = 1.0
    last = np.array([[[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]]])
    found = respond(collecting, last, np.array([1e7]), doses((0.0, 0.5, 35.0, 0)))[0, 0, 0]
    np.testing.assert_allclose(found, area_under_curve(collecting[:, :5, :5], OUTPUT, 35.0 * ONE_MG)[0, 1], rtol=1e-6)


@settings(deadline=None)
@given(eight_rates)
def test_a_long_infusion_comes_to_the_steady_level(k: list[float]) -> None:
    matrix = parent_and_metabolite(k)
    after = respond(matrix, OUTPUT, np.array([1e7]), doses((0.0, 2e7, 2e7 * 3.0, 0)))[0, :, 0]
    np.testing.assert_allclose(after, steady_state(matrix, OUTPUT, 3.0 * ONE_MG)[0], rtol=1e-6)


def test_the_area_is_infinite_where_nothing_leaves_and_zero_where_nothing_arrives() -> None:
    kept = network(2, [(0, 1, 1.0), (1, 0, 2.0)])
    first = np.array([[[1.0, 0.0]]])
    assert area_under_curve(kept, first, np.array([[1.0, 0.0]]))[0, 0] == np.inf
    assert area_under_curve(chain([1.0, 1.0]), first, np.array([[0.0, 1.0]]))[0, 0] == 0.0


def test_the_slowest_rate_is_the_one_that_the_output_shows() -> None:
    matrix = parent_and_metabolite([1.0, 2.0, 3.0, 1.0, 4.0, 0.05, 0.3, 0.2])
    found = terminal_rates(matrix, OUTPUT, doses((0.0, 0.0, 1.0, 0)))
    late_h = np.array([[60.0, 61.0], [600.0, 601.0]])
    for o in range(2):
        values = respond(matrix, OUTPUT, late_h[o], doses((0.0, 0.0, 1.0, 0)))[0, o]
        np.testing.assert_allclose(found[0, o], np.log(values[0] / values[1]), rtol=1e-6)


def test_an_output_without_loss_has_no_rate_and_one_without_a_dose_has_none_to_show() -> None:
    kept = network(3, [(0, 1, 1.0), (1, 0, 2.0), (2, None, 1.0)])
    outputs = np.eye(3)[None]
    found = terminal_rates(kept, outputs, doses((0.0, 0.0, 1.0, 0)))
    np.testing.assert_array_equal(found, [[0.0, 0.0, np.nan]])
