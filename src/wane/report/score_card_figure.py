"""The picture of a score card: where observations fell in their forecasts, coverage, and said against seen."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wane.forecast.score_card import ScoreCard
from wane.forecast.score_card_figures import Figure
from wane.kernels.doses import FloatArray
from wane.report import theme
from wane.report.figures import PNG_SCALE, with_counted_ids
from wane.report.score_card_words import ScoreCardReport, asked_words, title
from wane.report.theme import WIDE, Layout

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float | str | None]

PANEL_PX, HEIGHT_PX = 290, 170
LINE_COLOURS = (theme.PARENT, theme.METABOLITE, theme.SYSTOLIC)
READING = (
    "Flat bars and points on the dashed lines mean calibrated; lines through points are 95 % intervals over people."
)


def render_score_card_spec(report: ScoreCardReport, *, layout: Layout = WIDE) -> str:
    """The picture as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(_spec(report, layout), ensure_ascii=False, sort_keys=True)


def render_score_card_svg(report: ScoreCardReport, *, layout: Layout = WIDE) -> str:
    """The picture as SVG."""
    import vl_convert

    return with_counted_ids(str(vl_convert.vegalite_to_svg(_spec(report, layout), allowed_base_urls=[])))


def render_score_card_png(report: ScoreCardReport, *, layout: Layout = WIDE) -> bytes:
    """The picture as PNG, two pixels for one."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(report, layout), scale=PNG_SCALE, allowed_base_urls=[]))


def _spec(report: ScoreCardReport, layout: Layout) -> dict[str, object]:
    import altair as alt

    card = report.card
    upper = alt.hconcat(
        _histogram("Scores in each tenth of their forecasts, %", card.pit_scores),
        _histogram("Days to relapse in each tenth, %", card.pit_durations),
    )
    lower = alt.hconcat(_coverage(card), _lines(card)).resolve_scale(color="independent", shape="independent")
    whole = alt.vconcat(upper, lower).resolve_scale(color="independent", shape="independent")
    if layout.has_head:
        head = alt.TitleParams(title(report), subtitle=[asked_words(report), READING], fontSize=layout.head_size)
        whole = whole.properties(title=head)
    return {**whole.to_dict(), "config": theme.config(layout)}


def _chart(rows: Sequence[Row]) -> "alt.Chart":
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def _histogram(name: str, shares: FloatArray) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt

    rows = [
        {"low": 10.0 * i + 0.4, "high": 10.0 * (i + 1) - 0.4, "share": 100.0 * share}
        for i, share in enumerate(shares.tolist())
    ]
    axis = alt.Axis(title="lowest to highest tenth of the forecast", grid=False, values=[], domain=True)
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)
    top = max(20.0, 110.0 * float(shares.max()))
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(title=None, tickCount=4))
    bars = _chart(rows).mark_rect(color=theme.PARENT, opacity=0.75).encode(x=x, x2="high:Q", y=y, y2=alt.datum(0))
    ideal = _chart([{"share": 10.0}]).mark_rule(color=theme.INK, strokeDash=list(theme.DASH)).encode(y=y)
    drawn: alt.LayerChart | alt.FacetChart = alt.layer(bars, ideal)
    return drawn.properties(width=PANEL_PX, height=HEIGHT_PX, title=name)


def _coverage(card: ScoreCard) -> "alt.LayerChart | alt.FacetChart":
    """Nominal against held, of scores and of days to relapse."""
    kinds = (("scores", card.scores.coverage), ("days to relapse", card.durations.coverage))
    rows = [
        {"said": 100.0 * nominal + shift, "kind": kind, **_band(figure)}
        for shift, (kind, coverage) in zip((-0.8, 0.8), kinds, strict=True)
        for nominal, figure in coverage.items()
        if figure.value is not None
    ]
    name = "Intervals: said and held, %"
    return _said_and_seen(rows, name, [kind for kind, _ in kinds], (40, 100))


def _lines(card: ScoreCard) -> "alt.LayerChart | alt.FacetChart":
    """Chance over the line against how often it was so, for each number of days."""
    kinds = [f"{line.days} days ahead" for line in card.lines]
    return _said_and_seen(list(_line_rows(card)), "Chance of a score over the line: said and seen, %", kinds, (0, 100))


def _line_rows(card: ScoreCard) -> Iterator[Row]:
    for shift, line in zip((-1.2, 0.0, 1.2), card.lines, strict=True):
        for one in line.bins:
            if one.chance.value is not None and one.observed.low95 is not None:
                yield {
                    "said": 100.0 * one.chance.value + shift,
                    "kind": f"{line.days} days ahead",
                    **_band(one.observed),
                }


def _said_and_seen(
    rows: Sequence[Row], name: str, kinds: Sequence[str], ends: tuple[float, float]
) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt

    scale = alt.Scale(domain=list(ends), nice=False, clamp=True)
    x = alt.X("said:Q", scale=scale, axis=alt.Axis(title="said", tickCount=5))
    y = alt.Y("seen:Q", scale=scale, axis=alt.Axis(title=None, tickCount=5))
    colour = alt.Color(
        "kind:N", scale=alt.Scale(domain=list(kinds), range=list(LINE_COLOURS[: len(kinds)])),
        legend=alt.Legend(title=None, orient="top-left", fillColor=theme.PAPER, padding=4),
    )  # fmt: skip
    shape = alt.Shape(
        "kind:N", scale=alt.Scale(domain=list(kinds), range=["circle", "square", "triangle-up"][: len(kinds)])
    )
    ideal = _chart([{"said": ends[0], "seen": ends[0]}, {"said": ends[1], "seen": ends[1]}])
    points = _chart(rows)
    return alt.layer(
        ideal.mark_line(color=theme.INK, strokeDash=list(theme.DASH), strokeWidth=1).encode(x=x, y=y),
        points.mark_rule(strokeWidth=1.4, clip=True).encode(x=x, y=alt.Y("low:Q"), y2="high:Q", color=colour),
        points.mark_point(filled=True, size=46, opacity=1, clip=True).encode(x=x, y=y, color=colour, shape=shape),
    ).properties(width=PANEL_PX, height=HEIGHT_PX + 30, title=name)


def _band(figure: Figure) -> dict[str, float | None]:
    """In per cent; without an interval the point stands alone."""
    value = 100.0 * (figure.value or 0.0)
    low, high = (value if bound is None else 100.0 * bound for bound in (figure.low95, figure.high95))
    return {"seen": value, "low": low, "high": high}
