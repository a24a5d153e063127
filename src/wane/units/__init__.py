"""Units: the canonical ones inside, and the doors where text from people becomes numbers.

A quantity is read as a number and a unit (`reading`), converted (`canonical`) and handed over as a float in the
canonical unit or as a value that keeps what was ordered (`quantities`); `doors` has one function for each kind of text.
"""

from wane.units.canonical import (
    CANONICAL,
    EXACT,
    MINUTES_PER_HOUR,
    factor,
    registry,
    to_canonical,
)
from wane.units.doors import (
    parse_age,
    parse_bp,
    parse_concentration_ng_ml,
    parse_dose,
    parse_duration_h,
    parse_height_cm,
    parse_rate,
    parse_strength_mg_ml,
    parse_times,
    parse_volume_ml,
    parse_weight_kg,
)
from wane.units.quantities import Basis, BloodPressure, Dose, SaltForm
from wane.units.reading import MAX_TEXT
from wane.units.text import decimal_minutes, length_words, shown

__all__ = [
    "CANONICAL",
    "EXACT",
    "MAX_TEXT",
    "MINUTES_PER_HOUR",
    "Basis",
    "BloodPressure",
    "Dose",
    "SaltForm",
    "decimal_minutes",
    "factor",
    "length_words",
    "parse_age",
    "parse_bp",
    "parse_concentration_ng_ml",
    "parse_dose",
    "parse_duration_h",
    "parse_height_cm",
    "parse_rate",
    "parse_strength_mg_ml",
    "parse_times",
    "parse_volume_ml",
    "parse_weight_kg",
    "registry",
    "shown",
    "to_canonical",
]
