"""Covariates: what is known of a person that moves kinetics or effects; unknown stays None."""

from dataclasses import dataclass
from enum import StrEnum

from wane.errors import OutOfRangeError

WEIGHT_LOW_KG, WEIGHT_HIGH_KG = 20.0, 300.0
POUNDS_PER_KG = 2.20462262
INFANT_BELOW_Y, INFANT_BELOW_KG = 2.0, 40.0


class Sex(StrEnum):
    """As the studies recorded it."""

    FEMALE = "female"
    MALE = "male"


class Race(StrEnum):
    """Only the groups for which a published covariate effect exists."""

    ASIAN = "asian"
    JAPANESE = "japanese"
    OTHER = "other"


class OrganFunction(StrEnum):
    """Liver or kidney function, as labels grade it."""

    NORMAL = "normal"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariates:
    """One person's covariates at the time of a session; `taking` holds names from the medicines register."""

    weight_kg: float
    age_y: float | None = None
    sex: Sex | None = None
    height_cm: float | None = None
    race: Race | None = None
    liver: OrganFunction | None = None
    kidney: OrganFunction | None = None
    taking: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not WEIGHT_LOW_KG <= self.weight_kg <= WEIGHT_HIGH_KG:
            raise OutOfRangeError(
                f"A weight of {self.weight_kg:g} kg came; {WEIGHT_LOW_KG:g} to {WEIGHT_HIGH_KG:g} kg is accepted. "
                f"{_weight_advice(self.weight_kg)}"
            )
        if self.age_y is not None and not 0.0 <= self.age_y <= 120.0:
            raise OutOfRangeError(f"An age of {self.age_y:g} years came; 0 to 120 is accepted: check the age.")
        if self.age_y is not None and self.age_y < INFANT_BELOW_Y and self.weight_kg > INFANT_BELOW_KG:
            raise OutOfRangeError(
                f"An age of {12.0 * self.age_y:.3g} months came with a weight of {self.weight_kg:.3g} kg; no child "
                f"under {INFANT_BELOW_Y:g} years weighs over {INFANT_BELOW_KG:g} kg: is the age in years?"
            )
        if self.height_cm is not None and not 50.0 <= self.height_cm <= 250.0:
            raise OutOfRangeError(f"A height of {self.height_cm:g} cm came; 50 to 250 cm is accepted: check the unit.")


def _weight_advice(weight_kg: float) -> str:
    in_kg = weight_kg / POUNDS_PER_KG
    if WEIGHT_LOW_KG <= in_kg <= WEIGHT_HIGH_KG:
        return f'Is it in pounds? Then give "{in_kg:.0f} kg" or "{weight_kg:g} lb".'
    return "Check the weight and its unit."
