"""The chance of still being well over the days to come."""

from dataclasses import dataclass

from wane.report import theme
from wane_clinic.web.drawings.charts import Row, Spec, band, curve, hovered, panel, rule, stack


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWell:
    """The chance on one day, with its 90 % interval."""

    day: float
    chance: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.chance <= self.high <= 1:
            raise ValueError(f"Chances need 0 <= low <= chance <= high <= 1; got {self}.")


def still_well_chart(days: tuple[StillWell, ...], *, relapse: str) -> Spec:
    """The curve and its band in percent; `relapse` states the event in full."""
    rows: list[Row] = [{"day": at.day, "chance": at.chance, "low": at.low, "high": at.high} for at in days]
    x: Spec = {"field": "day", "type": "quantitative", "axis": {"title": "days from today", "grid": False}}
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5, "title": "chance"},
    }
    layers = [
        band(rows, "low", "high", x=x, y=y, colour=theme.SYSTOLIC, opacity=theme.WIDE_BAND_OPACITY),
        curve(rows, "chance", x=x, y=y, colour=theme.SYSTOLIC),
        rule(0.5, "1 in 2", y=y, colour=theme.MUTED, dash=theme.DOTS),
        hovered(
            [{**row, "words": f"{row['day']:g} d from today: {row['chance']:.0%}"} for row in rows], "chance", x=x, y=y
        ),
    ]
    return stack([panel(layers, title="Chance still well", height=150)], description=f"Chance without: {relapse}.")


def still_well_table(days: tuple[StillWell, ...]) -> tuple[tuple[str, str, str], ...]:
    """The same in rows: day, interval, chance."""
    return tuple((f"{at.day:g} d", f"{at.low:.0%} to {at.high:.0%}", f"{at.chance:.0%}") for at in days)
