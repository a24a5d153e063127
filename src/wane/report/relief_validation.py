"""Picture of the validation of relief: each published number beside its prediction with 50 and 90 % intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wane.report.figures import PNG_SCALE, with_counted_ids
from wane.report.theme import INK, MUTED, PAGE, STEP, config
from wane.validate.relief_comparison import ReliefComparison, ReliefFamily, ReliefValidation

if TYPE_CHECKING:
    import altair as alt

SHARES = (ReliefFamily.RESPONSE, ReliefFamily.STILL_WELL, ReliefFamily.MAINTENANCE)
PANELS = (
    ("Share of people, %", SHARES, "linear"),
    ("Mean score or change, points", (ReliefFamily.SCORE,), "linear"),
    ("Spread between people, points", (ReliefFamily.SPREAD,), "linear"),
    ("Days to relapse", (ReliefFamily.DAYS,), "log"),
)
WIDTH, ROW_STEP, LABEL_PX = 400, 17, 520
HOW_TO_READ = "Bars: 50 and 90 % of where the number should lie, tick: median. Dot: observed, hollow square: a miss."


def render_relief_validation(validation: ReliefValidation, ending: str) -> str | bytes:
    """The picture as SVG, or as PNG, two pixels for one."""
    import vl_convert

    spec = _spec(validation)
    if ending == ".svg":
        return with_counted_ids(str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])))
    return bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE, allowed_base_urls=[]))


def _spec(validation: ReliefValidation) -> dict[str, object]:
    import altair as alt

    charts = [
        _panel(title, [c for c in validation.comparisons if c.family in families], scale)
        for title, families, scale in PANELS
        if any(c.family in families for c in validation.comparisons)
    ]
    stack = alt.vconcat(*charts).properties(
        title={"text": "Relief: predicted, then looked up", "subtitle": HOW_TO_READ}
    )
    return stack.to_dict() | {"config": config(PAGE)}


def _panel(title: str, comparisons: Sequence[ReliefComparison], scale: str) -> "alt.LayerChart":
    import altair as alt

    labels = _labels(comparisons)
    values = [
        {
            "name": label, "observed": c.observed, "predicted": c.predicted, "low50": c.low50, "high50": c.high50,
            "low90": c.low90, "high90": c.high90, "hit": "yes" if c.inside_90 else "no",
        }
        for label, c in zip(labels, comparisons, strict=True)
    ]  # fmt: skip
    at = alt.Scale(type="log") if scale == "log" else alt.Scale(zero=False, nice=True)
    base = alt.Chart(alt.InlineData(values=values)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL_PX, grid=True))
    )

    def bar(low: str, high: str, size: float, color: str) -> "alt.Chart":
        shown = alt.X(f"{low}:Q", scale=at, title=title)
        chart: alt.Chart = base.mark_rule(color=color, size=size).encode(x=shown, x2=f"{high}:Q")
        return chart

    tick = base.mark_tick(color=MUTED, thickness=2, size=11).encode(x="predicted:Q")
    hit = base.transform_filter("datum.hit == 'yes'").mark_circle(color=INK, size=48, opacity=1.0)
    miss = base.transform_filter("datum.hit == 'no'").mark_point(
        color=INK, size=64, shape="square", filled=False, strokeWidth=2, opacity=1.0
    )
    layers = [
        bar("low90", "high90", 2.0, STEP), bar("low50", "high50", 7.0, STEP), tick,
        hit.encode(x="observed:Q"), miss.encode(x="observed:Q"),
    ]  # fmt: skip
    return alt.LayerChart(layer=layers).properties(title=title, width=WIDTH, height=alt.Step(ROW_STEP))


def _labels(comparisons: Sequence[ReliefComparison]) -> list[str]:
    """Trial, what, day and arm."""
    return [
        f"{c.study.split(' (', maxsplit=1)[0]}: {c.quantity.split('; ')[0]}{', control' if c.is_control else ''}"
        for c in comparisons
    ]
