"""Comparison: one published value beside its prediction, and what all of them together say."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.reading import Row
from wane.models.timecourse import FloatArray

NOT_INDEPENDENT: Final = "no independent test"
"""How the note of a row says that a default was settled with its number in view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was published: a value (low = high), a range, or an upper bound (low 0)."""

    low: float
    high: float
    unit: str

    @property
    def is_number(self) -> bool:
        """Whether one number was published, and not a range or a bound."""
        return self.low == self.high

    @property
    def is_bound(self) -> bool:
        """Whether only an upper bound was published."""
        return self.low == 0.0 < self.high

    def __str__(self) -> str:
        if self.is_number:
            return f"{self.low:g}"
        return f"<= {self.high:g}" if self.is_bound else f"{self.low:g} to {self.high:g}"


class Statistic(StrEnum):
    """What of the people a number is."""

    MEDIAN = "median"
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One published value, its prediction over virtual people, and the assumptions a reader must know.

    `predicted` is the statistic that was published: the mean over people where a mean was, else the median. `remark`
    says why a row is no independent test of what is predicted.
    """

    id: str
    study: str
    quantity: str
    observed: Observed
    statistic: Statistic
    predicted: float
    low90: float
    high90: float
    models: tuple[str, ...]
    assumptions: tuple[str, ...]
    remark: str | None = None

    @property
    def fold_error(self) -> float:
        """How many times the prediction is off the published value or the nearest end of its range; 1 within it."""
        if self.predicted < self.observed.low:
            return self.observed.low / self.predicted if self.predicted > 0.0 else float("inf")
        return self.predicted / self.observed.high if self.predicted > self.observed.high else 1.0

    @property
    def is_inside(self) -> bool:
        """Whether the published value, or some of its range, lies in the 90 % band of people; whether a bound holds."""
        if self.observed.is_bound:
            return self.predicted <= self.observed.high
        return self.observed.low <= self.high90 and self.low90 <= self.observed.high


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPredicted:
    """A row that no shipped model can predict, and why."""

    id: str
    study: str
    quantity: str
    reason: str
    remark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Every `validate` row: compared, or listed with the reason why not."""

    comparisons: tuple[Comparison, ...]
    not_predicted: tuple[NotPredicted, ...]
    people: int
    seed: int

    @property
    def overall(self) -> "Overall":
        """What all compared rows say together."""
        return overall(self.comparisons)

    @property
    def independent(self) -> "Overall":
        """The same without the rows that are no independent test."""
        return overall([c for c in self.comparisons if c.remark is None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """How far off predictions are together, over all compared rows.

    Fold errors are over the `numbers` rows that published one number: a range or a bound is met or not, and a fold of 1
    within it would flatter. `share_inside` is over all rows.
    """

    compared: int
    numbers: int
    median_fold_error: float
    p90_fold_error: float
    share_inside: float


def overall(comparisons: Sequence[Comparison]) -> Overall:
    """Comparisons together; at least one published a number."""
    folds = [c.fold_error for c in comparisons if c.observed.is_number]
    median, p90 = np.quantile(folds, (0.5, 0.9))
    return Overall(
        compared=len(comparisons),
        numbers=len(folds),
        median_fold_error=float(median),
        p90_fold_error=float(p90),
        share_inside=float(np.mean([c.is_inside for c in comparisons])),
    )


def remark_of(row: Row) -> str | None:
    """Why a row is no independent test, in the words of its note; None where it is one."""
    return next((part for part in row["note"].split("; ") if NOT_INDEPENDENT in part), None)


def read_observed(row: Row, column: str) -> Observed:
    """The value or range in a column of a row; UnsupportedError where no number stands."""
    low, high = row[column] or row[f"{column}_low"], row[column] or row[f"{column}_high"]
    if not (low and high):
        raise UnsupportedError("the source gives no number")
    return Observed(low=float(low), high=float(high), unit=row["unit"])


def band(values: FloatArray, statistic: Statistic) -> tuple[float, float, float]:
    """(5th percentile, the statistic, 95th percentile) over people (n,)."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    middle = values.mean() if statistic is Statistic.MEAN else median
    return float(low), float(middle), float(high)
