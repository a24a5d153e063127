"""A stored score card as rows and a picture."""

from typing import Any, Final

from wane.report import theme
from wane_clinic.bridge.computed import Json
from wane_clinic.bridge.gate import held_counts
from wane_clinic.bridge.words import KINDS, group_name
from wane_clinic.web.drawings.charts import Row, Spec, curve, marks, panel, stack
from wane_clinic.web.patient.charts import Chart

Rows = list[tuple[str, ...]]
SKILLS: Final = (
    ("crps_skill_last", "the last score goes on"), ("crps_skill_own_mean", "their own mean goes on"),
    ("rmse_skill_last", "the last score goes on, by root mean square"),
    ("rmse_skill_own_mean", "their own mean goes on, by root mean square"),
)  # fmt: skip
NONE: Final = "not enough data"


def share(figure: Json) -> str:
    """`78 to 88 %, 83 %`: the interval before the point."""
    if figure["value"] is None:
        return NONE
    if figure["low95"] is None:
        return f"{100 * figure['value']:.0f} % (too few people for an interval)"
    low, high, value = (100 * figure[name] for name in ("low95", "high95", "value"))
    return f"between {low:.0f} and {high:.0f} %, most likely {value:.0f} %"


def coverage_rows(answer: Json) -> Rows:
    """What an interval is called, how many held, and how sure that is."""
    found: Rows = []
    for kind, words in (("scores", "scores"), ("durations", "days to relapse")):
        for one in held_counts(answer[kind]):
            figure = answer[kind]["coverage"][str(one.nominal)]
            found.append((f"{one.nominal} % of {words}", f"{one.held} of {one.of}", share(figure)))
    return found


def skill_rows(answer: Json) -> Rows:
    """How much less was missed than by each plain rule."""
    return [(f"against: {words}", share(answer["scores"][name])) for name, words in SKILLS]


def line_rows(answer: Json) -> Rows:
    """Chance of a score over the line: said, and seen."""
    return [
        (
            f"{line['days']} days ahead", f"{100 * one['low']:.0f} to {100 * one['high']:.0f} %", f"{one['forecasts']}",
            share(one["said"]).split(" (")[0].split("most likely ")[-1], share(one["seen"]),
        )
        for line in answer["line"]
        for one in line["calibration"]
        if one["forecasts"]
    ]  # fmt: skip


def group_rows(answer: Json) -> Rows:
    """The same by group of people."""
    return [
        (
            f"{KINDS[group['kind']]}: {group_name(group['kind'], group['name'])}", str(group["scores"]["people"]),
            str(group["scores"]["forecasts"]), share(group["scores"]["coverage"]["90"]),
        )
        for group in answer["subgroups"]
    ]  # fmt: skip


def beforehand_rows(answer: Json) -> Rows:
    """Forecasts that were stored before their score arrived."""
    told: dict[str, Any] = answer["beforehand"]
    if not told["forecasts"]:
        return []
    return [(f"{nominal} %", f"{held} of {told['forecasts']}") for nominal, held in told["held"].items()]


def calibration_chart(answer: Json) -> Chart:
    """Said against held: on the dashed line means calibrated."""
    rows: list[Row] = []
    for one in held_counts(answer["scores"]):
        low, high = one.low95, one.high95
        rows.append(
            {
                "said": one.nominal, "held": 100 * one.value, "low": 100 * (one.value if low is None else low),
                "high": 100 * (one.value if high is None else high),
            }
        )  # fmt: skip
    table = tuple(
        (f"{row['said']} %", f"{row['low']:.0f} to {row['high']:.0f} %", f"{row['held']:.0f} %") for row in rows
    )
    title = "Intervals of scores: what they are called, and how many held"
    return Chart(
        id="chart-calibration", spec=_spec(rows), title=title, columns=("Called", "95 % interval", "Held"), rows=table
    )


def _spec(rows: list[Row]) -> Spec:
    scale: Spec = {"domain": [30, 100], "nice": False, "clamp": True}
    x: Spec = {"field": "said", "type": "quantitative", "scale": scale, "axis": {"title": "called, %", "tickCount": 7}}
    y: Spec = {"field": "held", "type": "quantitative", "scale": scale, "axis": {"title": "held, %", "tickCount": 7}}
    ideal: list[Row] = [{"said": 30, "held": 30}, {"said": 100, "held": 100}]
    stem: Spec = {"type": "rule", "strokeWidth": 2, "color": theme.PARENT}
    layers = [
        curve(ideal, "held", x=x, y=y, colour=theme.INK, dash=theme.DASH),
        marks(rows, stem, x=x, y={**y, "field": "low"}, y2={"field": "high"}),
        marks(rows, {"type": "point", "filled": True, "size": 90, "color": theme.PARENT, "opacity": 1}, x=x, y=y),
    ]
    return stack([panel(layers, title="Called and held", height=220)], description="Calibration of intervals.")
