"""Modes of a network: Vieta's relations, the matrix they came from, and when they must not be trusted."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.networks import any_networks, chain, near_chains, network, parent_and_metabolite, rates
from wane.kernels import FloatArray, decompose
from wane.kernels.modes import are_sound

mammillary = st.lists(rates, min_size=8, max_size=8).map(parent_and_metabolite)


@settings(deadline=None)
@given(st.one_of(mammillary, any_networks(), near_chains()))
def test_rates_obey_vieta_for_any_rate_constants(matrix: FloatArray) -> None:
    """Sum of rates, of pair products and their whole product are those of the matrix: trace, minors, determinant."""
    found = decompose(matrix).rates[0]
    n = len(found)
    minors = sum(np.linalg.det(matrix[0][np.ix_(pair, pair)]) for pair in combinations(range(n), 2))
    size = np.abs(matrix).max()
    np.testing.assert_allclose(found.sum(), np.trace(matrix[0]), rtol=1e-9)
    np.testing.assert_allclose(sum(a * b for a, b in combinations(found, 2)), minors, rtol=1e-7, atol=1e-7 * size**2)
    np.testing.assert_allclose(np.prod(found), np.linalg.det(matrix[0]), rtol=1e-7, atol=1e-9 * size**n)


@settings(deadline=None)
@given(mammillary)
def test_sound_modes_give_back_the_matrix(matrix: FloatArray) -> None:
    modes = decompose(matrix)
    if are_sound(modes, modes.right, modes.left, np.eye(modes.rates.shape[1])[None])[0]:
        size = np.abs(matrix).max()
        np.testing.assert_allclose(modes.right[0] @ modes.left[0], np.eye(5), atol=1e-9)
        np.testing.assert_allclose((modes.right * modes.rates[:, None]) @ modes.left, matrix, atol=1e-9 * size)


@pytest.mark.parametrize("matrix", [chain([2.0, 2.0]), chain([2.0, 2.0 * (1.0 + 1e-9)]), chain([1.0, 1.0, 1.0, 1.0])])
def test_repeated_and_nearly_repeated_rates_are_not_trusted(matrix: FloatArray) -> None:
    modes = decompose(matrix)
    assert not are_sound(modes, modes.right, modes.left, np.eye(modes.rates.shape[1])[None])[0]


def test_a_repeated_rate_without_a_flow_between_is_sound() -> None:
    apart = network(2, [(0, None, 1.0), (1, None, 1.0)])
    modes = decompose(apart)
    assert are_sound(modes, modes.right, modes.left, np.eye(modes.rates.shape[1])[None])[0]


def test_a_group_without_a_full_set_of_modes_is_not_trusted_but_its_rates_are_right() -> None:
    """A loop of three states with equal rates and one loss, made so that two rates coincide."""
    tied = np.array([[[-2.0, 0.0, 1.0], [1.0, -2.0, 0.0], [0.0, 0.0, -1.0]]])
    tied[0, 2, 1] = 0.0
    looped = np.array([[[-1.0, 0.0, 0.25], [1.0, -1.0, 0.0], [0.0, 0.25 * 16.0 / 27.0, -1.0]]])
    for matrix in (tied, looped):
        np.testing.assert_allclose(np.sort(decompose(matrix).rates[0].real), np.sort(np.linalg.eigvals(matrix[0]).real))


def test_a_network_where_a_person_lacks_half_of_an_exchange_keeps_its_rates() -> None:
    both = np.concatenate([network(2, [(0, 1, 1.0), (1, 0, 2.0), (0, None, 3.0)]), chain([4.0, 5.0])])
    modes = decompose(both)
    np.testing.assert_allclose(np.sort(modes.rates[1]), [-5.0, -4.0])
    assert list(are_sound(modes, modes.right, modes.left, np.eye(modes.rates.shape[1])[None])) == [True, False]
