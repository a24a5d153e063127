"""Bag: what the pump draws from, as typed."""

from dataclasses import dataclass

from wane.errors import ConflictError, OutOfRangeError
from wane.plan.session_plan import Bag
from wane.units import parse_strength_mg_ml, parse_volume_ml

STRONGEST_MG_ML, LARGEST_ML = 1000.0, 10_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BagText:
    """The options that say what the pump draws from, as typed; None where not given."""

    concentration: str | None = None
    volume: str | None = None
    vial: str | None = None


def read_bag(text: BagText, *, ordered_mg: float) -> Bag | None:
    """The bag, with its vials where they were given; None for no bag. Without a volume it holds the order exactly."""
    if text.concentration is None:
        if text.volume is not None or text.vial is not None:
            raise ConflictError(
                "A bag's volume or a vial came without its concentration: give --bag-concentration too."
            )
        return None
    concentration_mg_ml = _at_most(
        STRONGEST_MG_ML, parse_strength_mg_ml(text.concentration), "mg/mL", "no solution holds more"
    )
    return Bag(
        concentration_mg_ml=concentration_mg_ml,
        volume_ml=ordered_mg / concentration_mg_ml
        if text.volume is None
        else _at_most(LARGEST_ML, parse_volume_ml(text.volume), "mL", "no bag holds more"),
        vial_strength_mg_ml=None if text.vial is None else parse_strength_mg_ml(text.vial),
    )


def _at_most(most: float, value: float, unit: str, why: str) -> float:
    """The value, unless it is of a size that only a slip of the unit gives."""
    if value > most:
        raise OutOfRangeError(f"A bag of {value:g} {unit} came; {why} than {most:g} {unit}: check the unit.")
    return value
