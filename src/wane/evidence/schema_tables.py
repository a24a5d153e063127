"""What passports, corrections, relations and fitted results must look like. Only the gate imports this module."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from wane.evidence.schema import Doi, EstimateField, Id, Strict, Text


class ShowsField(Strict):
    """Which columns make a row's title, value and unit; a unit that starts with = is said as it stands."""

    title: Annotated[list[str], Field(min_length=1)]
    values: Annotated[list[str], Field(min_length=1)]
    unit: Text


class PassportFile(Strict):
    """The passport beside a table."""

    table: Id
    title: Text
    family: Literal["kinetics", "mechanism", "mood", "pain", "acute", "rules", "scales"]
    source: Text
    licence: Text
    retrieved: dt.date | None
    retrieved_reason: Text | None
    entered: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    who: Text
    shows: ShowsField
    numbers: list[str]
    rows: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    columns: dict[str, Text]

    @model_validator(mode="after")
    def _null_has_a_reason(self) -> "PassportFile":
        if self.retrieved is None and self.retrieved_reason is None:
            raise ValueError("retrieved is null without retrieved_reason")
        return self


class CorrectionField(Strict):
    """One cell of a table that was found wrong."""

    id: Id
    column: str
    was: str
    now: str
    reason: Text


class CorrectionsFile(Strict):
    """Every cell that was found wrong, in order of finding."""

    corrections: list[CorrectionField]


class RelationField(Strict):
    """A relation between models that no single model holds."""

    id: Id
    title: Text
    estimate: EstimateField
    population: Text
    confidence: str
    doi: Doi | None
    evidence: Annotated[list[str], Field(min_length=1)]
    note: Text | None
    checked: dt.date | None


class RelationsFile(Strict):
    """The register of relations."""

    about: Text
    relations: dict[str, RelationField]


class FittedFile(Strict):
    """A result of one of the project's own fits; its owner's own fields stay free, what a reader needs does not."""

    model_config = ConfigDict(extra="allow")

    how: Text
    parameters: Annotated[dict[str, object], Field(min_length=1)]
