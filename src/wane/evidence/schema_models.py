"""What a model file must look like, as pydantic models. Only the gate imports this module."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from wane.evidence.population_model import EffectForm, How
from wane.evidence.schema import Doi, EstimateField, Id, Link, PubMedId, Strict, Text


class WeightScaling(Strict):
    """How a parameter grows with weight."""

    exponent: Annotated[float, Field(ge=0, le=1)]
    reference_kg: Annotated[float, Field(gt=0)]
    how: Annotated[How, Field(strict=False)]
    where: Text


class ParameterField(EstimateField):
    """One parameter of a model."""

    weight: WeightScaling | None = None


class SpreadField(Strict):
    """One between-person (or between-occasion) spread, in the form the source prints."""

    value: Annotated[float, Field(gt=0)]
    form: Literal["variance", "cv_pct", "sd_logit_pct"]
    how: Annotated[How, Field(strict=False)]
    where: Text
    reason: Text | None = None


class CovarianceField(Strict):
    """Covariance or correlation of two deviations."""

    between: Annotated[list[str], Field(min_length=2, max_length=2)]
    covariance: float | None = None
    correlation: Annotated[float, Field(ge=-1, le=1)] | None = None
    where: Text

    @model_validator(mode="after")
    def _exactly_one(self) -> "CovarianceField":
        if (self.covariance is None) == (self.correlation is None):
            raise ValueError("exactly one of covariance and correlation is needed")
        return self


class SpreadSection(Strict):
    """All spreads of a model; none needs a note."""

    between_people: dict[str, SpreadField]
    between_occasions: dict[str, SpreadField]
    covariances: list[CovarianceField]
    note: Text | None

    @model_validator(mode="after")
    def _none_needs_a_note(self) -> "SpreadSection":
        if not self.between_people and self.note is None:
            raise ValueError("no spread between people is given; the note must say why")
        return self


class FlowField(Strict):
    """One first-order transfer."""

    source: str = Field(alias="from")
    target: str | None = Field(alias="to")
    rate: Text
    fraction: Annotated[float, Field(gt=0, le=1)]


class PathwayField(Strict):
    """One way in which a route's dose enters."""

    state: str
    fraction: Text
    later_fraction: Text | None = None
    duration: Text | None = None


class OutputField(Strict):
    """From an amount to a concentration."""

    state: str
    scale: Text


class SummaryField(Strict):
    """Clearance, volume, and the states of the parent drug."""

    cl: Text
    vss: Text
    parent_states: list[str]


class DoseField(Strict):
    """Doses studied by one route."""

    route: str
    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]
    unit: Literal["mg", "mg/kg", "mg/kg/h"]

    @model_validator(mode="after")
    def _in_order(self) -> "DoseField":
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class PopulationField(Strict):
    """Whom the model holds for."""

    n: Annotated[int, Field(gt=0)] | None
    who: Text
    age_low_y: float | None
    age_high_y: float | None
    weight_low_kg: float | None
    weight_high_kg: float | None
    ranges_how: Text
    doses: list[DoseField]

    @model_validator(mode="after")
    def _in_order(self) -> "PopulationField":
        for name, low, high in (
            ("age", self.age_low_y, self.age_high_y),
            ("weight", self.weight_low_kg, self.weight_high_kg),
        ):
            if low is not None and high is not None and low >= high:
                raise ValueError(f"the {name} range runs from {low} down to {high}")
        return self


class ResidualField(Strict):
    """Unexplained error of one analyte."""

    analyte: str
    proportional: Annotated[float, Field(ge=0)]
    additive: Annotated[float, Field(ge=0)] = 0.0
    additive_unit: Text = "ng/mL"
    group: Text = "all"
    where: Text


class CovariateEffectField(Strict):
    """How a covariate moves a parameter."""

    covariate: Literal["race", "age_y", "sex", "weight_kg"]
    level: Text | None = None
    above: float | None = None
    parameter: str
    form: Annotated[EffectForm, Field(strict=False)]
    value: float
    unit: Text
    how: Annotated[How, Field(strict=False)]
    where: Text


class ReproducedField(Strict):
    """A number that must come out of the parameters again."""

    quantity: Literal[
        "cl",
        "vss",
        "terminal_half_life",
        "cmax",
        "tmax",
        "concentration",
        "auc",
        "half_time_after_infusion",
        "bioavailability",
        "expression",
    ]
    analyte: str | None = None
    route: str | None = None
    dose_mg: float | None = None
    over_min: float | None = None
    at_min: float | None = None
    until_h: float | None = None
    devices: Annotated[int, Field(ge=1)] = 1
    expression: Text | None = None
    value: float
    unit: Text
    rel_tol: Annotated[float, Field(gt=0, le=0.1)] = 0.02
    origin: Literal["computed", "printed"]
    where: Text | None = None
    note: Text | None = None


class SourceField(Strict):
    """Where a paper is, and where it was read."""

    citation: Text
    doi: Doi | None
    pmid: PubMedId | None
    table: Text | None
    read_at: list[Link]
    note: Text | None

    @model_validator(mode="after")
    def _can_be_found(self) -> "SourceField":
        if self.doi is None and self.pmid is None and not self.read_at:
            raise ValueError("neither DOI, PubMed id nor address: nobody can find this source")
        return self


class ModelFile(Strict):
    """One paper, one file."""

    id: Id
    alias: Id
    title: Text
    drug: Literal["ketamine", "esketamine"]
    enantiomer: Literal["s", "racemate"]
    site: str
    site_note: Text
    structure: Text
    source: SourceField
    confidence: str
    verification: Text
    checked: dt.date | None
    population: PopulationField
    parameters: dict[str, ParameterField]
    states: Annotated[list[str], Field(min_length=1, max_length=16)]
    flows: list[FlowField]
    pathways: dict[str, list[PathwayField]]
    outputs: dict[str, OutputField]
    summary: SummaryField
    spread: SpreadSection
    residual: list[ResidualField]
    covariate_effects: list[CovariateEffectField]
    reproduces: Annotated[list[ReproducedField], Field(min_length=1)]
    caveats: list[Text]
