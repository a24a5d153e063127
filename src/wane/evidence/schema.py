"""What every evidence file must look like: what all files share, constructs and partial models. Only the gate imports
this module.
"""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from wane.evidence.constructs import Band
from wane.evidence.population_model import How

_PLACEHOLDER = re.compile(r"(?i)^\s*(?:\?+|-+|n/?a|none|to ?do|tbd|fixme|unknown|xxx+)\s*$")


def _says_something(text: str) -> str:
    if not text.strip() or _PLACEHOLDER.match(text):
        raise ValueError(f"{text!r} says nothing; say it, or give null and a reason")
    return text


Text = Annotated[str, AfterValidator(_says_something)]
Doi = Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")]
PubMedId = Annotated[str, Field(pattern=r"^\d{5,8}$")]
PmcId = Annotated[str, Field(pattern=r"^PMC\d{5,9}$")]
Link = Annotated[str, Field(pattern=r"^https://[^\s/]+(/\S*)?$")]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.]*$")]


class Strict(BaseModel):
    """No field that the schema does not know; nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EstimateField(Strict):
    """One number with unit, how and where; null has a reason."""

    value: float | None
    unit: Text
    how: Annotated[How, Field(strict=False)]
    where: Text
    low: float | None = None
    high: float | None = None
    uncertainty: Text | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _null_has_a_reason(self) -> "EstimateField":
        if self.value is None and self.reason is None:
            raise ValueError("the value is null without a reason; say why it is not known")
        bounds = [bound for bound in (self.low, self.value, self.high) if bound is not None]
        if bounds != sorted(bounds):
            raise ValueError(f"low, value and high are not in order: {bounds}")
        return self


class BandField(Strict):
    """A constructed number with its band."""

    value: float
    low: float
    high: float
    band: Annotated[Band, Field(strict=False)]
    unit: Text
    how: Literal["constructed"]
    where: Text

    @model_validator(mode="after")
    def _in_order(self) -> "BandField":
        if not self.low <= self.value <= self.high:
            raise ValueError(f"low, value and high are not in order: {self.low}, {self.value}, {self.high}")
        return self


class ConstructFile(Strict):
    """One route construct."""

    id: Id
    route: str
    drug: Literal["ketamine", "esketamine"]
    f: BandField
    ka: BandField | None
    ka_reason: Text | None
    formation_delay: BandField | None = None
    disposition: Annotated[list[str], Field(min_length=1)]
    basis: Text
    confidence: str
    evidence: list[str]
    checked: dt.date | None

    @model_validator(mode="after")
    def _null_has_a_reason(self) -> "ConstructFile":
        if self.ka is None and self.ka_reason is None:
            raise ValueError("ka is null without ka_reason; say why it is not known")
        return self


class PartialFile(Strict):
    """A model of which only some numbers could be read: shown, never used."""

    id: Id
    title: Text
    doi: Doi | None
    pmid: PubMedId | None
    pmc: PmcId | None
    read_at: list[Link]
    read: Text
    missing: Text
    confidence: str
    checked: dt.date | None
