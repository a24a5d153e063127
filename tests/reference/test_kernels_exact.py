"""The kernels against forty-digit arithmetic, where rates repeat, nearly repeat, turn complex or vanish."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.networks import (
    any_networks,
    chain,
    doses,
    exact,
    large_networks,
    near_chains,
    near_metabolites,
    network,
    worst_error,
)
from wane.kernels import Doses, FloatArray, respond

TIMES_H = np.array([0.0, 1e-6, 1e-3, 0.03, 0.1, 0.4, 0.7, 1.5, 3.0, 3.1, 7.0, 24.0])
regimens = st.sampled_from(
    [
        doses((0.0, 0.0, 10.0, 0)),
        doses((0.0, 0.5, 10.0, 0)),
        doses((0.0, 0.5, 5.0, 0), (0.5, 1.0, 5.0, 0), (3.0, 0.0, 2.0, 1)),
        doses((3.0, 2.0, 1.0, 1), (0.0, 0.0, 10.0, 0)),
    ]
)
slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def worst(matrix: FloatArray, regimen: Doses, times_h: FloatArray = TIMES_H) -> float:
    every_state = np.eye(matrix.shape[1])[None]
    return worst_error(respond(matrix, every_state, times_h, regimen)[0], exact(matrix[0], times_h, regimen))


@slow
@given(near_chains(), regimens)
def test_chains_are_right_however_near_their_rates_are(matrix: FloatArray, regimen: Doses) -> None:
    assert worst(matrix, regimen) < 1e-8


@slow
@given(near_metabolites(), regimens)
def test_a_metabolite_may_have_the_rate_of_its_parent(matrix: FloatArray, regimen: Doses) -> None:
    assert worst(matrix, regimen) < 1e-8


@slow
@given(any_networks(), regimens)
def test_any_network_is_right_with_loops_and_without_loss(matrix: FloatArray, regimen: Doses) -> None:
    assert worst(matrix, regimen) < 1e-8


@settings(slow, max_examples=15)
@given(large_networks())
def test_every_output_of_a_large_network_is_right_by_itself(matrix: FloatArray) -> None:
    """One output at a time, because the path is chosen for what is asked."""
    regimen = doses((0.0, 0.5, 10.0, 0), (3.0, 0.0, 2.0, len(matrix[0]) // 2))
    times_h = np.append(TIMES_H, [90.0, 300.0])
    truth = exact(matrix[0], times_h, regimen)
    for state, expected in enumerate(truth):
        output = np.eye(len(truth))[None, state : state + 1]
        assert worst_error(respond(matrix, output, times_h, regimen)[0], expected[None]) < 1e-8


@pytest.mark.parametrize("n_states", [2, 7, 16])
def test_a_chain_of_equal_rates_is_right_up_to_sixteen_states(n_states: int) -> None:
    assert worst(chain([3.0] * n_states), doses((0.0, 0.5, 10.0, 0), (3.0, 0.0, 1.0, 1))) < 1e-8


def test_rates_a_million_apart_are_right() -> None:
    stiff = network(4, [(0, 1, 500.0), (1, 0, 30.0), (0, 2, 1.0), (2, 3, 0.2), (3, None, 5e-4), (2, None, 0.1)])
    assert worst(stiff, doses((0.0, 0.5, 10.0, 0)), np.append(TIMES_H, [100.0, 400.0])) < 1e-8


def test_an_even_grid_is_as_right_as_any_other() -> None:
    times_h = np.linspace(0.0, 12.0, 49)
    regimen = doses((0.0, 2.5, 10.0, 0), (6.1, 0.0, 3.0, 0))
    assert worst(chain([2.0, 2.0, 2.0, 0.3]), regimen, times_h) < 1e-8
    assert worst(network(3, [(0, 1, 2.0), (1, 0, 0.5), (0, 2, 1.0), (2, None, 0.3)]), regimen, times_h) < 1e-8
