"""The ring of a chair's card: how much of the time planned has passed."""

import math
from dataclasses import dataclass
from typing import Final

from wane_clinic.web.drawings.svg import element, picture, text, written

SIZE: Final = 72.0
RADIUS: Final = 30.0
ROUND: Final = 2 * math.pi * RADIUS


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapsed:
    """Minutes passed of the minutes planned; `id` is unique in its page."""

    id: str
    passed_min: float
    planned_min: float

    def __post_init__(self) -> None:
        if not (self.passed_min >= 0 and self.planned_min > 0):
            raise ValueError(f"{self.passed_min} of {self.planned_min} min: passed is 0 or more, planned above 0.")


def draw_elapsed_ring(elapsed: Elapsed) -> str:
    """The ring, full when the time planned is over; the minutes stand within."""
    share = min(1.0, elapsed.passed_min / elapsed.planned_min)
    middle, over = SIZE / 2, elapsed.passed_min > elapsed.planned_min
    words = f"{elapsed.passed_min:.0f} min of {elapsed.planned_min:.0f} planned"
    return written(
        picture(
            element("circle", cx=middle, cy=middle, r=RADIUS, class_="ring-ground"),
            element(
                "circle",
                cx=middle,
                cy=middle,
                r=RADIUS,
                class_="ring-passed ring-over" if over else "ring-passed",
                stroke_dasharray=f"{share * ROUND:.2f} {ROUND:.2f}",
                transform=f"rotate(-90 {middle:g} {middle:g})",
            ),
            text(f"{elapsed.passed_min:.0f}", x=middle, y=middle + 3, anchor="middle", class_="ring-number"),
            text("min", x=middle, y=middle + 16, anchor="middle", class_="ring-unit"),
            width=SIZE,
            height=SIZE,
            title="Time elapsed",
            description=words,
            id_=elapsed.id,
            class_="ring",
        )
    )
