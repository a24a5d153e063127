"""The picture of `wane how-long`: how long relief lasts in those it works for, one row a course, on a line of time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from wane.forecast.how_long_answers import CourseAnswers, HowLong
from wane.report import theme
from wane.report.figures import PNG_SCALE, with_counted_ids
from wane.report.how_long_words import exposure_words, headline, held, is_nobody, of_100, time_words, title
from wane.report.theme import WIDE, Layout

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, float | str]

HOW_TO_READ = (
    "Point: the middle one of the people it works for. Thick line: half of them; thin line: 9 of 10. Right: for how "
    "many of 100 it works. x: exposure against 0.5 mg/kg IV."
)
TICKS: Final = {
    1.0 / 24.0: "1 hour", 0.25: "6 hours", 1.0: "1 day", 3.0: "3 days", 7.0: "1 week", 30.44: "1 month",
    91.3: "3 months", 365.0: "1 year",
}  # fmt: skip
LABEL_PX, RIGHT_PX, ROW_PX = 270, 80, 19
GAP: Final = 0.6  # of a row, between groups


def drawn(found: HowLong, ending: str) -> str | bytes:
    """The picture in the format that the ending names."""
    match ending:
        case ".svg":
            return render_how_long_svg(found)
        case ".png":
            return render_how_long_png(found)
        case _:
            return render_how_long_spec(found)


def render_how_long_spec(found: HowLong, *, layout: Layout = WIDE) -> str:
    """The picture as a Vega-Lite specification (JSON text) that holds its own data."""
    return json.dumps(_spec(found, layout), ensure_ascii=False, sort_keys=True)


def render_how_long_svg(found: HowLong, *, layout: Layout = WIDE) -> str:
    """The picture as SVG."""
    import vl_convert

    return with_counted_ids(str(vl_convert.vegalite_to_svg(_spec(found, layout), allowed_base_urls=[])))


def render_how_long_png(found: HowLong, *, layout: Layout = WIDE) -> bytes:
    """The picture as PNG, two pixels for one."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_spec(found, layout), scale=PNG_SCALE, allowed_base_urls=[]))


def rows(found: HowLong) -> list[dict[str, float | str]]:
    """One row a course: where it stands, its words, and its times in days; what lies beyond the horizon ends there."""
    first = round(found.look_h / 24.0, 6)
    placed: list[dict[str, float | str]] = []
    at = 0.0
    for group in _groups(found):
        for label, course in group:
            lasts, works = held(course.lasts), held(course.works)
            row: dict[str, float | str] = {"y": at, "label": label, "works": f"{of_100(works.value)} of 100"}
            if not is_nobody(lasts):
                times = (lasts.low90, lasts.low50, lasts.value, lasts.high50, lasts.high90)
                ends = [max(first, float(found.horizon_days) if day is None else day) for day in times]
                row |= dict(zip(("low90", "low50", "middle", "high50", "high90"), ends, strict=True))
                row["time"] = time_words(lasts)
            placed.append(row)
            at += 1.0
        at += GAP
    return placed


def _groups(found: HowLong) -> Iterator[list[tuple[str, CourseAnswers]]]:
    """Courses with their labels: what was asked, dose, severity, route, setting."""
    asked = [found.one] if found.one.label == found.series.label else [found.one, found.series]
    yield [(course.label, course) for course in asked]
    short = "one short dose like" if found.course_days > 1 else "dose like"
    yield [(f"{short} {course.label} IV", course) for course in found.doses]
    yield [(f"score before: {course.label}", course) for course in found.severities]
    ways = [course for course in found.routes if not course.label.startswith("IV")]
    yield [(f"{course.label}, x {exposure_words(held(course.exposure))}", course) for course in ways]
    yield [(found.research.label, found.research)]


def _spec(found: HowLong, layout: Layout) -> dict[str, object]:
    import altair as alt

    placed = rows(found)
    low = min(1.0 / 24.0 if found.look_h < 24.0 else 1.0, *(float(row.get("low90", 1.0)) for row in placed))
    ticks = {day: words for day, words in TICKS.items() if low <= day <= found.horizon_days}
    words = " : ".join(f"abs(datum.value - {day:g}) < {0.01 * day:g} ? '{word}'" for day, word in ticks.items())
    axis = alt.Axis(title=None, values=list(ticks), labelExpr=f"{words} : ''", grid=True, labelFlush=False)
    scale = alt.Scale(type="log", domain=[low, found.horizon_days], nice=False)
    bottom = float(placed[-1]["y"]) + 0.7
    y = alt.Y("y:Q", scale=alt.Scale(domain=[bottom, -0.7], nice=False), axis=None)
    layers = [*_lines(placed, scale, axis, y), *_labels(placed, layout, y, low, found.horizon_days)]
    picture = alt.layer(*layers).properties(
        width=layout.plot_width + layout.label_room - LABEL_PX - RIGHT_PX,
        height=ROW_PX * (bottom + 0.7),
        title=_title(found, layout),
    )
    return {**picture.to_dict(), "config": theme.config(layout)}


def _title(found: HowLong, layout: Layout) -> "alt.TitleParams":
    import altair as alt

    room = layout.characters
    reading = wrap(HOW_TO_READ, room)
    if not layout.has_head:
        return alt.TitleParams(
            reading, fontSize=layout.text_size, fontWeight="normal", color=theme.MUTED, dx=-LABEL_PX + 10
        )
    return alt.TitleParams(
        f"{title(found)}: {found.request.ordered}", subtitle=[*wrap(headline(found), room), *reading],
        fontSize=layout.head_size, offset=layout.spacing, dx=-LABEL_PX + 10,
    )  # fmt: skip


def _lines(placed: Sequence[Row], scale: "alt.Scale", axis: "alt.Axis", y: "alt.Y") -> "Iterator[alt.Chart]":
    """9 of 10, half, and the middle."""
    import altair as alt

    base = alt.Chart(alt.InlineData(values=[dict(row) for row in placed if "middle" in row]))
    for low, high, width, opacity in (("low90", "high90", 2.0, 0.55), ("low50", "high50", 7.0, 0.45)):
        rule = base.mark_rule(color=theme.PARENT, strokeWidth=width, opacity=opacity, clip=True)
        yield rule.encode(x=alt.X(f"{low}:Q", scale=scale, axis=axis), x2=f"{high}:Q", y=y)
    point = base.mark_point(color=theme.PARENT, filled=True, size=70, opacity=1.0)
    yield point.encode(x=alt.X("middle:Q", scale=scale, axis=axis), y=y)


def _labels(placed: Sequence[Row], layout: Layout, y: "alt.Y", low: float, high: float) -> "Iterator[alt.Chart]":
    """Words left of the plot, and for how many it works right of it."""
    import altair as alt

    base = alt.Chart(alt.InlineData(values=[dict(row) for row in placed]))
    left = base.mark_text(align="left", fontSize=layout.text_size, color=theme.INK, dx=-LABEL_PX + 10)
    yield left.encode(x=alt.XDatum(low), y=y, text="label:N")
    right = base.mark_text(align="left", fontSize=layout.text_size, color=theme.MUTED, dx=10)
    yield right.encode(x=alt.XDatum(high), y=y, text="works:N")
