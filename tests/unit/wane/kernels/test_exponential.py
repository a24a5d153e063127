"""The exponential of the matrix, against SciPy's and by its own laws."""

import numpy as np
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.networks import any_networks, chain, doses, exact, near_chains
from wane.kernels import FloatArray
from wane.kernels.exponential import exponential, ladder

networks = st.one_of(any_networks(), near_chains())


@settings(deadline=None, max_examples=20)
@given(networks)
def test_every_column_is_what_a_bolus_leaves_after_an_hour(matrix: FloatArray) -> None:
    """Against forty digits: SciPy's own exponential errs by 1e-8 where two rates nearly coincide."""
    found = exponential(matrix)[0]
    for state in range(len(found)):
        expected = exact(matrix[0], np.array([1.0]), doses((0.0, 0.0, 1.0, state)))[:, 0]
        np.testing.assert_allclose(found[:, state], expected, rtol=1e-12)


@settings(deadline=None)
@given(networks)
def test_two_steps_are_one_of_twice_the_length(matrix: FloatArray) -> None:
    np.testing.assert_allclose(exponential(matrix) @ exponential(matrix), exponential(2.0 * matrix), rtol=1e-11)


def test_entries_far_below_rounding_of_the_largest_are_right() -> None:
    """The last of eight equal states after a short time holds t^7 / 7! of the dose."""
    found = exponential(chain([1.0] * 8) * 1e-3)[0, 7, 0]
    np.testing.assert_allclose(found, 1e-21 / 5040.0 * np.exp(-1e-3), rtol=1e-12)


def test_rungs_and_rest_reach_every_time() -> None:
    matrix = chain([30.0, 30.0, 0.1])
    reached = ladder(matrix, 5.0)
    start = np.array([[1.0, 0.0, 0.0]])
    for time_h in (0.0, 0.013, 0.5, 4.99, 5.0):
        whole = np.array([int(time_h / reached.step_h)])
        rest = reached.rest(start, time_h - whole * reached.step_h)
        expected = scipy.linalg.expm(matrix[0] * time_h)[:, 0]
        np.testing.assert_allclose(reached.climb(rest, whole)[0, :, 0], expected, rtol=1e-10, atol=1e-16)
