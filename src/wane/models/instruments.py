"""Instruments: what a score may be, the lines that are drawn on it, and which prior serves it.

Everything is read from data/registers/instruments.yaml. `prior_for` is the one place that decides which prior serves
which instrument in which condition.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from wane.errors import OutOfRangeError, UnknownNameError, UnsupportedError
from wane.evidence.reading import load_register
from wane.models.relief_prior import ReliefPrior, load_relief_prior
from wane.units import shown

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line on an instrument: points, or a fall from entry in per cent; `value` None with the reason in `where`."""

    value: float | None
    how: str
    source: str | None
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One scale: range in steps of `step`, lines, noise (points, one SD), default condition, or why it is refused.

    `beside` is the condition that it is mostly scored beside, where that is not its own.

    At or above `relapse` is relapse; below `remission` is remission; `response` is a fall from entry in per cent.
    """

    id: str
    name: str
    low: float
    high: float
    step: float
    is_higher_worse: bool
    range_source: str | None
    response: Line
    remission: Line
    relapse: Line
    noise: Line
    condition: str
    refused: str | None
    beside: str | None

    def check(self, value: float) -> float:
        """The value itself; OutOfRangeError where the instrument cannot show it."""
        scale = f"{self.name} runs from {self.low:g} to {self.high:g}"
        if not self.low <= value <= self.high:
            raise OutOfRangeError(f"{self.name} of {value:g} came; {scale}: check the number.")
        steps = value / self.step
        if not math.isclose(steps, round(steps), abs_tol=1e-6):
            raise OutOfRangeError(
                f"{self.name} of {value:g} came; {scale} in steps of {self.step:g}: check the number."
            )
        return value


@functools.cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument by id, in the order of the register."""
    return {name: _instrument(name, fields) for name, fields in _section("instruments").items()}


def instrument_named(text: str) -> Instrument:
    """The instrument of this name, id or synonym, whatever its case and dashes; UnknownNameError lists those known."""
    folded = _folded(text)
    by_name = {_folded(word): found for found in instruments().values() for word in (found.id, found.name)}
    synonyms = cast(Mapping[str, str], load_register("instruments")["synonyms"])
    found = by_name.get(folded) or by_name.get(_folded(synonyms.get(folded, "")))
    if found is None:
        known = ", ".join(one.name for one in instruments().values())
        raise UnknownNameError(f'The instrument "{shown(text)}" is not known; one of {known} is needed.')
    return found


@functools.cache
def conditions() -> Mapping[str, str]:
    """Condition id to its name."""
    return {name: str(fields["name"]) for name, fields in _section("conditions").items()}


def condition_named(text: str) -> str:
    """The id of the condition of this name or synonym; UnknownNameError lists those known."""
    folded = _folded(text)
    for name, fields in _section("conditions").items():
        words = (name, str(fields["name"]), *cast(list[str], fields["synonyms"]))
        if folded in {_folded(word) for word in words}:
            return name
    known = ", ".join(conditions().values())
    raise UnknownNameError(f'The condition "{shown(text)}" is not known; one of {known} is needed.')


def prior_for(condition: str, instrument: Instrument, given: ReliefPrior | None = None) -> ReliefPrior:
    """The prior of this instrument in this condition; UnsupportedError says what exists instead.

    `given` serves instead of the published one, where it is of this condition and instrument.
    """
    if given is not None:
        return _given(given, condition, instrument)
    if instrument.refused is not None:
        raise UnsupportedError(f"{instrument.name} is not forecast: {instrument.refused}; {_served()}")
    _refuse_condition(condition)
    for entry in _priors():
        if (entry["condition"], entry["instrument"]) == (condition, instrument.id):
            return load_relief_prior(entry["prior"])
    raise UnsupportedError(f"There is no prior for {instrument.name} in {conditions()[condition]} yet; {_served()}")


def _given(prior: ReliefPrior, condition: str, instrument: Instrument) -> ReliefPrior:
    if (prior.condition, prior.instrument) != (condition, instrument.id):
        raise UnsupportedError(
            f"The prior {prior.id} is of {prior.instrument} in {prior.condition}; {instrument.id} in {condition} is "
            "asked for: give another prior, or none."
        )
    return prior


def has_prior(condition: str | None, instrument: Instrument) -> bool:
    """Whether `prior_for` would answer; None stands for the instrument's own condition."""
    wanted = (condition or instrument.condition, instrument.id)
    return instrument.refused is None and any((e["condition"], e["instrument"]) == wanted for e in _priors())


def instrument_of(condition: str) -> Instrument:
    """The first instrument that has a prior in this condition; UnsupportedError where none has."""
    _refuse_condition(condition)
    for entry in _priors():
        if entry["condition"] == condition:
            return instruments()[entry["instrument"]]
    raise UnsupportedError(f"There is no prior for {conditions()[condition]} yet; {_served()}")


def _refuse_condition(condition: str) -> None:
    """UnsupportedError where the register says why relief of this condition is not forecast."""
    why = _section("conditions")[condition].get("refused")
    if why is not None:
        raise UnsupportedError(f"{conditions()[condition].capitalize()} is not forecast: {why}; {_served()}")


def _served() -> str:
    """What has a prior, as the end of a sentence."""
    pairs = (f"{instruments()[e['instrument']].name} in {conditions()[e['condition']]}" for e in _priors())
    return f"these have one: {', '.join(pairs)}."


def _priors() -> list[Mapping[str, str]]:
    return cast(list[Mapping[str, str]], load_register("instruments")["priors"])


def _section(name: str) -> Mapping[str, Fields]:
    return cast(Mapping[str, Fields], load_register("instruments")[name])


def _folded(text: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(c for c in text[:80].casefold() if c.isalnum())


def _instrument(name: str, fields: Fields) -> Instrument:
    return Instrument(
        id=name,
        name=str(fields["name"]),
        low=float(cast(float, fields["low"])),
        high=float(cast(float, fields["high"])),
        step=float(cast(float, fields["step"])),
        is_higher_worse=fields["worse"] == "higher",
        range_source=cast(str | None, fields["range_source"]),
        response=_line(fields["response"], "fall_pct"),
        remission=_line(fields["remission"], "below"),
        relapse=_line(fields["relapse"], "at_or_above"),
        noise=_line(fields["noise"], "sd"),
        condition=str(fields["condition"]),
        refused=cast(str | None, fields.get("refused")),
        beside=cast(str | None, fields.get("beside")),
    )


def _line(raw: object, key: str) -> Line:
    fields = cast(Fields, raw)
    value = fields.get(key)
    return Line(
        value=None if value is None else float(cast(float, value)),
        how=str(fields.get("how", "")),
        source=cast(str | None, fields.get("source")),
        where=str(fields.get("where") or fields.get("reason") or ""),
    )
