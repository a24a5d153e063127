"""The picture of a forecast: scores, sessions and bands over days, and below it the chance of still being well."""

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from wane.forecast.chances import chance_words
from wane.forecast.intervals import days_between
from wane.forecast.person_forecast import OwnData, PersonForecast, local_date
from wane.report import theme
from wane.report.figures import PNG_SCALE, with_counted_ids
from wane.report.forecast_words import headline, still_well_days, title
from wane.report.theme import WIDE, Layout
from wane.report.wording import capitalised

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float | str]
Values = Sequence[Row]

SHOWN_BEFORE_DAYS, BEFORE_SESSION_DAYS, ROOM = 120.0, 30.0, 0.02
LABEL_PX = 36.0
HOW_TO_READ = "Line: median score expected. Bands: 50, 80 and 90 %. {points}: scores. Triangles: sessions."
POINTS = {OwnData.USED: "Points", OwnData.LEFT_OUT: "Hollow points, left out of the forecast"}
BAND_OPACITIES = (("q05", "q95", 0.14), ("q10", "q90", 0.20), ("q25", "q75", 0.30))
MOST_TICKS = 12
TICK_STEPS_DAYS = (1, 2, 3, 7, 14, 28, 56, 91, 182, 364)


def render_forecast_spec(forecast: PersonForecast, *, layout: Layout = WIDE) -> str:
    """The picture as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(_spec(forecast, layout), ensure_ascii=False, sort_keys=True)


def render_forecast_svg(forecast: PersonForecast, *, layout: Layout = WIDE) -> str:
    """The picture as SVG."""
    import vl_convert

    return with_counted_ids(str(vl_convert.vegalite_to_svg(_spec(forecast, layout), allowed_base_urls=[])))


def render_forecast_png(forecast: PersonForecast, *, layout: Layout = WIDE) -> bytes:
    """The picture as PNG, two pixels for one."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(forecast, layout), scale=PNG_SCALE, allowed_base_urls=[]))


def _spec(forecast: PersonForecast, layout: Layout) -> dict[str, object]:
    import altair as alt

    axis = _axis(forecast)
    charts = [_score_chart(forecast, layout, axis)]
    if forecast.relief.withheld is None:
        charts.append(_well_chart(forecast, layout, axis))
    stack = alt.vconcat(*charts, title=_title(forecast, layout))
    return {**stack.to_dict(), "config": theme.config(layout)}


def _title(forecast: PersonForecast, layout: Layout) -> "alt.TitleParams":
    import altair as alt

    reading = wrap(HOW_TO_READ.format(points=POINTS[forecast.request.own_data]), layout.characters)
    if not layout.has_head:
        return alt.TitleParams(reading, fontSize=layout.text_size, fontWeight="normal", color=theme.MUTED)
    own = " (own scores left out)" if forecast.request.own_data is OwnData.LEFT_OUT else ""
    return alt.TitleParams(
        f"{title(forecast)}{own}",
        subtitle=[*wrap(headline(forecast), layout.characters), *reading],
        fontSize=layout.head_size,
        offset=layout.spacing,
    )


class _Axis:
    """Days from now: how far back and ahead, ticks, and their dates."""

    def __init__(self, low: float, high: float, labels: Mapping[float, str]) -> None:
        self.low, self.high, self.labels = low, high, labels


def _axis(forecast: PersonForecast) -> _Axis:
    asked = forecast.request
    first = -days_between(asked.records.records[0].at, asked.now)
    since = forecast.relief.now_since_session or 0.0
    low, high = max(first, -max(SHOWN_BEFORE_DAYS, since + BEFORE_SESSION_DAYS)), float(asked.horizon_days)
    room = ROOM * (high - low)
    step = next((s for s in TICK_STEPS_DAYS if (high - low) / s <= MOST_TICKS), TICK_STEPS_DAYS[-1])
    ticks = [float(i * step) for i in range(int(low // step) + 1, int(high // step) + 1) if i * step >= low]
    labels = {t: f"{local_date(asked.now, t, asked):%-d %b}" if t else "now" for t in ticks}
    return _Axis(low - room, high + room, labels)


def _x(axis: _Axis, layout: Layout, *, has_labels: bool) -> "alt.X":
    import altair as alt

    words = " : ".join(f"datum.value === {t:g} ? '{word}'" for t, word in axis.labels.items())
    shown = alt.Axis(
        title=None, grid=False, values=list(axis.labels), labelExpr=f"{words} : ''", labels=has_labels, labelFlush=False
    )
    return alt.X("t:Q", scale=alt.Scale(domain=[axis.low, axis.high], nice=False), axis=shown)


def _chart(values: Values) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in values]))


def _score_chart(forecast: PersonForecast, layout: Layout, axis: _Axis) -> "alt.LayerChart | alt.FacetChart":
    """Bands, median, scores, session marks, relapse line and now."""
    import altair as alt

    found = forecast.instrument
    scale = alt.Scale(domain=[found.low, found.high], nice=False)
    shown = alt.Axis(title=None, tickCount=6, domain=False, ticks=False, minExtent=34)
    x, y = _x(axis, layout, has_labels=True), alt.Y("v:Q", scale=scale, axis=shown)
    layers = [
        *_bands(forecast, x, scale, shown),
        *_line(forecast, layout, axis, x, y),
        *_sessions(forecast, layout, axis, x, y),
        *_scores(forecast, axis, x, y),
        *_now(forecast, layout, x, y),
    ]
    worse = "higher" if found.is_higher_worse else "lower"
    name = f"{found.name}, points ({found.low:g} to {found.high:g}, {worse} is worse)"
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        width=layout.plot_width, height=layout.tall_panel_height, title=name
    )
    return drawn


def _bands(forecast: PersonForecast, x: "alt.X", scale: "alt.Scale", shown: "alt.Axis") -> "Iterator[alt.Chart]":
    import altair as alt

    score = forecast.relief.score
    rows = [
        {
            "t": day,
            **{name: float(getattr(score, name)[i]) for name in ("median", "q05", "q10", "q25", "q75", "q90", "q95")},
        }
        for i, day in enumerate(score.days.tolist())
    ]
    base = _chart(rows)
    for low, high, opacity in BAND_OPACITIES:
        area = base.mark_area(color=theme.PARENT, opacity=opacity, clip=True, interpolate="monotone")
        yield area.encode(x=x, y=alt.Y(f"{low}:Q", scale=scale, axis=shown), y2=f"{high}:Q")
    line = base.mark_line(color=theme.PARENT, strokeWidth=theme.LINE_WIDTH, clip=True, interpolate="monotone")
    yield line.encode(x=x, y=alt.Y("median:Q", scale=scale, axis=shown))


def _line(forecast: PersonForecast, layout: Layout, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    line = forecast.lines.relapse
    rule = _chart([{"v": line}]).mark_rule(color=theme.LIMIT, strokeDash=list(theme.DASH), strokeWidth=1.2)
    yield rule.encode(y=y)
    yield _text([{"t": axis.high, "v": line, "text": f"relapse line {line:g}"}], layout, x, y, dx=6, color=theme.MUTED)


def _sessions(forecast: PersonForecast, layout: Layout, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    """Triangles along the lower edge; the proposed next session as an open diamond."""
    asked, low = forecast.request, forecast.instrument.low
    room = 0.035 * (forecast.instrument.high - low)
    past = [{"t": -days_between(s.at, asked.now), "v": low + room} for s in asked.records.sessions]
    mark = _chart([row for row in past if row["t"] >= axis.low])
    points = mark.mark_point(shape="triangle-up", size=70, color=theme.INK, filled=True, opacity=1.0, clip=True)
    yield points.encode(x=x, y=y)
    option, since = forecast.options[0], forecast.relief.now_since_session
    if option.day is not None and since is not None and option.day - since <= asked.horizon_days:
        row: Row = {"t": option.day - since, "v": low + room, "text": "next, by risk"}
        open_mark = _chart([row]).mark_point(
            shape="diamond", size=90, color=theme.METABOLITE, strokeWidth=2, filled=False
        )
        yield open_mark.encode(x=x, y=y)
        yield _text([row], layout, x, y, dx=9, color=theme.METABOLITE)


def _scores(forecast: PersonForecast, axis: _Axis, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    """Own scores as points, hollow where they are left out; never joined."""
    asked = forecast.request
    scores = asked.records.scores(forecast.instrument.id)
    rows = [{"t": -days_between(s.at, asked.now), "v": s.value} for s in scores]
    is_used = asked.own_data is OwnData.USED
    points = _chart([row for row in rows if row["t"] >= axis.low]).mark_point(
        size=46, color=theme.INK, filled=is_used, opacity=1.0, strokeWidth=1.4
    )
    yield points.encode(x=x, y=y)


def _now(forecast: PersonForecast, layout: Layout, x: "alt.X", y: "alt.Y") -> "Iterator[alt.Chart]":
    rule = _chart([{"t": 0.0}]).mark_rule(color=theme.AXIS, strokeWidth=1.2)
    yield rule.encode(x=x)
    yield _text(
        [
            {
                "t": 0.0,
                "v": forecast.instrument.high,
                "text": f"forecast from {local_date(forecast.request.now, 0.0, forecast.request):%-d %B %Y}",
            }
        ],
        layout,
        x,
        y,
        dx=5,
        dy=7,
        color=theme.MUTED,
    )


def _well_chart(forecast: PersonForecast, layout: Layout, axis: _Axis) -> "alt.LayerChart | alt.FacetChart":
    """The chance of still being well as a step, with whole per cents on some days."""
    import altair as alt

    since, chances = forecast.relief.now_since_session, forecast.relief.chance_still_well
    assert since is not None
    assert chances is not None
    x = _x(axis, layout, has_labels=False)
    shown = alt.Axis(title=None, values=[0, 0.5, 1], format="%", domain=False, ticks=False, minExtent=34)
    y = alt.Y("v:Q", scale=alt.Scale(domain=[0.0, 1.0], nice=False), axis=shown)
    rows = [{"t": 1.0 - since, "v": 1.0}]
    rows += [{"t": day - since, "v": p} for day, p in enumerate(chances.tolist(), start=1)]
    rows = [row for row in rows if axis.low <= row["t"] <= forecast.request.horizon_days]
    area = _chart(rows).mark_area(
        color=theme.SYSTOLIC, opacity=theme.WIDE_BAND_OPACITY, interpolate="step-after", clip=True
    )
    line = _chart(rows).mark_line(
        color=theme.SYSTOLIC, strokeWidth=theme.LINE_WIDTH, interpolate="step-after", clip=True
    )
    now = _chart([{"t": 0.0}]).mark_rule(color=theme.AXIS, strokeWidth=1.2)
    labels: list[Row] = [
        {"t": float(words.split()[1]) if words.startswith("in") else 0.0, "v": p, "text": chance_words(p)}
        for words, p in still_well_days(forecast)
    ]
    labels = _apart(labels, LABEL_PX * (axis.high - axis.low) / layout.plot_width)
    layers = [area.encode(x=x, y=y), line.encode(x=x, y=y), now.encode(x=x)]
    layers.append(_text(labels, layout, x, y, dx=3, dy=-8, color=theme.INK))
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(*layers).properties(
        width=layout.plot_width,
        height=layout.rate_height + 24,
        title=capitalised(f"chance of still being well, without another session ({forecast.instrument.name} below "
                          f"{forecast.lines.relapse:g} since the last one)"),
    )  # fmt: skip
    return drawn


def _apart(rows: Sequence[Row], gap: float) -> list[Row]:
    """The rows that stand at least `gap` after the last one that is kept."""
    kept: list[Row] = []
    for row in rows:
        if not kept or float(row["t"]) - float(kept[-1]["t"]) >= gap:
            kept.append(row)
    return kept


def _text(
    rows: Values, layout: Layout, x: "alt.X", y: "alt.Y", *, dx: float = 0.0, dy: float = 0.0, color: str = theme.INK
) -> "alt.Chart":
    mark = _chart(rows).mark_text(align="left", baseline="middle", fontSize=layout.text_size, dx=dx, dy=dy, color=color)
    drawn: alt.Chart = mark.encode(x=x, y=y, text="text:N")
    return drawn
