"""Units: the canonical ones inside, and the doors where text from people becomes numbers.

A quantity is read as a number and a unit. Common spellings go through a small exact table; every other one goes to
pint, whose registry is built on first need, for it costs more than a whole session. A dose per kilogram stays a dose
per kilogram: the kilograms never cancel.
"""

import functools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from wane.errors import OutOfRangeError, UnitError

if TYPE_CHECKING:
    import pint

CANONICAL: Final[Mapping[str, str]] = {
    "cl": "L/h", "q": "L/h", "q2": "L/h", "q3": "L/h",
    "vc": "L", "vp": "L", "v2": "L", "v3": "L", "vss": "L",
    "ka": "1/h", "ke0": "1/h", "kel": "1/h", "kin": "1/h", "kout": "1/h",
    "f": "fraction",
    "mtt": "h", "lag": "h", "half_life": "h", "tmax": "h", "time": "h", "duration": "h",
    "dose": "mg", "dose_per_kg": "mg/kg", "rate": "mg/h", "rate_per_kg": "mg/kg/h",
    "weight": "kg", "height": "cm", "age": "year",
    "concentration": "ng/mL", "cmax": "ng/mL", "c50": "ng/mL", "auc": "ng*h/mL",
    "strength": "mg/mL", "volume": "mL", "flow": "mL/h", "pressure": "mmHg",
}  # fmt: skip

_PER_MINUTE, _PER_POUND = 60.0, 1.0 / 0.45359237

# Spellings that need no pint: the factor turns one of the unit into one of the canonical unit.
EXACT: Final[Mapping[str, Mapping[str, float]]] = {
    "h": dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 1.0)
    | dict.fromkeys(("min", "mins", "minute", "minutes"), 1 / 60)
    | dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1 / 3600)
    | dict.fromkeys(("d", "day", "days"), 24.0)
    | dict.fromkeys(("wk", "week", "weeks"), 168.0),
    "mg": {"mg": 1.0, "milligram": 1.0, "milligrams": 1.0, "g": 1e3, "ug": 1e-3, "mcg": 1e-3},
    "mg/kg": {"mg/kg": 1.0, "ug/kg": 1e-3, "mcg/kg": 1e-3, "g/kg": 1e3, "mg/lb": _PER_POUND},
    "mg/h": {"mg/h": 1.0, "mg/hr": 1.0, "mg/min": _PER_MINUTE, "ug/h": 1e-3, "ug/min": _PER_MINUTE / 1e3},
    "mg/kg/h": {
        "mg/kg/h": 1.0, "mg/kg/hr": 1.0, "mg/kg/min": _PER_MINUTE,
        "ug/kg/h": 1e-3, "mcg/kg/h": 1e-3, "ug/kg/min": _PER_MINUTE / 1e3, "mcg/kg/min": _PER_MINUTE / 1e3,
    },
    "kg": dict.fromkeys(("kg", "kilogram", "kilograms"), 1.0)
    | dict.fromkeys(("lb", "lbs", "pound", "pounds"), 0.45359237)
    | dict.fromkeys(("st", "stone", "stones"), 6.35029318)
    | {"g": 1e-3},
    "cm": {"cm": 1.0, "m": 100.0, "mm": 0.1}
    | dict.fromkeys(("in", "inch", "inches"), 2.54)
    | dict.fromkeys(("ft", "foot", "feet"), 30.48),
    "year": dict.fromkeys(("y", "yr", "yrs", "year", "years"), 1.0) | dict.fromkeys(("month", "months"), 1 / 12),
    "ng/mL": dict.fromkeys(("ng/mL", "ng/ml", "ug/L", "ug/l", "mcg/L"), 1.0)
    | dict.fromkeys(("mg/L", "mg/l", "ug/mL", "ug/ml", "mcg/mL"), 1e3)
    | dict.fromkeys(("pg/mL", "pg/ml"), 1e-3),
    "umol/L": dict.fromkeys(("umol/L", "umol/l", "nmol/mL", "nmol/ml", "uM"), 1.0)
    | dict.fromkeys(("nmol/L", "nmol/l", "nM"), 1e-3),
    "mg/mL": {"mg/mL": 1.0, "mg/ml": 1.0, "g/L": 1.0, "ug/mL": 1e-3, "mcg/mL": 1e-3},
    "mL": {"mL": 1.0, "ml": 1.0, "L": 1e3, "l": 1e3},
    "mL/h": {"mL/h": 1.0, "ml/h": 1.0, "mL/hr": 1.0, "ml/hr": 1.0, "mL/min": _PER_MINUTE, "ml/min": _PER_MINUTE},
    "L": {"L": 1.0, "l": 1.0, "mL": 1e-3},
    "L/h": {"L/h": 1.0, "L/min": _PER_MINUTE, "mL/min": _PER_MINUTE / 1e3},
    "1/h": {"1/h": 1.0, "1/min": _PER_MINUTE},
    "ng*h/mL": {"ng*h/mL": 1.0, "mg*h/L": 1e3, "ug*h/L": 1.0},
    "mmHg": {"mmHg": 1.0},
    "fraction": {"fraction": 1.0, "%": 0.01},
}  # fmt: skip

MAX_TEXT = 200
_SHOWN = 40
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![0-9.])"
_QUANTITY = re.compile(rf"({_NUMBER})\s*(\D.*)?")
_PARTS = re.compile(rf"(?:{_NUMBER}\s*[A-Za-z]+\s*){{2,3}}")
_PART = re.compile(rf"({_NUMBER})\s*([A-Za-z]+)")
_PINT_TEXT = re.compile(r"[A-Za-z_%][A-Za-z_%/*^ 0-9().-]{0,39}")
_NOT_A_NUMBER = re.compile(r"[+-]?(?:nan|inf|infinity)\b", re.IGNORECASE)


class Basis(StrEnum):
    """What a dose is counted by: the whole person, or each kilogram of them."""

    ABSOLUTE = "mg"
    PER_KG = "mg/kg"


class SaltForm(StrEnum):
    """What a milligram is a milligram of."""

    BASE = "base"
    HYDROCHLORIDE = "hydrochloride"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A dose as ordered: `amount` in the unit that `basis` names, of the form that `form` names."""

    amount: float
    basis: Basis
    form: SaltForm = SaltForm.BASE

    def __str__(self) -> str:
        return f"{self.amount:g} {self.basis}" + (" hydrochloride" if self.form is SaltForm.HYDROCHLORIDE else "")

    def total_mg(self, weight_kg: float) -> float:
        """[mg] of the form ordered, for a person of this weight."""
        return self.amount * weight_kg if self.basis is Basis.PER_KG else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class BloodPressure:
    """One reading."""

    systolic_mmhg: float
    diastolic_mmhg: float


def to_canonical(value: float, unit: str, symbol: str) -> float:
    """`value` [unit] in the canonical unit of `symbol`; UnitError where the kinds differ."""
    canonical = CANONICAL[symbol]
    try:
        return value * factor(unit, canonical)
    except UnitError:
        raise UnitError(f"{symbol} is given in {shown(unit)}; it must be convertible to {canonical}.") from None


def from_canonical(value: float, unit: str, symbol: str) -> float:
    """`value`, held in the canonical unit of `symbol`, in `unit`."""
    return value / to_canonical(1.0, unit, symbol)


def factor(unit: str, canonical: str) -> float:
    """How many of `canonical` one of `unit` is; UnitError where they are not of one kind."""
    spelling = unit.strip().replace("µ", "u").replace("μ", "u")
    known = EXACT.get(canonical, {})
    if spelling in known:
        return known[spelling]
    folded = {k.casefold(): v for k, v in known.items()}
    if spelling.casefold() not in folded:
        return _pint_factor(spelling, canonical)
    if any(part.startswith("M") for part in spelling.split("/")):  # a capital M means mega: asked about, never guessed
        raise _wrong_kind(spelling, canonical)
    return folded[spelling.casefold()]


@functools.cache
def registry() -> "pint.UnitRegistry[float]":
    """Pint's registry with the short names people write, built once."""
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry(cache_folder=None)
    for alias in ("stone = st", "week = wk", "year = y", "percent = per_cent"):
        units.define(f"@alias {alias}")
    units.define("fraction = 1")
    return units


def _pint_factor(spelling: str, canonical: str) -> float:
    """The same as `factor`, by pint; each kilogram in a dose per kilogram is converted apart, so that none cancels."""
    heads, tails = spelling.split("/"), canonical.split("/")
    if "/kg" in canonical and "mg" in canonical:
        if len(heads) != len(tails):
            raise _wrong_kind(spelling, canonical)
        upper, *lower = (_pint_ratio(mine, theirs) for mine, theirs in zip(heads, tails, strict=True))
        return upper / math.prod(lower)
    return _pint_ratio(spelling, canonical)


def _pint_ratio(spelling: str, canonical: str) -> float:
    if not (_PINT_TEXT.fullmatch(spelling.strip()) or spelling.startswith("1/")):
        raise _wrong_kind(spelling, canonical)
    units = registry()
    try:
        ratio = float(units.Quantity(1.0, units.parse_units(spelling.strip())).to(canonical).magnitude)
    except Exception:  # noqa: BLE001  pint answers nonsense with a dozen kinds of error, its own and the tokenizer's
        raise _wrong_kind(spelling, canonical) from None
    if not (math.isfinite(ratio) and ratio > 0.0):
        raise _wrong_kind(spelling, canonical)
    return ratio


def _wrong_kind(spelling: str, canonical: str) -> UnitError:
    return UnitError(
        f"The unit {shown(spelling)} came; a unit that converts to {canonical} is needed: write {canonical}."
    )


# ---------------------------------------------------------------------------------------------------------- doors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Door:
    """What one kind of text is called, the unit it becomes, and a good example to show."""

    what: str
    canonical: str
    needed: str
    example: str

    def came(self, text: str) -> str:
        return f'{self.what} of "{shown(text)}" came'


_DOSE = _Door(what="A dose", canonical="mg", needed="mg or mg/kg", example='"35 mg" or "0.5 mg/kg"')
_DURATION = _Door(what="A time", canonical="h", needed="minutes, hours or days", example='"40 min"')
_WEIGHT = _Door(what="A weight", canonical="kg", needed="kg or lb", example='"70 kg"')
_HEIGHT = _Door(what="A height", canonical="cm", needed="cm, m, or feet and inches", example='"170 cm"')
_AGE = _Door(what="An age", canonical="year", needed="years or months", example='"45 years"')
_LIMIT = _Door(what="A concentration", canonical="ng/mL", needed="ng/mL", example='"1 ng/mL"')
_STRENGTH = _Door(what="A strength", canonical="mg/mL", needed="mg/mL", example='"50 mg/mL"')
_VOLUME = _Door(what="A volume", canonical="mL", needed="mL", example='"100 mL"')
_RATE = _Door(what="A rate", canonical="mg/h", needed="mg/h or mg/kg/h", example='"0.75 mg/kg/h"')


def parse_dose(text: str) -> Dose:
    """A dose such as "35 mg", "0.5 mg/kg", "0.5 mg/kg hydrochloride"; free base unless the salt is named."""
    bare, form = _split_salt(text)
    value, unit = _number_and_unit(bare, _DOSE)
    basis = Basis.PER_KG if "/" in unit else Basis.ABSOLUTE
    amount = _above_zero(value * _factor(unit, basis, text, _DOSE), text, _DOSE)
    return Dose(amount=amount, basis=basis, form=form)


def parse_rate(text: str) -> tuple[float, Basis]:
    """A pump's rate such as "50 mg/h" or "0.75 mg/kg/h": (per hour, per kilogram or not)."""
    value, unit = _number_and_unit(text, _RATE)
    basis = Basis.PER_KG if unit.count("/") >= 2 else Basis.ABSOLUTE
    return _not_negative(value * _factor(unit, f"{basis}/h", text, _RATE), text, _RATE), basis


def parse_duration_h(text: str) -> float:
    """[h] of "40 min", "1 h", "90 s", "2 days", "1 h 30 min"; 0 or more."""
    return _not_negative(_sum(text, _DURATION), text, _DURATION)


def parse_weight_kg(text: str) -> float:
    """[kg] of "70 kg", "154 lb", "11 st 2 lb"."""
    return _above_zero(_sum(text, _WEIGHT), text, _WEIGHT)


def parse_height_cm(text: str) -> float:
    """[cm] of "170 cm", "1.7 m", "5 ft 7 in"."""
    return _above_zero(_sum(text, _HEIGHT), text, _HEIGHT)


def parse_age(text: str) -> float:
    """[years] of "45", "45 years", "18 months"; a bare number is years, as everybody says an age."""
    cleaned = _clean(text, _AGE)
    with_unit = f"{cleaned} years" if re.fullmatch(_NUMBER, cleaned) else text
    return _not_negative(_sum(with_unit, _AGE), text, _AGE)


def parse_concentration_ng_ml(text: str, *, molar_mass_g_mol: float | None = None) -> float:
    """[ng/mL] of "1 ng/mL", or of "0.5 umol/L" where the molar mass is known."""
    value, unit = _number_and_unit(text, _LIMIT)
    try:
        ng_ml = value * factor(unit, "ng/mL")
    except UnitError:
        ng_ml = value * _factor(unit, "umol/L", text, _LIMIT)
        if molar_mass_g_mol is None:
            raise UnitError(f"{_LIMIT.came(text)}; amounts of substance differ by analyte: write ng/mL.") from None
        ng_ml *= molar_mass_g_mol
    return _above_zero(ng_ml, text, _LIMIT)


def parse_strength_mg_ml(text: str) -> float:
    """[mg/mL] of "50 mg/mL", "50 mg/50 mL" or "50 mg in 50 mL"."""
    parts = re.split(r"\s*(?:/|\bin\b)\s*(?=[0-9])", _clean(text, _STRENGTH), maxsplit=1)
    if len(parts) == 1:
        value, unit = _number_and_unit(text, _STRENGTH)
        return _above_zero(value * _factor(unit, "mg/mL", text, _STRENGTH), text, _STRENGTH)
    (mg, mass), (volume, millilitres) = (_number_and_unit(part, _STRENGTH) for part in parts)
    mass_mg = _above_zero(mg * _factor(mass, "mg", text, _STRENGTH), text, _STRENGTH)
    volume_ml = _above_zero(volume * _factor(millilitres, "mL", text, _STRENGTH), text, _STRENGTH)
    return _above_zero(mass_mg / volume_ml, text, _STRENGTH)


def parse_volume_ml(text: str) -> float:
    """[mL] of "100 mL"."""
    value, unit = _number_and_unit(text, _VOLUME)
    return _above_zero(value * _factor(unit, "mL", text, _VOLUME), text, _VOLUME)


def parse_bp(text: str) -> BloodPressure:
    """A reading such as "128/78", systolic first, in mmHg."""
    cleaned = re.sub(r"\s*mm\s?Hg$", "", text.strip()[:MAX_TEXT], flags=re.IGNORECASE)
    match = re.fullmatch(r"([0-9]{1,4})\s*/\s*([0-9]{1,4})", cleaned, flags=re.ASCII)
    if match is None:
        raise UnitError(
            f'A blood pressure of "{shown(text)}" came; systolic/diastolic in mmHg is needed: write "128/78".'
        )
    systolic, diastolic = float(match[1]), float(match[2])
    if not (20.0 <= diastolic < systolic <= 350.0):
        raise OutOfRangeError(
            f'A blood pressure of "{shown(text)}" came; the systolic comes first and is the higher, both between 20 '
            'and 350 mmHg: check the reading and write it as "128/78".'
        )
    return BloodPressure(systolic_mmhg=systolic, diastolic_mmhg=diastolic)


def parse_times(text: str) -> tuple[float, ...]:
    """[h], ascending and each once, of "20 min,40 min,2 h"."""
    parts = [part for part in text[: 10 * MAX_TEXT].split(",") if part.strip()]
    if not parts or len(text) > 10 * MAX_TEXT:
        raise UnitError(f'Times of "{shown(text)}" came; one or more times are needed: write "20 min,40 min,2 h".')
    return tuple(sorted({parse_duration_h(part) for part in parts}))


def shown(text: str) -> str:
    """Text from a person, safe and short enough to repeat in a message."""
    plain = "".join(c if c.isprintable() else " " for c in text.strip())
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "..."


def _clean(text: str, door: _Door) -> str:
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
    if _NOT_A_NUMBER.match(cleaned):
        raise OutOfRangeError(f"{door.came(text)}; a finite number is needed: write {door.example}.")
    return cleaned


def _number_and_unit(text: str, door: _Door) -> tuple[float, str]:
    match = _QUANTITY.fullmatch(_clean(text, door))
    if match is None:
        raise UnitError(f"{door.came(text)}; a number with {door.needed} is needed: write {door.example}.")
    if match[2] is None:
        raise UnitError(f"{door.came(text)} without a unit; {door.needed} is needed: write {door.example}.")
    return float(match[1]), match[2].strip()


def _sum(text: str, door: _Door) -> float:
    """[canonical unit of the door] of one quantity, or of two or three side by side ("5 ft 7 in")."""
    cleaned = _clean(text, door)
    if _PARTS.fullmatch(cleaned):
        parts = [float(number) * _factor(unit, door.canonical, text, door) for number, unit in _PART.findall(cleaned)]
        if parts != sorted(parts, reverse=True):
            raise UnitError(f"{door.came(text)}; the larger part comes first: write {door.example}.")
        return sum(parts)
    value, unit = _number_and_unit(text, door)
    return value * _factor(unit, door.canonical, text, door)


def _factor(unit: str, canonical: str, text: str, door: _Door) -> float:
    try:
        return factor(unit, canonical)
    except UnitError:
        raise UnitError(
            f'{door.came(text)}, in "{shown(unit)}"; {door.needed} is needed: write {door.example}.'
        ) from None


def _not_negative(value: float, text: str, door: _Door) -> float:
    if not math.isfinite(value) or value > 1e9:
        raise OutOfRangeError(f"{door.came(text)}; that is beyond any use: write {door.example}.")
    if value < 0.0:
        raise OutOfRangeError(f"{door.came(text)}; it cannot be negative: write {door.example}.")
    return value


def _above_zero(value: float, text: str, door: _Door) -> float:
    if _not_negative(value, text, door) == 0.0:
        raise OutOfRangeError(f"{door.came(text)}; it must be above zero: write {door.example}.")
    return value


def _split_salt(text: str) -> tuple[str, SaltForm]:
    match = re.search(
        r"[\s,(]*(?:as\s+)?(?:the\s+)?(hydrochloride|hcl|(?:free\s+)?base)\)?\s*$", text[:MAX_TEXT], re.IGNORECASE
    )
    if match is None or len(text) > MAX_TEXT:
        return text, SaltForm.BASE
    return text[: match.start()], SaltForm.BASE if match[1].casefold().endswith("base") else SaltForm.HYDROCHLORIDE
