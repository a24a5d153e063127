"""Picture of the acute fit: each row with a number, observed beside predicted, in panels by what was measured."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wane.report.theme import METABOLITE as PREDICTED
from wane.report.theme import MUTED, PAGE, PARENT, config

if TYPE_CHECKING:
    import altair as alt

PANELS = {
    "Rise of blood pressure, mmHg": (
        "systolic_mean_of_max",
        "systolic_max_of_mean",
        "diastolic_mean_of_max",
        "diastolic_max_of_mean",
    ),
    "Time of the peak, min from start": ("dissociation_peak_time", "pressure_peak_time"),
    "CADSS points; % of people over 40/25 mmHg": (
        "dissociation_mean",
        "dissociation_sd",
        "pressure_exceeds",
        "pressure_exceeds_control",
    ),
}
ROW_STEP, WIDTH = 18, 420


def draw(lines: Sequence[Mapping[str, str]], path: Path) -> None:
    """Write the picture as SVG."""
    import altair as alt
    import vl_convert

    panels = [_panel(title, [x for x in lines if x["kind"] in kinds]) for title, kinds in PANELS.items()]
    spec = alt.vconcat(*panels).to_dict() | {"config": config(PAGE)}
    path.write_text(vl_convert.vegalite_to_svg(spec) + "\n", encoding="utf-8")


def _panel(title: str, lines: Sequence[Mapping[str, str]]) -> "alt.LayerChart":
    import altair as alt

    values = [
        {
            "name": f"{x['study']}: {x['kind'].replace('_', ' ')}",
            "observed": float(x["observed"]),
            "predicted": float(x["predicted"]),
        }
        for x in lines
    ]
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=420))
    )
    gap = base.mark_rule(color=MUTED).encode(
        x=alt.X("observed:Q", title="dot: observed, diamond: predicted"), x2="predicted:Q"
    )
    seen = base.mark_circle(color=PARENT, size=70, opacity=1.0).encode(x="observed:Q")
    said = base.mark_point(color=PREDICTED, size=70, shape="diamond", filled=True, opacity=1.0).encode(x="predicted:Q")
    return alt.LayerChart(layer=[gap, seen, said]).properties(title=title, width=WIDTH, height=alt.Step(ROW_STEP))
