"""Questionnaires as data: what is asked, what may be answered, how it adds up, and its codes."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import yaml

from wane_clinic.care.models.instrument import RANGES, Instrument

FOLDER: Final = Path(__file__).parent
LOINC: Final = "http://loinc.org"
LOCAL: Final = "https://wane.example/fhir/CodeSystem/scales"


class Total(StrEnum):
    """How the answers make the total."""

    SUM = "sum"
    MEAN = "mean"
    ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code in its system."""

    system: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer; a code that nobody read at its source is not verified, and then `LOCAL` is its system."""

    value: int
    text: str
    code: str
    is_verified: bool = True

    @property
    def system(self) -> str:
        """The system that the code may be given out under."""
        return LOINC if self.is_verified else LOCAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question; `number` counts from 1."""

    number: int
    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """One instrument as somebody answers it; without items only its total is entered.

    `bands` are (from, word); `watched_item` reaches a named clinician when it is answered above zero.
    """

    instrument: Instrument
    name: str
    asks: str
    total: Total
    low: float
    high: float
    options: tuple[Option, ...]
    items: tuple[Item, ...]
    codes: Mapping[str, Code]
    bands: tuple[tuple[float, str], ...]
    watched_item: int | None

    def __post_init__(self) -> None:
        if (self.low, self.high) != RANGES[self.instrument]:
            raise ValueError(f"{self.instrument} runs from {self.low:g} to {self.high:g}; the table says otherwise.")
        if bool(self.items) != bool(self.options) or bool(self.items) == (self.total is Total.ENTERED):
            raise ValueError(f"{self.instrument} needs items with options, or a total that is entered.")
        most = max((option.value for option in self.options), default=0) * (len(self.items) if self.is_sum else 1)
        if self.items and most != self.high:
            raise ValueError(f"{self.instrument}: the answers reach {most:g}, the total {self.high:g}.")

    @property
    def is_sum(self) -> bool:
        """Whether the answers are added."""
        return self.total is Total.SUM

    @property
    def may_be_answered(self) -> bool:
        """Whether its questions may be shown."""
        return bool(self.items)

    def total_of(self, answers: Sequence[int]) -> float:
        """[points] of one answer an item; ValueError in a sentence where one is missing or impossible."""
        if len(answers) != len(self.items) or not self.items:
            raise ValueError(f"{len(answers)} answers came; {self.name} has {len(self.items)} questions.")
        allowed = {option.value for option in self.options}
        for number, answer in enumerate(answers, start=1):
            if isinstance(answer, bool) or answer not in allowed:
                raise ValueError(
                    f"Question {number} of {self.name} was answered {answer!r}; choose one of its answers."
                )
        total = float(sum(answers))
        return total if self.is_sum else round(total / len(answers), 1)

    def band_of(self, total: float) -> str:
        """The word for a total; empty where the instrument draws no bands, "minimal" below the first."""
        words = [word for start, word in self.bands if total >= start]
        return words[-1] if words else ("minimal" if self.bands else "")


def questionnaire(instrument: Instrument | str) -> Questionnaire:
    """The questionnaire of an instrument."""
    return questionnaires()[Instrument(instrument)]


@functools.cache
def questionnaires() -> Mapping[Instrument, Questionnaire]:
    """Every questionnaire, in the order of the instruments."""
    return {one: _read(one) for one in Instrument}


def _read(instrument: Instrument) -> Questionnaire:
    with (FOLDER / f"{instrument}.yaml").open(encoding="utf-8") as file:
        raw: dict[str, Any] = yaml.safe_load(file)
    if raw["id"] != instrument:
        raise ValueError(f"{instrument}.yaml says that it is {raw['id']}.")
    return Questionnaire(
        instrument=instrument,
        name=raw["name"],
        asks=raw.get("asks", ""),
        total=Total(raw["total"]),
        low=float(raw["low"]),
        high=float(raw["high"]),
        options=_options(raw),
        items=tuple(
            Item(number=number, text=item["text"], code=item.get("code", ""))
            for number, item in enumerate(raw["items"], start=1)
        ),
        codes={
            name: Code(system=LOINC if code["system"] == "loinc" else LOCAL, code=str(code["code"]))
            for name, code in raw["codes"].items()
        },
        bands=tuple((float(start), str(word)) for start, word in raw["bands"]),
        watched_item=raw.get("watched_item"),
    )


def _options(raw: Mapping[str, Any]) -> tuple[Option, ...]:
    """The answers as written, or every whole number of a scale with words at its ends."""
    if "scale" in raw:
        scale = raw["scale"]
        words = {scale["low"]: scale["low_text"], scale["high"]: scale["high_text"]}
        numbers = range(scale["low"], scale["high"] + 1)
        return tuple(Option(value=number, text=words.get(number, ""), code="") for number in numbers)
    return tuple(
        Option(
            value=option["value"],
            text=option["text"],
            code=option.get("code", ""),
            is_verified=option.get("verified", True),
        )
        for option in raw.get("options", [])
    )
