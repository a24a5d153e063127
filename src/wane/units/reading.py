"""Reading one quantity: a number and a unit in text from a person, or the sentence that says what is wrong with it."""

import math
import re
from dataclasses import dataclass

from wane.errors import OutOfRangeError, UnitError
from wane.units.canonical import factor
from wane.units.quantities import SaltForm
from wane.units.text import shown

MAX_TEXT = 200
NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![0-9.])"
_QUANTITY = re.compile(rf"({NUMBER})\s*(\D.*)?")
_PARTS = re.compile(rf"(?:{NUMBER}\s*[A-Za-z]+\s*){{2,3}}")
_PART = re.compile(rf"({NUMBER})\s*([A-Za-z]+)")
_NOT_A_NUMBER = re.compile(r"[+-]?(?:nan|inf|infinity)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What one kind of text is called, the unit it becomes, and a good example to show."""

    what: str
    canonical: str
    needed: str
    example: str

    def came(self, text: str) -> str:
        """The words that open every message: what came."""
        return f'{self.what} of "{shown(text)}" came'


def clean(text: str, door: Door) -> str:
    """Text with single spaces and `u` for micro, or the sentence that says what is wrong with it."""
    cleaned = " ".join(text[: MAX_TEXT + 1].split()).replace("µ", "u").replace("μ", "u").replace("\u00b7", "*")
    if not cleaned:
        raise UnitError(f"{door.what} came empty; a number with {door.needed} is needed: write {door.example}.")
    if len(text) > MAX_TEXT:
        raise UnitError(
            f"{door.came(text)} ({len(text)} characters); a number with {door.needed} is needed: write {door.example}."
        )
    if re.search(r"[0-9],[0-9]", cleaned):
        raise UnitError(
            f"{door.came(text)} with a comma; decimals need a point and thousands no mark: write {door.example}."
        )
    if any(c.isnumeric() and not c.isascii() for c in cleaned):
        raise UnitError(f"{door.came(text)}; only the digits 0 to 9 are read: write {door.example}.")
    if not cleaned.isprintable():
        raise UnitError(
            f"{door.came(text)}, with a sign that cannot be seen (\ufffd): type it anew, as {door.example}."
        )
    if _NOT_A_NUMBER.match(cleaned):
        raise OutOfRangeError(f"{door.came(text)}; a finite number is needed: write {door.example}.")
    return cleaned


def number_and_unit(text: str, door: Door) -> tuple[float, str]:
    """The number and the unit as written; UnitError where either is missing."""
    match = _QUANTITY.fullmatch(clean(text, door))
    if match is None:
        raise UnitError(f"{door.came(text)}; a number with {door.needed} is needed: write {door.example}.")
    if match[2] is None:
        raise UnitError(f"{door.came(text)} without a unit; {door.needed} is needed: write {door.example}.")
    return float(match[1]), match[2].strip()


def sum_of_parts(text: str, door: Door) -> float:
    """[canonical unit of the door] of one quantity, or of two or three side by side ("5 ft 7 in")."""
    cleaned = clean(text, door)
    if _PARTS.fullmatch(cleaned):
        parts = [
            float(number) * door_factor(unit, door.canonical, text, door) for number, unit in _PART.findall(cleaned)
        ]
        if parts != sorted(parts, reverse=True):
            raise UnitError(f"{door.came(text)}; the larger part comes first: write {door.example}.")
        return sum(parts)
    value, unit = number_and_unit(text, door)
    return value * door_factor(unit, door.canonical, text, door)


def door_factor(unit: str, canonical: str, text: str, door: Door) -> float:
    """How many of `canonical` one of `unit` is; UnitError in the words of the door."""
    try:
        return factor(unit, canonical)
    except UnitError:
        raise UnitError(
            f'{door.came(text)}, in "{shown(unit)}"; {door.needed} is needed: write {door.example}.'
        ) from None


def not_negative(value: float, text: str, door: Door) -> float:
    """The value, finite, of a size that can be meant, and 0 or more."""
    if not math.isfinite(value) or value > 1e9:
        raise OutOfRangeError(f"{door.came(text)}; that is beyond any use: write {door.example}.")
    if value < 0.0:
        raise OutOfRangeError(f"{door.came(text)}; it cannot be negative: write {door.example}.")
    return value


def above_zero(value: float, text: str, door: Door) -> float:
    """The value, finite, of a size that can be meant, and above 0."""
    if not_negative(value, text, door) == 0.0:
        raise OutOfRangeError(f"{door.came(text)}; it must be above zero: write {door.example}.")
    return value


def split_salt(text: str) -> tuple[str, SaltForm]:
    """The text without the form that it ends in, and that form; free base where none is named."""
    match = re.search(
        r"[\s,(]*(?:as\s+)?(?:the\s+)?(hydrochloride|hcl|(?:free\s+)?base)\)?\s*$", text[:MAX_TEXT], re.IGNORECASE
    )
    if match is None or len(text) > MAX_TEXT:
        return text, SaltForm.BASE
    return text[: match.start()], SaltForm.BASE if match[1].casefold().endswith("base") else SaltForm.HYDROCHLORIDE
