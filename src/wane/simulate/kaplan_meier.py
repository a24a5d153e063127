"""Kaplan-Meier: the share still free of relapse by each day, from counts of people by day."""

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import FloatArray

Counts = NDArray[np.int64]


def free_of_relapse(lost: Counts, watched: Counts) -> FloatArray:
    """Share free of relapse after each day, (n_groups, n_days); NaN where nobody was followed.

    Args:
        lost: people by the day of their relapse, (n_groups, n_days).
        watched: people by the day on which they were last seen free of it, (n_groups, n_days); who leaves on the day of
            another's relapse is still at risk then.
    """
    at_risk = people_at_risk(lost, watched)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(at_risk > 0, 1.0 - lost / np.maximum(at_risk, 1), 1.0)
    found: FloatArray = np.cumprod(kept, axis=1, dtype=np.float64)
    found[at_risk[:, 0] == 0] = np.nan
    return found


def people_at_risk(lost: Counts, watched: Counts) -> Counts:
    """People still followed and free of relapse as each day begins, (n_groups, n_days)."""
    leaving = lost + watched
    found: Counts = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    return found


def last_at_risk(lost: Counts, watched: Counts) -> NDArray[np.int64]:
    """The last day on which anybody was still at risk, (n_groups,); -1 for nobody: beyond it nothing is known."""
    leaving = (lost + watched) > 0
    last = leaving.shape[1] - 1 - leaving[:, ::-1].argmax(axis=1)
    return np.where(leaving.any(axis=1), last, -1)


def median_day(free: FloatArray) -> FloatArray:
    """The first day by which half have relapsed, (n_groups,); inf where half never do, NaN where nobody is followed."""
    over = free <= 0.5 + 1e-12
    found = np.where(over.any(axis=1), over.argmax(axis=1), np.inf)
    found[np.isnan(free).any(axis=1)] = np.nan
    return found
