"""The binned mixture, judged by the sum over its components."""

import numpy as np
import pytest
from scipy import special

from wane.kernels.mixture import chances_up_to


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_the_mixture_agrees_with_the_sum_over_its_components(spread: float) -> None:
    rng = np.random.default_rng(5)
    mean = rng.normal(9.0, 5.0, (4, 300))
    sd = 2.5 * np.exp(spread * rng.standard_normal((4, 300)))
    weights = rng.dirichlet(np.ones(300))

    found = chances_up_to(mean, sd, weights, first=0.5, step=1.0, count=28)

    values = 0.5 + np.arange(28)
    exact = (special.ndtr((values[:, None, None] - mean) / sd) @ weights).T
    np.testing.assert_allclose(found, exact, atol=1e-3)


def test_means_far_outside_the_values_count_as_beyond() -> None:
    found = chances_up_to(
        np.array([[-500.0, 500.0]]), np.full((1, 2), 2.0), np.array([0.25, 0.75]), first=0.5, step=1.0, count=5
    )

    np.testing.assert_allclose(found, 0.25, atol=1e-5)
