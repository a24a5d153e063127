"""TimeCourse: one quantity over time, as quantiles over virtual people or over one person's posterior."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of people below the five lines of a course."""


class Site(StrEnum):
    """Where blood is taken: the answer differs twofold."""

    VENOUS = "venous"
    ARTERIAL = "arterial"


class Level(StrEnum):
    """What the prediction knows: nobody in particular, covariates, or covariates and measurements."""

    POPULATION = "population"
    A_PRIORI = "a priori"
    A_POSTERIORI = "a posteriori"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeCourse:
    """Quantiles of one quantity; every array has shape (n_times,).

    `quantity` is an id such as `concentration.ketamine.venous`, `dissociation`, `systolic_rise`; `evidence` names the
    rows and models it rests on.
    """

    quantity: str
    unit: str
    site: Site | None
    level: Level
    minutes: FloatArray
    q05: FloatArray
    q25: FloatArray
    median: FloatArray
    q75: FloatArray
    q95: FloatArray
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        shapes = {a.shape for a in (self.minutes, self.q05, self.q25, self.median, self.q75, self.q95)}
        if len(shapes) != 1:
            raise ValueError(f"{self.quantity}: arrays of one course must share a shape; these came: {sorted(shapes)}.")


def summarise(
    values: FloatArray,
    *,
    quantity: str,
    unit: str,
    site: Site | None,
    level: Level,
    minutes: FloatArray,
    evidence: tuple[str, ...],
) -> TimeCourse:
    """Quantiles over people of `values` [unit] (n_people, n_times), on the straight line between neighbours.

    Sorting people at each time is some times faster than `np.quantile`.
    """
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)
    last = ordered.shape[1] - 1
    bands = []
    for share in SHARES:
        below, part = divmod(share * last, 1.0)
        left = ordered[:, int(below)]
        bands.append(left + part * (ordered[:, min(int(below) + 1, last)] - left))
    q05, q25, median, q75, q95 = bands
    return TimeCourse(
        quantity=quantity, unit=unit, site=site, level=level, minutes=minutes,
        q05=q05, q25=q25, median=median, q75=q75, q95=q95, evidence=evidence,
    )  # fmt: skip
