"""Twenty figures, some filled: a chance for those who dislike curves."""

from dataclasses import dataclass
from typing import Final

from wane_clinic.web.drawings.svg import Element, element, picture, written

ICONS: Final = 20
PITCH: Final = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IconRow:
    """A chance between 0 and 1 of what the words name; `id` is unique in its page."""

    id: str
    chance: float
    words: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.chance <= 1.0:
            raise ValueError(f"A chance lies between 0 and 1; {self.chance} does not.")


def filled(chance: float) -> int:
    """How many of twenty are filled; a chance is never drawn as none or all unless it is 0 or 1."""
    if chance in (0.0, 1.0):
        return int(chance * ICONS)
    return min(ICONS - 1, max(1, round(chance * ICONS)))


def draw_icon_row(row: IconRow) -> str:
    """The row as SVG: filled figures first."""
    count = filled(row.chance)
    return written(
        picture(
            *(_person(place, "icon-filled" if place < count else "icon-empty") for place in range(ICONS)),
            width=ICONS * PITCH,
            height=34,
            title=f"{count} of {ICONS}",
            description=f"{row.words}: {count} of {ICONS} figures are filled.",
            id_=row.id,
            class_="icon-row",
        )
    )


def _person(place: int, kind: str) -> Element:
    x = place * PITCH + PITCH / 2
    body = f"M{x - 6:g},31V21a6,6 0 0 1 12,0V31Z"
    return element("g", element("circle", cx=x, cy=8, r=4.5), element("path", d=body), class_=kind)
