"""Pictures of a session plan: one stack of panels over one time axis, as Vega-Lite, SVG and PNG, drawn offline.

Concentrations of the session stand on a linear scale: peaks and bands are then read off directly, and the first
minutes do not fall to minus infinity. How long the drug stays is drawn over days on a log scale, where each exponential
is a straight line and the limit of 1 ng/mL can be read hundreds of times below the peak.
"""

import json
import re
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.axes import TimeAxis, day_axis, round_above, session_axis
from wane.report.evidence_words import describe
from wane.report.panels import MINUTES_PER_DAY, Curve, Panel, given_steps, long_panel, session_panels
from wane.report.sources import Describe, cite
from wane.report.theme import WIDE, Layout
from wane.report.wording import capitalised, unit_words

if TYPE_CHECKING:
    import altair as alt

PNG_SCALE = 2.0
CLIP_ID = re.compile(r"\bclip\d+\b")
LOWEST_SHOWN_NG_ML = 0.1
LIMIT_NG_ML = 1.0
LABELS_AT_NG_ML = (0.25, 3.0)
"""Where the names stand on their lines: below and above the limit, so that they never meet."""
LOG_FLOOR_NG_ML = 1e-4
"""Below every axis: a log scale has no zero."""
HOW_TO_READ = "Line: median. Dark band: 50 %. Light band: 90 %. Numbers in brackets: see sources."


def render_spec(
    plan: SessionPlan, *, compare: SessionPlan | None = None, layout: Layout = WIDE, describe: Describe = describe
) -> str:
    """The plot stack as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(_spec(plan, compare, layout, describe), ensure_ascii=False, sort_keys=True)


def render_svg(
    plan: SessionPlan, *, compare: SessionPlan | None = None, layout: Layout = WIDE, describe: Describe = describe
) -> str:
    """The plot stack as SVG."""
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(_spec(plan, compare, layout, describe), allowed_base_urls=[]))
    return with_counted_ids(svg)


def render_png(
    plan: SessionPlan, *, compare: SessionPlan | None = None, layout: Layout = WIDE, describe: Describe = describe
) -> bytes:
    """The plot stack as PNG, two pixels for one."""
    import vl_convert

    spec = _spec(plan, compare, layout, describe)
    return bytes(vl_convert.vegalite_to_png(spec, scale=PNG_SCALE, allowed_base_urls=[]))


def with_counted_ids(svg: str) -> str:
    """The renderer counts its clip paths through the life of the process; here they count from 0, for equal bytes."""
    found = dict.fromkeys(CLIP_ID.findall(svg))
    numbers = {name: f"clip{i}" for i, name in enumerate(found)}
    return CLIP_ID.sub(lambda match: numbers[match[0]], svg)


def _spec(plan: SessionPlan, compare: SessionPlan | None, layout: Layout, describe: Describe) -> dict[str, object]:
    """The stack as a dictionary."""
    return {**_stack(plan, compare, layout, describe).to_dict(), "config": theme.config(layout)}


def _stack(plan: SessionPlan, compare: SessionPlan | None, layout: Layout, describe: Describe) -> "alt.VConcatChart":
    """What is given, concentration and effects over the session; then how long the drug stays."""
    import altair as alt

    citations = cite(plan, describe)
    panels = session_panels(plan, citations)
    others = {panel.id: panel for panel in session_panels(compare, citations)} if compare else {}
    axis = session_axis(plan, compare, panels)
    charts = [_given_chart(plan, compare, axis, layout, has_title=not panels)]
    for panel in panels:
        is_last = panel is panels[-1]
        charts.append(_band_chart(panel, others.get(panel.id), plan.leaving.shown_min, axis, layout, has_title=is_last))
    tail = long_panel(plan, citations)
    if tail is not None:
        charts.append(_long_chart(tail, long_panel(compare, citations) if compare else None, layout))
    return alt.vconcat(*charts, title=_stack_title(plan, compare, layout))


def _stack_title(plan: SessionPlan, compare: SessionPlan | None, layout: Layout) -> "alt.TitleParams":
    """The order and how to read the stack; the latter alone where the page around it has a title."""
    import altair as alt

    reading = _how_to_read(compare, layout)
    if not layout.has_head:
        return alt.TitleParams(
            reading,
            fontSize=layout.text_size,
            fontWeight="normal",
            color=theme.MUTED,
            lineHeight=layout.text_size + 3,
            offset=layout.spacing,
        )
    order = wrap(capitalised(plan.ordered), layout.title_characters(layout.head_size))
    return alt.TitleParams(
        order,
        subtitle=reading,
        fontSize=layout.head_size,
        lineHeight=layout.head_size + 3,
        offset=layout.spacing,
    )


def _how_to_read(compare: SessionPlan | None, layout: Layout) -> list[str]:
    """How to read the stack, wrapped to its width."""
    lines = [HOW_TO_READ]
    if compare:
        lines.append(f"Dashed, with dotted edges of its 90 % band: {compare.ordered}.")
    return [part for line in lines for part in wrap(line, layout.characters)]


def _given_chart(
    plan: SessionPlan, compare: SessionPlan | None, axis: TimeAxis, layout: Layout, *, has_title: bool
) -> "alt.LayerChart | alt.FacetChart":
    """Pump rate as grey steps with mL/h, single doses as arrows with mg."""
    import altair as alt

    from wane.report import layers
    from wane.report.layers import Frame

    steps, unit = given_steps(plan)
    other_steps = given_steps(compare)[0] if compare else ()
    rates = [step.rate for step in (*steps, *other_steps)]
    has_rate = bool(rates)
    has_arrows = any(dose.is_bolus for dose in plan.regimen.administrations)
    high = round_above((1.8 if has_arrows else 1.25) * max(rates)) if has_rate else 1.0
    frame = Frame(
        axis=axis,
        layout=layout,
        height=layout.rate_height,
        low=0.0,
        high=high,
        ticks=3,
        has_values=has_rate,
        has_title=has_title,
    )
    drawn = [
        *layers.rate_steps(steps, unit, frame),
        *layers.dashed_steps(other_steps, frame),
        *layers.single_doses(plan, frame),
        layers.rule_at(plan.leaving.shown_min, frame),
        layers.leave_label(plan.leaving.shown_min, frame),
    ]
    title = f"Pump rate, {unit}" if has_rate else "Given"
    return alt.layer(*drawn).properties(width=layout.plot_width, height=layout.rate_height, title=title)


def _band_chart(
    panel: Panel, other: Panel | None, leave_min: float, axis: TimeAxis, layout: Layout, *, has_title: bool
) -> "alt.LayerChart | alt.FacetChart":
    """Bands and lines of one panel on a linear scale."""
    import altair as alt

    from wane.report import layers
    from wane.report.layers import Frame

    beside = other.curves if other else ()
    every = [*panel.curves, *beside]
    height = layout.tall_panel_height if panel.is_tall else layout.panel_height
    lowest = min(float(curve.course.q05.min()) for curve in every)
    low = -round_above(-lowest) if lowest < 0.0 else 0.0
    high = round_above(max(float(curve.course.q95.max()) for curve in every))
    frame = Frame(axis=axis, layout=layout, height=height, low=low, high=high, has_title=has_title, ticks=height // 20)
    drawn = [
        *(layer for curve in reversed(panel.curves) for layer in layers.bands(curve, frame)),
        *(layer for curve in beside for layer in layers.dashed(curve, frame)),
        layers.rule_at(leave_min, frame),
        *layers.end_labels(panel.curves, frame),
    ]
    return alt.layer(*drawn).properties(width=layout.plot_width, height=height, title=_panel_title(panel, layout))


def _long_chart(panel: Panel, other: Panel | None, layout: Layout) -> "alt.LayerChart | alt.FacetChart":
    """Days on a log scale, with the limit of 1 ng/mL."""
    import altair as alt

    from wane.report import layers
    from wane.report.layers import Frame

    beside = other.curves if other else ()
    every = [*panel.curves, *beside]
    high = 10.0 ** float(np.ceil(np.log10(max(float(curve.course.q95.max()) for curve in every))))
    end_min = max(_last_shown_min(curve) for curve in every)
    height = layout.long_height
    frame = Frame(
        axis=day_axis(end_min),
        layout=layout,
        height=height,
        low=LOWEST_SHOWN_NG_ML,
        high=high,
        ticks=4,
        has_title=True,
        is_log=True,
    )
    drawn = [layer for curve in reversed(panel.curves) for layer in layers.bands(_off_zero(curve), frame)]
    drawn += [layer for curve in beside for layer in layers.dashed(_off_zero(curve), frame)]
    drawn += layers.limit_line(LIMIT_NG_ML, f"{LIMIT_NG_ML:g} ng/mL", frame)
    for curve, value in zip(panel.curves, LABELS_AT_NG_ML, strict=False):
        drawn += layers.label_on_line(curve, value, frame)
    return alt.layer(*drawn).properties(
        width=layout.plot_width, height=height, title=_panel_title(panel, layout, ", log scale")
    )


def _last_shown_min(curve: Curve) -> float:
    """When the upper edge of the band leaves the axis, rounded up to half a day."""
    shown = np.flatnonzero(curve.course.q95 >= LOWEST_SHOWN_NG_ML)
    last = float(curve.course.minutes[shown[-1]]) if shown.size else float(curve.course.minutes[-1])
    return max(float(np.ceil(2.0 * last / MINUTES_PER_DAY)), 1.0) * MINUTES_PER_DAY / 2.0


def _off_zero(curve: Curve) -> Curve:
    """The curve lifted off zero, far below the axis."""
    course = curve.course
    lifted = replace(
        course,
        q05=np.maximum(course.q05, LOG_FLOOR_NG_ML),
        q25=np.maximum(course.q25, LOG_FLOOR_NG_ML),
        median=np.maximum(course.median, LOG_FLOOR_NG_ML),
        q75=np.maximum(course.q75, LOG_FLOOR_NG_ML),
        q95=np.maximum(course.q95, LOG_FLOOR_NG_ML),
    )
    return replace(curve, course=lifted)


def _panel_title(panel: Panel, layout: Layout, scale: str = "") -> "alt.TitleParams":
    """What, in which unit, of whom."""
    import altair as alt

    words = f"{panel.title}, {unit_words(panel.unit)}{scale}"
    return alt.TitleParams(
        wrap(words, layout.title_characters(layout.title_size)), subtitle=wrap(panel.population, layout.characters)
    )
