"""The normal distribution, judged by SciPy."""

import numpy as np
from scipy import special

from wane.kernels import normal

X = np.linspace(-37.0, 8.0, 20001)
EVERYWHERE = np.concatenate([X, np.linspace(8.0, 38.0, 2001)])


def test_the_probability_agrees_with_scipy() -> None:
    np.testing.assert_allclose(normal.probability(EVERYWHERE), special.ndtr(EVERYWHERE), rtol=1e-12)


def test_the_quick_probability_is_good_to_three_in_ten_thousand() -> None:
    found = normal.probability_nearly(EVERYWHERE.copy())

    np.testing.assert_allclose(found, special.ndtr(EVERYWHERE), atol=0.0003)
    assert (np.diff(found) >= 0.0).all()


def test_the_log_probability_agrees_with_scipy_far_into_the_tail() -> None:
    np.testing.assert_allclose(normal.log_probability(X), special.log_ndtr(X), rtol=1e-12)


def test_the_log_probability_above_is_small_and_exact() -> None:
    above = np.linspace(8.0, 37.0, 100)

    np.testing.assert_allclose(normal.log_probability(above), np.log1p(-special.ndtr(-above)), rtol=1e-12)


def test_the_inverse_mills_ratio_stays_finite_in_the_far_tail() -> None:
    far = np.array([-1e4, -100.0, -10.0])

    np.testing.assert_allclose(normal.density_over_probability(far), -far, rtol=0.01)


def test_the_quantile_agrees_with_scipy_in_both_tails() -> None:
    p = np.concatenate([10.0 ** np.linspace(-300.0, -1.0, 3000), np.linspace(0.01, 0.999999, 9999)])

    np.testing.assert_allclose(normal.quantile(p), special.ndtri(p), rtol=1e-12, atol=1e-13)
