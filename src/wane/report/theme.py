"""One theme for every picture: colours that hold in grey and for colour-blind eyes, their dark counterparts, sizes.

Within a panel the two hues (dark blue, orange) differ in lightness as well as in hue, so they stay apart in grey and in
each common form of colour blindness; every line also carries its name. Bands are the hue of their line, dark for 50 %,
light for 90 %.
"""

from dataclasses import dataclass, replace
from typing import Final

INK: Final = "#1f2933"
MUTED: Final = "#5b6770"
GRID: Final = "#e3e7eb"
AXIS: Final = "#9aa5b1"
PAPER: Final = "#ffffff"
STEP: Final = "#b8c1ca"
LIMIT: Final = "#52606d"

PARENT: Final = "#0b4f8a"
METABOLITE: Final = "#d9760b"
DISSOCIATION: Final = "#5b3a96"
SYSTOLIC: Final = "#01645c"
DIASTOLIC: Final = "#b8791f"

DARK: Final = {
    INK: "#e8ecf0",
    MUTED: "#a7b1bb",
    GRID: "#2c343d",
    AXIS: "#66727d",
    PAPER: "#14191f",
    STEP: "#56626e",
    LIMIT: "#b4bec8",
    PARENT: "#6cb4ee",
    METABOLITE: "#f2a65a",
    DISSOCIATION: "#b79cea",
    SYSTOLIC: "#4fc3b5",
    DIASTOLIC: "#dfae5f",
}
"""What each colour becomes on a dark ground."""

WIDE_BAND_OPACITY: Final = 0.18
INNER_BAND_OPACITY: Final = 0.34
LINE_WIDTH: Final = 2.0
COMPARED_WIDTH: Final = 1.6
DASH: Final = (6, 3)
DOTS: Final = (2, 3)

SCREEN_FONT: Final = "Liberation Sans, Arial, Helvetica, sans-serif"
PRINT_FONT: Final = "Libertinus Serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Sizes in px of one rendering of the plot stack."""

    plot_width: int
    label_room: int
    font: str = SCREEN_FONT
    head_size: int = 16
    title_size: int = 13
    text_size: int = 11
    panel_height: int = 120
    tall_panel_height: int = 210
    long_height: int = 150
    rate_height: int = 56
    spacing: int = 22
    ticks: int = 12
    has_head: bool = True

    @property
    def characters(self) -> int:
        """How many characters of the small text fit over plot and label room."""
        return self.title_characters(self.text_size)

    def title_characters(self, size: int) -> int:
        """How many characters of text of this size fit over plot and label room."""
        return int((self.plot_width + self.label_room) / (0.54 * size))


WIDE = Layout(plot_width=620, label_room=110)
PAGE = replace(WIDE, has_head=False)
NARROW = Layout(has_head=False, plot_width=220, label_room=90, tall_panel_height=180, ticks=5)
PRINT = replace(
    PAGE,
    font=PRINT_FONT,
    head_size=17,
    title_size=15,
    text_size=13,
    label_room=130,
    panel_height=96,
    tall_panel_height=150,
    long_height=120,
    spacing=16,
)


def config(layout: Layout) -> dict[str, object]:
    """Vega-Lite configuration of the theme."""
    text = {
        "labelFontSize": layout.text_size,
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontSize": layout.text_size,
    }
    return {
        "background": PAPER,
        "font": layout.font,
        "padding": {"left": 6, "right": 10, "top": 8, "bottom": 8},
        "view": {"stroke": None},
        "axis": {
            **text,
            "titleFontWeight": "normal",
            "domainColor": AXIS,
            "tickColor": AXIS,
            "gridColor": GRID,
            "tickSize": 4,
            "labelPadding": 4,
        },
        "title": {
            "anchor": "start",
            "frame": "group",
            "fontSize": layout.title_size,
            "fontWeight": "bold",
            "color": INK,
            "subtitleFontSize": layout.text_size,
            "subtitleColor": MUTED,
            "subtitlePadding": 3,
            "offset": 8,
            "lineHeight": layout.title_size + 3,
            "subtitleLineHeight": layout.text_size + 3,
        },
        "concat": {"spacing": layout.spacing},
    }
