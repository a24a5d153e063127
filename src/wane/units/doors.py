"""Doors: one for each kind of text that becomes a number, with what it needs and a good example to show."""

import re

from wane.errors import OutOfRangeError, UnitError
from wane.units.canonical import factor
from wane.units.quantities import Basis, BloodPressure, Dose
from wane.units.reading import (
    MAX_TEXT,
    NUMBER,
    Door,
    above_zero,
    clean,
    door_factor,
    not_negative,
    number_and_unit,
    split_salt,
    sum_of_parts,
)
from wane.units.text import shown

_DOSE = Door(what="A dose", canonical="mg", needed="mg or mg/kg", example='"35 mg" or "0.5 mg/kg"')
_DURATION = Door(what="A time", canonical="h", needed="minutes, hours or days", example='"40 min"')
_WEIGHT = Door(what="A weight", canonical="kg", needed="kg or lb", example='"70 kg"')
_HEIGHT = Door(what="A height", canonical="cm", needed="cm, m, or feet and inches", example='"170 cm"')
_AGE = Door(what="An age", canonical="year", needed="years or months", example='"45 years"')
_LIMIT = Door(what="A concentration", canonical="ng/mL", needed="ng/mL", example='"1 ng/mL"')
_STRENGTH = Door(what="A strength", canonical="mg/mL", needed="mg/mL", example='"50 mg/mL"')
_VOLUME = Door(what="A volume", canonical="mL", needed="mL", example='"100 mL"')
_RATE = Door(what="A rate", canonical="mg/h", needed="mg/h or mg/kg/h", example='"0.75 mg/kg/h"')


def parse_dose(text: str) -> Dose:
    """A dose such as "35 mg", "0.5 mg/kg", "0.5 mg/kg hydrochloride"; free base unless the salt is named."""
    bare, form = split_salt(text)
    value, unit = number_and_unit(bare, _DOSE)
    basis = Basis.PER_KG if "/" in unit else Basis.ABSOLUTE
    amount = above_zero(value * door_factor(unit, basis, text, _DOSE), text, _DOSE)
    return Dose(amount=amount, basis=basis, form=form)


def parse_rate(text: str) -> tuple[float, Basis]:
    """A pump's rate such as "50 mg/h" or "0.75 mg/kg/h": (per hour, per kilogram or not)."""
    value, unit = number_and_unit(text, _RATE)
    basis = Basis.PER_KG if unit.count("/") >= 2 else Basis.ABSOLUTE
    return not_negative(value * door_factor(unit, f"{basis}/h", text, _RATE), text, _RATE), basis


def parse_duration_h(text: str) -> float:
    """[h] of "40 min", "1 h", "90 s", "2 days", "1 h 30 min"; 0 or more."""
    return not_negative(sum_of_parts(text, _DURATION), text, _DURATION)


def parse_weight_kg(text: str) -> float:
    """[kg] of "70 kg", "154 lb", "11 st 2 lb"."""
    return above_zero(sum_of_parts(text, _WEIGHT), text, _WEIGHT)


def parse_height_cm(text: str) -> float:
    """[cm] of "170 cm", "1.7 m", "5 ft 7 in"."""
    return above_zero(sum_of_parts(text, _HEIGHT), text, _HEIGHT)


def parse_age(text: str) -> float:
    """[years] of "45", "45 years", "18 months"; a bare number is years, as everybody says an age."""
    cleaned = clean(text, _AGE)
    with_unit = f"{cleaned} years" if re.fullmatch(NUMBER, cleaned) else text
    return not_negative(sum_of_parts(with_unit, _AGE), text, _AGE)


def parse_concentration_ng_ml(text: str, *, molar_mass_g_mol: float | None = None) -> float:
    """[ng/mL] of "1 ng/mL", or of "0.5 umol/L" where the molar mass is known."""
    value, unit = number_and_unit(text, _LIMIT)
    try:
        ng_ml = value * factor(unit, "ng/mL")
    except UnitError:
        ng_ml = value * door_factor(unit, "umol/L", text, _LIMIT)
        if molar_mass_g_mol is None:
            raise UnitError(f"{_LIMIT.came(text)}; amounts of substance differ by analyte: write ng/mL.") from None
        ng_ml *= molar_mass_g_mol
    return above_zero(ng_ml, text, _LIMIT)


def parse_strength_mg_ml(text: str) -> float:
    """[mg/mL] of "50 mg/mL", "50 mg/50 mL" or "50 mg in 50 mL"."""
    parts = re.split(r"\s*(?:/|\bin\b)\s*(?=[0-9])", clean(text, _STRENGTH), maxsplit=1)
    if len(parts) == 1:
        value, unit = number_and_unit(text, _STRENGTH)
        return above_zero(value * door_factor(unit, "mg/mL", text, _STRENGTH), text, _STRENGTH)
    (mg, mass), (volume, millilitres) = (number_and_unit(part, _STRENGTH) for part in parts)
    mass_mg = above_zero(mg * door_factor(mass, "mg", text, _STRENGTH), text, _STRENGTH)
    volume_ml = above_zero(volume * door_factor(millilitres, "mL", text, _STRENGTH), text, _STRENGTH)
    return above_zero(mass_mg / volume_ml, text, _STRENGTH)


def parse_volume_ml(text: str) -> float:
    """[mL] of "100 mL"."""
    value, unit = number_and_unit(text, _VOLUME)
    return above_zero(value * door_factor(unit, "mL", text, _VOLUME), text, _VOLUME)


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
