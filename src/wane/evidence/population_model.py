"""PopulationModel: one published population model of kinetics, as values.

Structure is a linear network of amounts [mg]: states, first-order flows between them, pathways by which each route's
dose enters, and outputs that turn an amount into a concentration [ng/mL]. Rates, fractions and scales are written as
expressions of the parameter names, with + - * / ( ) and numbers only, and hold in canonical units: h, L, L/h, 1/h,
fraction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """How a number came to be."""

    ESTIMATED = "estimated"
    FIXED = "fixed"
    DERIVED = "derived"
    DIGITISED = "digitised"
    ASSUMED = "assumed"
    CONSTRUCTED = "constructed"


class SpreadScale(StrEnum):
    """The scale on which between-person deviations are normal."""

    LOG = "log"
    LOGIT = "logit"


class EffectForm(StrEnum):
    """What a covariate effect does to its parameter."""

    MULTIPLY = "multiply"
    ADD_PER_UNIT_ABOVE = "add_per_unit_above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One reported number: `value` in `unit` as printed; None has a `reason`. `low` and `high` bound it where
    printed.
    """

    value: float | None
    unit: str
    how: How
    where: str
    low: float | None = None
    high: float | None = None
    uncertainty: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A typical value: `value` in `unit` (canonical) holds at `reference_kg` and scales with (weight / reference_kg)
    ** exponent.

    `weight_how` says whether the source gives the exponent (fixed) or it is assumed; an exponent of 0 means no scaling.
    """

    name: str
    estimate: Estimate
    value: float
    unit: str
    weight_exponent: float
    reference_kg: float
    weight_how: How


@dataclass(frozen=True, slots=True, kw_only=True)
class Omega:
    """Between-person spread of one parameter: `sd` on its `scale`; `printed` keeps the number as the source prints
    it.
    """

    parameter: str
    sd: float
    scale: SpreadScale
    printed: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """First-order transfer of amount; `target` None leaves the body, and `fraction` of what leaves `source` reaches
    `target`.
    """

    source: str
    target: str | None
    rate: str
    fraction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """One way in which a route's dose enters: `fraction` of it into `state`, at once or at a constant rate over
    `duration`.

    `later_fraction` replaces `fraction` for the second and later device of one session (nasal sprays); None: the same.
    """

    state: str
    fraction: str
    duration: str | None = None
    later_fraction: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A concentration: amount [mg] in `state` times `scale` is ng/mL of `analyte`."""

    analyte: str
    state: str
    scale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRange:
    """Doses that were studied by one route, in `unit` (mg, mg/kg or mg/kg/h) of free base."""

    route: str
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom the model holds for; None where the source, as read, does not say. `ranges_how` tells derived from printed
    ranges.
    """

    n: int | None
    who: str
    age_low_y: float | None
    age_high_y: float | None
    weight_low_kg: float | None
    weight_high_kg: float | None
    ranges_how: str
    doses: tuple[DoseRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateEffect:
    """How a covariate moves one parameter: multiplied by `value` when it is `level`, or `value` added per unit above
    `above`.
    """

    covariate: str
    parameter: str
    form: EffectForm
    value: float
    unit: str
    level: str | None
    above: float | None
    how: How
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """Unexplained error of one analyte: `proportional` SD (fraction, or SD of the log), `additive` SD in
    `additive_unit`.
    """

    analyte: str
    proportional: float
    additive: float
    additive_unit: str
    group: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Expressions for clearance [L/h] and steady-state volume [L]; `parent_states` carry the parent drug."""

    cl: str
    vss: str
    parent_states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """A number that must come out of the parameters again, at 70 kg, within `rel_tol`; `origin` is computed (by us)
    or printed.

    `quantity` is cl, vss, terminal_half_life, cmax, tmax, concentration (at `at_min`), auc (from 0 to `until_h`),
    bioavailability, half_time_after_infusion (from the end of `over_min` until half) or expression (of the
    parameters). Nasal `devices` are all given at time 0.
    """

    quantity: str
    value: float
    unit: str
    origin: str
    rel_tol: float = 0.02
    analyte: str | None = None
    route: str | None = None
    dose_mg: float | None = None
    over_min: float | None = None
    at_min: float | None = None
    until_h: float | None = None
    devices: int = 1
    expression: str | None = None
    where: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a number comes from. `read_at` holds only stable public addresses."""

    citation: str
    doi: str | None
    pmid: str | None
    table: str | None
    read_at: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationModel:
    """One published model. `omegas` are SDs on the log scale, save the parameters in `logit_parameters`: SDs on the
    logit scale.

    `covariances` are between deviations (first, second, covariance). `checked` is the date of a second reading at the
    source, None until then. `unknown` lists parameters the source has and we could not read, each with its reason.
    """

    id: str
    alias: str
    title: str
    drug: str
    enantiomer: str
    analytes: tuple[str, ...]
    routes: tuple[str, ...]
    site: str
    site_note: str
    structure: str
    population: Population
    parameters: Mapping[str, Parameter]
    unknown: Mapping[str, Estimate]
    states: tuple[str, ...]
    flows: tuple[Flow, ...]
    pathways: Mapping[str, tuple[Pathway, ...]]
    outputs: tuple[Output, ...]
    spread: Mapping[str, Omega]
    occasion_spread: Mapping[str, Omega]
    covariances: tuple[tuple[str, str, float], ...]
    spread_note: str | None
    residual: tuple[Residual, ...]
    covariate_effects: tuple[CovariateEffect, ...]
    summary: Summary
    reproduces: tuple[Reproduced, ...]
    source: Source
    confidence: str
    verification: str
    caveats: tuple[str, ...]
    checked: str | None

    @property
    def omegas(self) -> Mapping[str, float]:
        """Parameter to the SD of its between-person deviation."""
        return {name: omega.sd for name, omega in self.spread.items()}

    @property
    def occasion_omegas(self) -> Mapping[str, float]:
        """Parameter to the SD of its between-occasion deviation."""
        return {name: omega.sd for name, omega in self.occasion_spread.items()}

    @property
    def logit_parameters(self) -> frozenset[str]:
        """Parameters whose deviations are normal on the logit scale."""
        return frozenset(name for name, omega in self.spread.items() if omega.scale is SpreadScale.LOGIT)
