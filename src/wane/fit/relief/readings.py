"""Reading: one number of one evidence row, with the arm it belongs to."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wane.fit.relief.course import Sessions
from wane.models.timecourse import FloatArray


class Kind(StrEnum):
    """What a reading states."""

    MEAN = "mean score"
    CHANGE = "mean change"
    MEAN_OVER = "mean score over the days"
    SD = "SD of the score"
    CHANGE_SD = "SD of the change"
    RESPONSE = "% responding on the day"
    REMISSION = "% at or below a limit on the day"
    EVER = "% ever responding by the day"
    KEPT = "% of responders without relapse"
    MEAN_DAYS = "mean days to relapse"
    MEDIAN_DAYS = "median days to relapse"


SHARES = frozenset({Kind.RESPONSE, Kind.REMISSION, Kind.EVER, Kind.KEPT})
SPREADS = frozenset({Kind.SD, Kind.CHANGE_SD})
LASTING = frozenset({Kind.KEPT, Kind.MEAN_DAYS, Kind.MEDIAN_DAYS})
SIZES = frozenset({Kind.MEAN, Kind.CHANGE, Kind.MEAN_OVER})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arm:
    """One arm of one study. A control arm has `control_days` and no sessions of the drug."""

    study: str
    name: str
    condition: str
    instrument: str
    untreated: float
    untreated_sd: float
    sessions: Sessions
    control_days: FloatArray
    is_control: bool
    has_expectancy: bool
    has_new_treatment: bool
    is_crossover: bool
    is_drug_free: bool
    is_nasal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """`value` on `day` (from the first session). `limit` is a share of the baseline, or points where `is_absolute` or a
    remission. `factor` widens the error of weak sources. A lasting kind counts from `from_day` (who had responded) and
    its days from `count_from`; relapse is `line` points, or `line_share` of improvement lost, where `line` is 0.
    `earlier`: the share by which people were chosen in an earlier course; no `fit` row has one.
    """

    row: str
    arm: Arm
    kind: Kind
    day: float
    value: float
    n: float
    factor: float
    sd: float | None = None
    limit: float = 0.0
    is_absolute: bool = False
    from_day: float = 0.0
    count_from: float = 0.0
    line: float = 0.0
    line_share: float = 0.5
    earlier: "Reading | None" = None


NO_SESSIONS = Sessions(days=np.zeros(0), exposures=np.zeros(0))
