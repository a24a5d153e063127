"""The picture of a course: phases, sessions given and proposed, checks and care over weeks, and the risk before."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import TYPE_CHECKING

from wane.plan.course_plan import CoursePlan
from wane.report import theme
from wane.report.course_words import course_headline, course_title
from wane.report.figures import PNG_SCALE, with_counted_ids
from wane.report.theme import WIDE, Layout

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float | str]

SHOWN_BEFORE_DAYS, ROOM, MOST_TICKS, LABEL_PX = 60, 0.02, 11, 7.0
STEPS_DAYS = (7, 14, 28, 56, 91, 182)
LANES = {"sessions": 2.6, "checks": 1.4, "care": 0.5}
CARE = frozenset({"psychotherapy", "physiotherapy", "lifestyle", "medication_review"})
MILESTONES = {"consultation": "consultation", "response_check": "response check"}
HOW_TO_READ = (
    "Filled triangles: sessions given. Open diamonds: sessions proposed, the next one filled. Dots: checks and care, "
    "proposed. Nothing is booked."
)
RISK_TITLE = "Chance of relapse since the last session, without another one"


def render_course_spec(plan: CoursePlan, *, layout: Layout = WIDE) -> str:
    """The picture as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(_spec(plan, layout), ensure_ascii=False, sort_keys=True)


def render_course_svg(plan: CoursePlan, *, layout: Layout = WIDE) -> str:
    """The picture as SVG."""
    import vl_convert

    return with_counted_ids(str(vl_convert.vegalite_to_svg(_spec(plan, layout), allowed_base_urls=[])))


def render_course_png(plan: CoursePlan, *, layout: Layout = WIDE) -> bytes:
    """The picture as PNG, two pixels for one."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(plan, layout), scale=PNG_SCALE, allowed_base_urls=[]))


def _spec(plan: CoursePlan, layout: Layout) -> dict[str, object]:
    import altair as alt

    axis = _Axis(plan)
    charts = [_timeline(plan, layout, axis)]
    if plan.forecast is not None and plan.forecast.relief.chance_still_well is not None:
        charts.append(_risk(plan, layout, axis))
    stack = alt.vconcat(*charts, title=_title(plan, layout))
    return {**stack.to_dict(), "config": theme.config(layout)}


def _title(plan: CoursePlan, layout: Layout) -> "alt.TitleParams":
    import altair as alt

    reading = wrap(HOW_TO_READ, layout.characters)
    if not layout.has_head:
        return alt.TitleParams(reading, fontSize=layout.text_size, fontWeight="normal", color=theme.MUTED)
    return alt.TitleParams(
        course_title(plan),
        subtitle=[*wrap(course_headline(plan), layout.characters), *reading],
        fontSize=layout.head_size,
        offset=layout.spacing,
    )


class _Axis:
    """Days from the day of now: both ends, ticks a round number of weeks apart, and their dates."""

    def __init__(self, plan: CoursePlan) -> None:
        self.zone = plan.request.calendar.zone
        self.today = plan.request.now.astimezone(self.zone).date()
        ahead = [one.at.astimezone(self.zone).date() for one in plan.sessions] + [one.day for one in plan.activities]
        back = [one.at.astimezone(self.zone).date() for one in plan.given]
        low = max(self.at(min(back)), -SHOWN_BEFORE_DAYS) if back else 0.0
        high = max([self.at(day) for day in ahead] or [28.0])
        step = next((s for s in STEPS_DAYS if (high - low) / s <= MOST_TICKS), STEPS_DAYS[-1])
        self.ticks = [float(i * step) for i in range(-int(-low // step), int(high // step) + 1)]
        room = ROOM * (high - low) + 1.0
        self.low, self.high = low - room, high + room

    def at(self, day: date) -> float:
        """This day on the axis."""
        return float((day - self.today).days)

    def labels(self) -> str:
        """The dates of the ticks, as a Vega expression."""
        words = [(t, "now" if t == 0.0 else f"{self.today + timedelta(days=t):%-d %b}") for t in self.ticks]
        return " : ".join([*(f"datum.value === {t:g} ? '{word}'" for t, word in words), "''"])


def _x(axis: _Axis) -> "alt.X":
    import altair as alt

    shown = alt.Axis(title=None, grid=False, values=axis.ticks, labelExpr=axis.labels(), labelFlush=False)
    return alt.X("t:Q", scale=alt.Scale(domain=[axis.low, axis.high], nice=False), axis=shown)


def _chart(rows: Sequence[Row]) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def _timeline(plan: CoursePlan, layout: Layout, axis: _Axis) -> "alt.LayerChart | alt.FacetChart":
    """Phases as bands, and a lane each for sessions, checks and care."""
    import altair as alt

    lanes = " : ".join([*(f"datum.value === {v:g} ? '{name}'" for name, v in LANES.items()), "''"])
    shown = alt.Axis(
        title=None, values=list(LANES.values()), labelExpr=lanes, domain=False, ticks=False, minExtent=34, grid=True
    )
    x, y = _x(axis), alt.Y("v:Q", scale=alt.Scale(domain=[0.0, 4.0], nice=False), axis=shown)
    layers = [
        *_phases(plan, layout, axis, x, y),
        *_sessions(plan, layout, axis, x, y),
        *_dots(plan, layout, axis, x, y),
    ]
    layers.append(_now(x))
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        width=layout.plot_width, height=layout.panel_height + 10, title="Course, by date"
    )
    return drawn


def _phases(plan: CoursePlan, layout: Layout, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    """A band from the first to the last session of a phase; its name where there is room."""
    import altair as alt

    rows: list[Row] = []
    for i, span in enumerate(plan.spans):
        low, high = max(axis.at(span.first), axis.low), axis.at(span.last)
        if high < axis.low:
            continue
        room = (high - low) / (axis.high - axis.low) * layout.plot_width
        name = span.phase.value if len(span.phase.value) * LABEL_PX <= max(room, 30.0) else span.phase.value[:3] + "."
        rows.append({"t": low - 0.8, "t2": high + 0.8, "v": 0.0, "v2": 4.0, "shade": i % 2, "text": name})
    for shade, opacity in ((0, 0.55), (1, 0.28)):
        bands = _chart([row for row in rows if row["shade"] == shade])
        band = bands.mark_rect(color=theme.GRID, opacity=opacity, clip=True)
        yield band.encode(x=x, x2="t2:Q", y=y, y2=alt.Y2("v2:Q"))
    yield _text([{**row, "v": 3.65} for row in rows], layout, x, y, dx=4, color=theme.MUTED)


def _sessions(plan: CoursePlan, layout: Layout, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    given = [{"t": axis.at(one.at.astimezone(axis.zone).date()), "v": LANES["sessions"]} for one in plan.given]
    past = _chart([row for row in given if row["t"] >= axis.low])
    yield past.mark_point(shape="triangle-up", size=70, color=theme.INK, filled=True, opacity=1.0).encode(x=x, y=y)
    ahead: list[Row] = [
        {"t": axis.at(one.at.astimezone(axis.zone).date()), "v": LANES["sessions"]} for one in plan.sessions
    ]
    later = _chart(ahead[1:]).mark_point(shape="diamond", size=70, color=theme.PARENT, strokeWidth=1.6, filled=False)
    yield later.encode(x=x, y=y)
    first = _chart(ahead[:1]).mark_point(shape="diamond", size=110, color=theme.METABOLITE, filled=True, opacity=1.0)
    yield first.encode(x=x, y=y)
    if plan.sessions:
        day = plan.sessions[0].at.astimezone(axis.zone)
        label = {**ahead[0], "text": f"next: {day:%a %-d %b}", "v": LANES["sessions"] + 0.55}
        yield _text([label], layout, x, y, dx=-4, color=theme.METABOLITE)


def _dots(plan: CoursePlan, layout: Layout, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    named: list[Row] = [
        {"t": axis.at(one.day), "v": LANES["checks"] + 0.5, "text": MILESTONES[one.id]}
        for one in plan.activities
        if one.id in MILESTONES
    ]
    yield _text(named, layout, x, y, dx=-4, color=theme.SYSTOLIC)
    for lane, color in (("checks", theme.SYSTOLIC), ("care", theme.DISSOCIATION)):
        days = {one.day for one in plan.activities if (one.id in CARE) == (lane == "care")}
        rows = [{"t": axis.at(day), "v": LANES[lane]} for day in sorted(days)]
        yield _chart(rows).mark_point(size=34, color=color, filled=True, opacity=1.0).encode(x=x, y=y)


def _now(x: "alt.X") -> "alt.Chart":
    drawn: alt.Chart = _chart([{"t": 0.0}]).mark_rule(color=theme.AXIS, strokeWidth=1.2).encode(x=x)
    return drawn


def _risk(plan: CoursePlan, layout: Layout, axis: _Axis) -> "alt.LayerChart | alt.FacetChart":
    """The chance of having relapsed since the last session, the accepted risk, and the next session on it."""
    import altair as alt

    assert plan.forecast is not None
    chances, last = plan.forecast.relief.chance_still_well, plan.forecast.last_session
    assert chances is not None
    assert last is not None
    start = axis.at(last.astimezone(axis.zone).date())
    x = _x(axis)
    shown = alt.Axis(title=None, values=[0, 0.5, 1], format="%", domain=False, ticks=False, minExtent=34)
    y = alt.Y("v:Q", scale=alt.Scale(domain=[0.0, 1.0], nice=False), axis=shown)
    rows = [{"t": start + day, "v": 1.0 - p} for day, p in enumerate(chances.tolist(), start=1)]
    line = _chart([row for row in rows if axis.low <= row["t"] <= axis.high])
    layers: list[alt.Chart] = [
        line.mark_line(color=theme.SYSTOLIC, strokeWidth=theme.LINE_WIDTH, interpolate="step-after").encode(x=x, y=y),
        _chart([{"v": plan.forecast.risk}])
        .mark_rule(color=theme.LIMIT, strokeDash=list(theme.DASH), strokeWidth=1.2)
        .encode(y=y),
        _now(x),
    ]
    accepted: Row = {"t": axis.high, "v": plan.forecast.risk, "text": f"accepted {100 * plan.forecast.risk:.0f} %"}
    layers.append(_text([accepted], layout, x, y, dx=6, color=theme.MUTED))
    layers.extend(_marked(plan, axis, x, y))
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        width=layout.plot_width, height=layout.rate_height + 34, title=RISK_TITLE
    )
    return drawn


def _marked(plan: CoursePlan, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    """The options for the next session on the curve, the planned one filled."""
    for is_chosen, size in ((True, 110), (False, 60)):
        rows = [
            {"t": axis.at(one.at.astimezone(axis.zone).date()), "v": one.risk_before}
            for one in plan.options
            if one.at is not None and one.risk_before is not None and one.is_chosen is is_chosen
        ]
        mark = _chart(rows).mark_point(
            shape="diamond", size=size, color=theme.METABOLITE, filled=is_chosen, opacity=1.0, strokeWidth=1.4
        )
        yield mark.encode(x=x, y=y)


def _text(
    rows: Sequence[Row], layout: Layout, x: "alt.X", y: "alt.Y", *, dx: float = 0.0, color: str = theme.INK
) -> "alt.Chart":
    mark = _chart(rows).mark_text(align="left", baseline="middle", fontSize=layout.text_size, dx=dx, color=color)
    drawn: alt.Chart = mark.encode(x=x, y=y, text="text:N")
    return drawn
