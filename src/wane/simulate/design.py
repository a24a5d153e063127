"""Design: a virtual trial as a value: who takes part, what each arm gives, when people are seen, what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from wane.models.instruments import Instrument
from wane.models.regimen import Drug, Route
from wane.units import Dose

REFERENCE_KG: Final = 70.0


class Control(StrEnum):
    """What a control arm is given."""

    PLACEBO = "placebo"
    MIDAZOLAM = "midazolam"


class Setting(StrEnum):
    """How people are followed: in usual care, or free of other drugs for research."""

    USUAL_CARE = "usual care"
    DRUG_FREE = "drug-free research"


class Whom(StrEnum):
    """Who is followed for relapse, or goes on to maintenance, by the score on the day from which it counts."""

    RESPONDERS = "responders"
    REMITTERS = "remitters"
    BELOW_LINE = "below the line"
    EVERYONE = "everyone"


class SeenBy(StrEnum):
    """What tells a relapse: the latent level day by day, or the scores of the visits."""

    LEVEL = "level"
    SCORE = "score"


class MaintenanceRule(StrEnum):
    """When the next session comes after the planned ones."""

    NONE = "none"
    FIXED = "fixed"
    LADDER = "ladder"
    RISK = "rule 1"
    BAD_DAYS = "rule 2"
    AS_NEEDED = "as needed"

    @property
    def is_forecast(self) -> bool:
        """Whether each person is forecast at every visit, as the clinic would."""
        return self in {MaintenanceRule.RISK, MaintenanceRule.BAD_DAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A normal distribution between people, cut at `low` and `high`."""

    mean: float
    sd: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateSpec:
    """How people differ in body, medicines and genes. Shares are chances; `table` rows are drawn in place of all."""

    weight_kg: Spread = field(default_factory=lambda: Spread(mean=REFERENCE_KG, sd=0.0, low=30.0, high=250.0))
    age_y: Spread | None = None
    female: float | None = None
    taking: Mapping[str, float] = field(default_factory=dict)
    genotype: Mapping[str, float] = field(default_factory=dict)
    table: Mapping[str, tuple[float | str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One session: an amount over a time; `over_h` 0 is a bolus, an injection, a spray or a tablet."""

    dose: Dose
    over_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """Sessions after the planned ones: the rule, for whom, and its numbers [days]; `given` is each such session.

    `every_days`: the spacing of `fixed`, the first of `ladder`. `risk`: accepted by rule 1. `days_a_session`: bad days
    that one session must spare by rule 2. `line`: at or above it a session is needed (`as needed`) or comes sooner
    (`ladder`); below `low_line` the ladder lengthens, each time by `step_days`.
    """

    rule: MaintenanceRule
    given: Given
    among: Whom
    every_days: float
    shortest_days: int
    longest_days: int
    step_days: float
    low_line: float
    line: float
    risk: float
    days_a_session: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmDesign:
    """One arm. `sessions` stand beside `days`; a control arm has a `control` and no drug, route or sessions.

    `adherence` is the chance that a session is attended. `new_treatment`: another treatment begins at the same time.
    """

    name: str
    drug: Drug | None
    route: Route | None
    control: Control | None
    days: tuple[float, ...]
    sessions: tuple[Given, ...]
    maintenance: Maintenance | None
    adherence: float
    new_treatment: bool
    session_cost: float | None

    @property
    def last_day(self) -> float:
        """Of the planned sessions."""
        return self.days[-1]

    @property
    def is_forecast(self) -> bool:
        """Whether each person is forecast at every visit."""
        return self.maintenance is not None and self.maintenance.rule.is_forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """Who is followed, from which day (None: the day after the last planned session), over which line, seen how.

    The line is `points`, or `share` of the score at entry.
    """

    among: Whom
    points: float | None
    share: float | None
    from_day: float | None
    seen_by: SeenBy
    until_day: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """How many draws of the fitted numbers, and how many people live under each; and in arms that forecast."""

    draws: int
    people: int
    forecast_draws: int
    forecast_people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A whole virtual trial. Days count from the score at entry; visits are `observe_days`; day 0 is entry.

    `response_pct`: fall from entry; `remission`: below it. `dropout_per_day`: rate of leaving for no reason. `digest`
    is of the file and its tables.
    """

    name: str
    people: int
    condition: str
    instrument: Instrument
    baseline_mean: float
    baseline_sd: float
    covariates: CovariateSpec
    arms: tuple[ArmDesign, ...]
    observe_days: tuple[float, ...]
    response_pct: float | None
    remission: float | None
    relapse: Relapse | None
    bad_line: float
    setting: Setting
    crossover: bool
    dropout_per_day: float
    currency: str
    doubt: Doubt
    digest: str

    @property
    def needs_forecasts(self) -> bool:
        """Whether an arm forecasts each person at every visit."""
        return any(arm.is_forecast for arm in self.arms)

    @property
    def last_day(self) -> float:
        """The last day that is lived through."""
        return self.observe_days[-1]

    def relapse_from(self, arm: ArmDesign) -> float:
        """The day from which relapse counts in this arm."""
        said = None if self.relapse is None else self.relapse.from_day
        return arm.last_day + 1.0 if said is None else said
