"""The canonical unit of each symbol, and how many of it one of any unit is.

Common spellings go through a small exact table; every other one goes to pint, whose registry is built on first need,
for it costs more than a whole session. A dose per kilogram stays a dose per kilogram: the kilograms never cancel.
"""

import functools
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from wane.errors import UnitError
from wane.units.text import shown

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

MINUTES_PER_HOUR: Final = 60.0
_PER_MINUTE, _PER_POUND = MINUTES_PER_HOUR, 1.0 / 0.45359237

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

_PINT_TEXT = re.compile(r"[A-Za-z_%][A-Za-z_%/*^ 0-9().-]{0,39}")


def to_canonical(value: float, unit: str, symbol: str) -> float:
    """`value` [unit] in the canonical unit of `symbol`; UnitError where the kinds differ."""
    canonical = CANONICAL[symbol]
    try:
        return value * factor(unit, canonical)
    except UnitError:
        raise UnitError(f"{symbol} is given in {shown(unit)}; it must be convertible to {canonical}.") from None


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
