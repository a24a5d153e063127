"""What the page says back: the weight in both units and the age, so that a slip shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

LB_PER_KG: Final = 2.20462262


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Age and weight as they were understood."""

    age_y: int
    weight: str
    height: str


def body_of(said: dict[str, Any], *, on: date) -> Body:
    """From what the form read."""
    born: date = said["birth_date"]
    kg, cm = said["weight"], said["height"]
    return Body(
        age_y=on.year - born.year - ((on.month, on.day) < (born.month, born.day)),
        weight=f"{kg:.1f} kg ({kg * LB_PER_KG:.0f} lb)",
        height="not given" if cm is None else f"{cm:.0f} cm",
    )
