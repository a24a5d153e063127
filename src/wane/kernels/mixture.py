"""Distribution function of a normal mixture at evenly spaced values, on many days at once."""

from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.kernels.normal import probability

MEANS_A_STEP: Final = 3  # grid points of the mean between two neighbouring values
SD_RATIO_AT_MOST: Final = 1.15  # of neighbouring grid points of the SD


def chances_up_to(
    mean: FloatArray, sd: FloatArray, weights: FloatArray, *, first: float, step: float, count: int
) -> FloatArray:
    """P(X <= first + i step), i = 0 .. count - 1, of the mixture of normals; (n_days, count). Good to about 0.001.

    Each component is shared among the four nearest points of a grid of means and log SDs, which keeps its mean, so that
    the distribution function is needed at the grid's points only. Means far outside the values lie on the border.

    Args:
        mean: (n_days, n_nodes).
        sd: (n_days, n_nodes), above 0.
        weights: (n_nodes,), of sum 1.
        first: the lowest value.
        step: between two values.
        count: how many values.
    """
    fine = step / MEANS_A_STEP
    margin = int(np.ceil(4.5 * sd.max() / fine))
    n_means = (count - 1) * MEANS_A_STEP + 2 * margin + 1
    lowest, log_sd = float(np.log(sd.min())), np.log(sd)
    span = float(log_sd.max()) - lowest
    n_sds = int(np.ceil(span / np.log(SD_RATIO_AT_MOST))) + 1
    place = np.clip((mean - first) / fine + margin, 0.0, n_means - 1.001)
    row = np.minimum((log_sd - lowest) * ((n_sds - 1) / span if span > 0.0 else 0.0), max(n_sds - 1.001, 0.0))
    grid = _shared_out(place, row, weights, n_means, n_sds)
    sds = np.exp(lowest + span * np.arange(n_sds) / max(n_sds - 1, 1))
    steps = np.arange(-n_means, n_means + 1)
    known = probability(fine * steps / sds[:, None])
    values = margin + MEANS_A_STEP * np.arange(count)
    table = known[:, values[None, :] - np.arange(n_means)[:, None] + n_means]
    return grid.reshape(len(mean), -1) @ table.reshape(-1, count)


def _shared_out(place: FloatArray, row: FloatArray, weights: FloatArray, n_means: int, n_sds: int) -> FloatArray:
    """Weights on the grid, (n_days, n_sds, n_means), each shared among its four neighbours; day by day, in cache."""
    i, j = place.astype(np.int64), row.astype(np.int64)
    right, up = place - i, row - j
    cells = j * n_means + i
    size = (n_sds + 1) * n_means
    grid = np.empty((len(place), size))
    for day, cell in enumerate(cells):
        upper = weights * up[day]
        lower = weights - upper
        from_upper, from_lower = upper * right[day], lower * right[day]
        grid[day] = np.bincount(cell, lower - from_lower, size)
        grid[day] += np.bincount(cell + 1, from_lower, size)
        grid[day] += np.bincount(cell + n_means, upper - from_upper, size)
        grid[day] += np.bincount(cell + n_means + 1, from_upper, size)
    return grid.reshape(len(place), n_sds + 1, n_means)[:, :n_sds]
