"""ReliefComparison: one published number of relief beside its prediction, and what many of them say together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np

from wane.validate.comparison import NotPredicted


class ReliefFamily(StrEnum):
    """What kind of number it is."""

    RESPONSE = "response share"
    SCORE = "mean score or change"
    SPREAD = "spread between people"
    STILL_WELL = "share still well"
    DAYS = "days to relapse"
    MAINTENANCE = "share under maintenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorParts:
    """SD of each source of error on the reading's line.

    parameters: the fitted hyper-parameters. study: between studies. sampling: the arm's own people. model: of the model
    itself, as the fit holds it. level: an untreated level that is not printed; 0 where it is.
    """

    parameters: float
    study: float
    sampling: float
    model: float
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefComparison:
    """One number of a row. `optimism` is above 0 where the model promised more than came: in points of a share, in % of
    the untreated level, or as the log of predicted over observed for days and spreads.
    """

    id: str
    study: str
    condition: str
    family: ReliefFamily
    quantity: str
    is_control: bool
    unit: str
    observed: float
    predicted: float
    low50: float
    high50: float
    low90: float
    high90: float
    inside_50: bool
    inside_90: bool
    inside_90_without_model_error: bool
    optimism: float
    parts: ErrorParts
    assumptions: tuple[str, ...]
    remark: str | None

    @property
    def trial(self) -> str:
        """The trial in the row's id; its printed name may differ from table to table."""
        return self.id.split(".")[1]

    @property
    def is_ratio(self) -> bool:
        """Whether the error is a ratio, and `optimism` its log."""
        return self.family in RATIOS


RATIOS = frozenset({ReliefFamily.DAYS, ReliefFamily.SPREAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefGroup:
    """What the numbers of a group say together; errors only where all are of one unit, else None.

    `error_unit`: "times" predicted over observed (1: none) of days and spreads, "points" of others, "mixed" of both.
    """

    name: str
    family: str
    numbers: int
    studies: int
    inside_50: float
    inside_90: float
    error_unit: str
    mean_optimism: float | None
    median_error: float | None
    p90_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefValidation:
    """Every `validate` row of relief: predicted, number by number, or listed with the reason why not."""

    comparisons: tuple[ReliefComparison, ...]
    not_predicted: tuple[NotPredicted, ...]
    draws: int
    seed: int

    @property
    def rows_predicted(self) -> int:
        """How many rows gave at least one number."""
        return len({c.id for c in self.comparisons})

    @property
    def overall(self) -> ReliefGroup:
        """All numbers together."""
        return group_of("all", "all", self.comparisons)

    @property
    def unremarked(self) -> ReliefGroup:
        """The same without the rows that are no blind or no independent test."""
        return group_of("without remarked rows", "all", [c for c in self.comparisons if c.remark is None])

    @property
    def inside_90_without_model_error(self) -> float:
        """Share of all numbers inside a 90 % interval that leaves the error of the model itself out."""
        return float(np.mean([c.inside_90_without_model_error for c in self.comparisons]))

    @property
    def trials_without_a_miss(self) -> int:
        """How many trials have every number inside its 90 % interval."""
        return len({c.trial for c in self.comparisons} - {c.trial for c in self.comparisons if not c.inside_90})

    @property
    def by_family(self) -> tuple[ReliefGroup, ...]:
        """One group a family, ketamine and control arms apart."""
        return self._grouped(lambda c: ("control arms" if c.is_control else "ketamine arms", c.family))

    @property
    def by_condition(self) -> tuple[ReliefGroup, ...]:
        """One group a condition and family."""
        return self._grouped(lambda c: (c.condition.replace("_", " "), c.family))

    def _grouped(self, key: Callable[[ReliefComparison], tuple[str, str]]) -> tuple[ReliefGroup, ...]:
        order = list(ReliefFamily)
        ordered = sorted(self.comparisons, key=lambda c: (key(c)[0], order.index(c.family)))
        return tuple(group_of(name, family, tuple(own)) for (name, family), own in groupby(ordered, key=key))


def group_of(name: str, family: str, comparisons: Sequence[ReliefComparison]) -> ReliefGroup:
    """Numbers together; at least one."""
    units = {"times" if c.is_ratio else "points" for c in comparisons}
    optimism = np.array([c.optimism for c in comparisons])
    mean = median = p90 = None
    if len(units) == 1:
        mean, (median, p90) = float(optimism.mean()), map(float, np.quantile(np.abs(optimism), (0.5, 0.9)))
        if units == {"times"}:
            mean, median, p90 = (float(np.exp(x)) for x in (mean, median, p90))
    return ReliefGroup(
        name=name,
        family=family,
        numbers=len(comparisons),
        studies=len({c.trial for c in comparisons}),
        inside_50=float(np.mean([c.inside_50 for c in comparisons])),
        inside_90=float(np.mean([c.inside_90 for c in comparisons])),
        error_unit="mixed" if len(units) > 1 else next(iter(units)),
        mean_optimism=mean,
        median_error=median,
        p90_error=p90,
    )
