"""Answers: what a simulated trial found, each number with what the fit leaves open and, apart, one more study."""

from collections.abc import Mapping
from dataclasses import dataclass

from wane.kernels.doses import FloatArray
from wane.simulate.plan import TrialPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A number among the virtual people at the most probable values of the fit.

    `low90`, `high90`: over the error of the fitted numbers. `low90_study`, `high90_study`: over that and how one study
    differs from the next. None where nothing was drawn, or the end lies beyond what was watched. `value` None has no
    number, and the arm says why.
    """

    value: float | None
    low90: float | None = None
    high90: float | None = None
    low90_study: float | None = None
    high90_study: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAnswer:
    """The scores of one visit: people seen, mean, SD between people, change from entry, shares of responders and
    remitters in per cent, and the scores below which 5, 25, 50, 75 and 95 % of people stand.
    """

    day: float
    n: int
    mean: Ranged
    sd: Ranged
    change: Ranged
    change_sd: Ranged
    response_pct: Ranged
    remission_pct: Ranged
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RelapseAnswer:
    """Kaplan-Meier of relapse: people followed, days until half have relapsed, share free by some days, in per cent.

    `curve` (n_days, 3): share free by each day with its ends over the error of the fitted numbers; NaN for no end.
    `at_risk` by day: people still followed and free as it begins.
    """

    n: int
    followed_pct: Ranged
    median_days: Ranged
    free_pct: Mapping[int, Ranged]
    curve: FloatArray
    at_risk: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A number between people: mean, SD, and the values below which 5, 50 and 95 % of people stand.

    `mean_low90`, `mean_high90`: of the mean, over the error of the fitted effects; None where `mean_reason` says why.
    """

    mean: float
    sd: float
    q05: float
    q50: float
    q95: float
    mean_low90: float | None = None
    mean_high90: float | None = None
    mean_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAnswer:
    """One session of an arm between people: peak and area of ketamine, peaks of dissociation and blood pressure.

    `site` is where concentrations are. `dissociation_by_session` holds the mean peak at the first, second, ... planned
    session. `withheld` says why a number is not there.
    """

    peak_ng_ml: Between | None
    auc_ng_h_ml: Between | None
    dissociation: Between | None
    dissociation_by_session: tuple[float, ...]
    systolic_rise_mmhg: Between | None
    diastolic_rise_mmhg: Between | None
    models: tuple[str, ...]
    site: str | None
    withheld: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmAnswer:
    """Everything about one arm. `reason` says why intervals are not there; `cost` of sessions, by person."""

    name: str
    words: str
    exposure: float | None
    by_day: tuple[DayAnswer, ...]
    relapse: RelapseAnswer | None
    sessions: Ranged
    bad_days: Ranged
    cost: Ranged | None
    session: SessionAnswer | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrialAnswer:
    """A simulated trial. `notes` say what was assumed."""

    plan: TrialPlan
    arms: tuple[ArmAnswer, ...]
    seed: int
    notes: tuple[str, ...]
    code_version: str
    evidence_digest: str
