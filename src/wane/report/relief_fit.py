"""Picture of the relief fit: observed against predicted, one mark a reading, a panel a kind of statement."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wane.report.theme import METABOLITE, MUTED, PAGE, PARENT, config

if TYPE_CHECKING:
    import altair as alt

SCORES = ("mean score", "mean change")
SPREADS = ("SD of the score", "SD of the change")
DAYS = ("mean days to relapse", "median days to relapse")
WIDTH = 260


def draw(lines: Sequence[Mapping[str, str]], path: Path) -> None:
    """Write the picture as SVG."""
    import altair as alt
    import vl_convert

    shares = tuple(sorted({line["says"] for line in lines} - {*SCORES, *SPREADS, *DAYS}))
    panels = [
        _panel("Scores and changes, points", [x for x in lines if x["says"] in SCORES]),
        _panel("Shares of people, %", [x for x in lines if x["says"] in shares]),
        _panel("Spreads, points", [x for x in lines if x["says"] in SPREADS]),
    ]
    spec = alt.hconcat(*panels).to_dict() | {"config": config(PAGE)}
    path.write_text(vl_convert.vegalite_to_svg(spec) + "\n", encoding="utf-8")


def _panel(title: str, lines: Sequence[Mapping[str, str]]) -> "alt.LayerChart":
    import altair as alt

    kept = [x for x in lines if x["condition"] != "chronic_pain"]  # their rows stand under their own conditions
    pairs = [(float(x["observed"]), float(x["predicted"])) for x in kept]
    values = [{"observed": o, "predicted": p, "arm": _arm(x)} for x, (o, p) in zip(kept, pairs, strict=True)]
    ends = [min(map(min, pairs)), max(map(max, pairs))]
    same = alt.Chart(alt.InlineData(values=[{"at": e} for e in ends])).mark_line(color=MUTED).encode(x="at:Q", y="at:Q")
    marks = (
        alt.Chart(alt.InlineData(values=values))
        .mark_circle(size=40, opacity=0.7)
        .encode(
            x=alt.X("predicted:Q", title="predicted"),
            y=alt.Y("observed:Q", title="observed"),
            color=alt.Color(
                "arm:N", title=None, scale=alt.Scale(domain=["ketamine", "control"], range=[PARENT, METABOLITE])
            ),
        )
    )
    return alt.LayerChart(layer=[same, marks]).properties(title=title, width=WIDTH, height=WIDTH)


def _arm(line: Mapping[str, str]) -> str:
    return "control" if line["control"] == "yes" else "ketamine"
