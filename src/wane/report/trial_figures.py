"""Pictures of a simulated trial: scores by visit, responders by visit, the curves of relapse; one line an arm."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from wane.report import theme
from wane.report.figures import with_counted_ids
from wane.report.theme import PAGE, Layout
from wane.simulate.answers import Ranged, TrialAnswer

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float | str | None]

COLOURS: Final = (theme.PARENT, theme.METABOLITE, theme.SYSTOLIC, theme.DISSOCIATION, theme.DIASTOLIC)
DASHES: Final = ((1, 0), theme.DASH, theme.DOTS, (10, 3, 2, 3))
HEIGHT_PX: Final = 210
VISIT_SIZE: Final = 22


def render_trial_svg(answer: TrialAnswer, *, layout: Layout = PAGE) -> str:
    """All pictures, one under another, as SVG."""
    import vl_convert

    return with_counted_ids(str(vl_convert.vegalite_to_svg(trial_spec(answer, layout), allowed_base_urls=[])))


def render_trial_spec(answer: TrialAnswer, *, layout: Layout = PAGE) -> str:
    """The same as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(trial_spec(answer, layout), ensure_ascii=False, sort_keys=True)


def trial_spec(answer: TrialAnswer, layout: Layout) -> dict[str, object]:
    """The specification."""
    import altair as alt

    design = answer.plan.design
    top = design.instrument.high
    name = design.instrument.name
    score = f"Mean {name} by visit, points of {design.instrument.low:g} to {top:g} ({design.baseline_mean:g} at entry)"
    highest = max(design.baseline_mean, *(float(row["high"] or 0.0) for row in score_rows(answer)))
    charts: list[alt.LayerChart | alt.FacetChart] = [
        _panel(score, "day of the trial", score_rows(answer), answer, layout, high=min(top, 1.1 * highest)),
    ]
    if design.response_pct is not None:
        name = f"Responders, % (a fall of {design.response_pct:g} % or more from entry)"
        charts.append(_panel(name, "day of the trial", response_rows(answer), answer, layout, high=100.0))
    if design.relapse is not None:
        name, when = "Free of relapse, % of those followed (Kaplan-Meier)", f"days from {counts_from(answer)}"
        charts.append(_panel(name, when, relapse_rows(answer), answer, layout, high=100.0, step=True))
    whole = alt.vconcat(*charts).resolve_scale(color="shared", x="independent")
    return {**whole.to_dict(), "config": theme.config(layout)}


def counts_from(answer: TrialAnswer) -> str:
    """Where relapse counts from: the day, where it is one for all arms."""
    days = {answer.plan.design.relapse_from(arm) for arm in answer.plan.design.arms}
    return f"day {days.pop():g}, where relapse counts" if len(days) == 1 else "where relapse counts"


def score_rows(answer: TrialAnswer) -> list[Row]:
    """One point a visit and arm."""
    return [_row(arm.name, one.day, one.mean) for arm in answer.arms for one in arm.by_day if one.n]


def response_rows(answer: TrialAnswer) -> list[Row]:
    """The same of responders."""
    return [_row(arm.name, one.day, one.response_pct) for arm in answer.arms for one in arm.by_day if one.n]


def relapse_rows(answer: TrialAnswer) -> list[Row]:
    """One point a day and arm."""
    return [
        {
            "arm": arm.name,
            "day": float(day),
            "value": value,
            "low": _kept(low, value),
            "high": _kept(high, value),
            "at_risk": float(n),
        }
        for arm in answer.arms
        if arm.relapse is not None
        for day, ((value, low, high), n) in enumerate(zip(arm.relapse.curve.tolist(), arm.relapse.at_risk, strict=True))
    ]


def _kept(end: float, value: float) -> float:
    """The end of a band; the value itself where there is none."""
    return value if end != end else end  # noqa: PLR0124  only NaN differs from itself


def _row(arm: str, day: float, found: Ranged) -> Row:
    value = found.value
    low = value if found.low90 is None else found.low90
    high = value if found.high90 is None else found.high90
    return {"arm": arm, "day": day, "value": value, "low": low, "high": high}


def _panel(
    name: str,
    when: str,
    rows: Sequence[Row],
    answer: TrialAnswer,
    layout: Layout,
    *,
    high: float,
    step: bool = False,
) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt

    names = [arm.name for arm in answer.arms]
    colours = [COLOURS[i % len(COLOURS)] for i in range(len(names))]
    dashes = [list(DASHES[i % len(DASHES)]) for i in range(len(names))]
    legend = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=layout.text_size,
        symbolStrokeWidth=2.5,
        columns=2,
        symbolType="stroke",
        symbolOpacity=1.0,
        symbolSize=300,
    )
    colour = alt.Color("arm:N", scale=alt.Scale(domain=names, range=colours), legend=legend)
    dash = alt.StrokeDash("arm:N", scale=alt.Scale(domain=names, range=dashes), legend=None)
    x = alt.X("day:Q", axis=alt.Axis(title=when, grid=False, tickCount=layout.ticks), scale=alt.Scale(nice=False))
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0.0, max(high, 1.0)], nice=False), axis=alt.Axis(title=None))
    base = alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))
    shape: Literal["step-after", "linear"] = "step-after" if step else "linear"
    band = base.mark_area(opacity=theme.WIDE_BAND_OPACITY, interpolate=shape, clip=True).encode(
        x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour
    )
    line = base.mark_line(strokeWidth=theme.LINE_WIDTH, interpolate=shape, clip=True).encode(
        x=x, y=y, color=colour, strokeDash=dash
    )
    visits = (
        () if step else (base.mark_point(filled=True, opacity=1.0, size=VISIT_SIZE).encode(x=x, y=y, color=colour),)
    )
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(band, line, *visits)
    return drawn.properties(width=layout.plot_width, height=HEIGHT_PX, title=name)
