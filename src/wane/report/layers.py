"""Layers of the pictures, as Altair charts: bands, dashed lines, rate steps, arrows, labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from wane.models.regimen import MINUTES_PER_HOUR
from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.axes import TimeAxis, round_ticks, spread_apart, value_ticks
from wane.report.panels import Curve, RateStep
from wane.report.rounding import round_without_band
from wane.report.theme import Layout
from wane.report.wording import amount_words, minutes_words

POINTS_PER_LINE = 160
LABEL_GAP_PX = 15.0
DOSE_GAP_PX = 60.0
CHARACTER_WIDTH = 0.56
"""Mean width of a character over its font size: Liberation Sans, with room to spare."""

Row = Mapping[str, float | str]
Values = Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a panel's layers are drawn: time axis, value range, height in px; `is_log` for the long panel."""

    axis: TimeAxis
    layout: Layout
    height: int
    low: float
    high: float
    ticks: int = 5
    has_values: bool = True
    has_title: bool = False
    is_log: bool = False

    @property
    def x(self) -> alt.X:
        """Time, from 0."""
        title = self.axis.title if self.has_title else None
        ticks = list(round_ticks(self.axis, count=self.layout.ticks))
        axis = alt.Axis(title=title, grid=False, values=ticks, labelFlush=False, format=",~r", titleAnchor="end")
        return alt.X("t:Q", scale=alt.Scale(domain=[0.0, self.axis.high], nice=False), axis=axis)

    def y(self, field: str = "v") -> alt.Y:
        """Values; the unit stands in the panel's title."""
        scale = alt.Scale(type="log" if self.is_log else "linear", domain=[self.low, self.high], nice=False)
        if not self.has_values:
            return alt.Y(f"{field}:Q", scale=scale, axis=None)
        ticks = {"tickCount": 4} if self.is_log else {"values": list(value_ticks(self.low, self.high, self.ticks))}
        axis = alt.Axis(title=None, format=",~r", minExtent=34, domain=False, ticks=False, **ticks)
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    @property
    def px_per_min(self) -> float:
        """Horizontal pixels a minute takes."""
        return self.layout.plot_width / (self.axis.high * self.axis.per_unit)


def chart(values: Values) -> alt.Chart:
    """A chart that holds its own rows."""
    return alt.Chart(alt.InlineData(values=[dict(row) for row in values]))


def bands(curve: Curve, frame: Frame) -> Iterator[alt.Chart]:
    """90 % light, 50 % dark, median line."""
    base = chart(_rows(curve, frame.axis))
    wide = base.mark_area(color=curve.colour, opacity=theme.WIDE_BAND_OPACITY, clip=True)
    inner = base.mark_area(color=curve.colour, opacity=theme.INNER_BAND_OPACITY, clip=True)
    line = base.mark_line(color=curve.colour, strokeWidth=theme.LINE_WIDTH, clip=True)
    yield wide.encode(x=frame.x, y=frame.y("q05"), y2="q95:Q")
    yield inner.encode(x=frame.x, y=frame.y("q25"), y2="q75:Q")
    yield line.encode(x=frame.x, y=frame.y())


def dashed(curve: Curve, frame: Frame) -> Iterator[alt.Chart]:
    """The second regimen: median dashed, the edges of its 90 % band thin and dotted."""
    base = chart(_rows(curve, frame.axis))
    median = base.mark_line(
        color=curve.colour, strokeDash=list(theme.DASH), strokeWidth=theme.COMPARED_WIDTH, clip=True
    )
    yield median.encode(x=frame.x, y=frame.y())
    for edge in ("q05", "q95"):
        line = base.mark_line(color=curve.colour, strokeDash=list(theme.DOTS), strokeWidth=1.0, clip=True)
        yield line.encode(x=frame.x, y=frame.y(edge))


def end_labels(curves: Sequence[Curve], frame: Frame) -> Iterator[alt.Chart]:
    """Names at the ends of the lines, kept apart."""
    per_px = (frame.high - frame.low) / frame.height
    ends = [float(s.course.median[-1]) / per_px for s in curves]
    placed = spread_apart(ends, gap=LABEL_GAP_PX, low=frame.low / per_px + 5.0, high=frame.high / per_px)
    for line, at in zip(curves, placed, strict=True):
        row: Row = {
            "t": min(float(frame.axis.at(line.course.minutes)[-1]), frame.axis.high),
            "v": at * per_px,
            "text": _name(line),
        }
        yield _text([row], frame, color=line.colour, fontWeight="bold", dx=6)


def label_on_line(curve: Curve, value: float, frame: Frame) -> Iterator[alt.Chart]:
    """The name on the line where the median last passes `value`, on a halo of paper."""
    above = np.flatnonzero(curve.course.median > value)
    at = int(above[-1]) if above.size else 0
    row: Row = {"t": float(frame.axis.at(curve.course.minutes)[at]), "v": value, "text": _name(curve)}
    halo = {"stroke": theme.PAPER, "strokeWidth": 4, "strokeJoin": "round"}
    yield _text([row], frame, color=theme.PAPER, fontWeight="bold", align="center", **halo)
    yield _text([row], frame, color=curve.colour, fontWeight="bold", align="center")


def rule_at(minute: float, frame: Frame) -> alt.Chart:
    """A thin upright dotted line."""
    rule = chart([{"t": minute / frame.axis.per_unit}])
    mark = rule.mark_rule(color=theme.LIMIT, strokeDash=list(theme.DOTS), strokeWidth=1, clip=True)
    drawn: alt.Chart = mark.encode(x=frame.x)
    return drawn


def limit_line(value: float, name: str, frame: Frame) -> Iterator[alt.Chart]:
    """A thin level dotted line, named at the right."""
    rule = chart([{"v": value}]).mark_rule(color=theme.LIMIT, strokeDash=list(theme.DOTS), strokeWidth=1)
    yield rule.encode(y=frame.y())
    yield _text([{"t": frame.axis.high, "v": value, "text": name}], frame, color=theme.MUTED, dx=6)


def leave_label(minute: float, frame: Frame) -> alt.Chart:
    """What the upright line says, on the side with room."""
    has_room = minute / frame.axis.per_unit < 0.6 * frame.axis.high
    mark = chart([{"t": minute / frame.axis.per_unit, "v": frame.high}]).mark_text(
        text=["earliest expected to leave:", minutes_words(minute)],
        align="left" if has_room else "right",
        dx=6 if has_room else -6,
        baseline="top",
        color=theme.MUTED,
        fontSize=frame.layout.text_size,
        lineHeight=frame.layout.text_size + 3,
    )
    drawn: alt.Chart = mark.encode(x=frame.x, y=frame.y())
    return drawn


def rate_steps(steps: Sequence[RateStep], unit: str, frame: Frame) -> Iterator[alt.Chart]:
    """Grey steps of the pump rate, each with its rate where it is wide enough; the table holds them all."""
    if not steps:
        return
    area = chart(_corners(steps, frame.axis)).mark_area(color=theme.STEP, interpolate="step-after", clip=True)
    yield area.encode(x=frame.x, y=frame.y())
    labels = [row for step in steps if (row := _rate_label(step, unit, frame))]
    yield _text(labels, frame, color=theme.INK, align="center")


def dashed_steps(steps: Sequence[RateStep], frame: Frame) -> Iterator[alt.Chart]:
    """The second regimen's pump rate as a dashed outline."""
    if not steps:
        return
    corners = [{"t": steps[0].start_min / frame.axis.per_unit, "v": 0.0}, *_corners(steps, frame.axis)]
    line = chart(corners).mark_line(
        color=theme.INK,
        interpolate="step-after",
        strokeDash=list(theme.DASH),
        strokeWidth=theme.COMPARED_WIDTH,
        clip=True,
    )
    yield line.encode(x=frame.x, y=frame.y(), order=alt.Order("t:Q"))


def single_doses(plan: SessionPlan, frame: Frame) -> Iterator[alt.Chart]:
    """Down arrows with mg as ordered; doses too close for a label each share one."""
    doses = [dose for dose in plan.regimen.administrations if dose.is_bolus]
    if not doses:
        return
    as_ordered = plan.total_mg / plan.total_base_mg
    groups: list[list[tuple[float, float]]] = []
    for dose in doses:
        minute = dose.start_h * MINUTES_PER_HOUR
        if groups and (minute - groups[-1][-1][0]) * frame.px_per_min < DOSE_GAP_PX:
            groups[-1].append((minute, dose.dose_mg * as_ordered))
        else:
            groups.append([(minute, dose.dose_mg * as_ordered)])
    height, label_height, shift = (0.85, 0.85, 9) if frame.has_values else (0.2, 0.55, -4)
    arrows = [{"t": minute / frame.axis.per_unit, "v": height * frame.high} for group in groups for minute, _ in group]
    mark = chart(arrows).mark_point(shape="triangle-down", size=80, color=theme.INK, filled=True, opacity=1.0)
    yield mark.encode(x=frame.x, y=frame.y())
    labels: list[Row] = [
        {
            "t": group[-1 if frame.has_values else 0][0] / frame.axis.per_unit,
            "v": label_height * frame.high,
            "text": _amounts(group),
        }
        for group in groups
    ]
    yield _text(labels, frame, color=theme.INK, dx=shift)


def _amounts(group: Sequence[tuple[float, float]]) -> str:
    """`28 + 28 + 28 mg`."""
    return " + ".join(round_without_band(amount_mg) for _, amount_mg in group) + " mg"


def _rows(curve: Curve, axis: TimeAxis) -> list[dict[str, float]]:
    """Values of one curve: evenly thinned, the peak kept, four significant digits."""
    course = curve.course
    even = np.linspace(0, course.minutes.size - 1, POINTS_PER_LINE).round().astype(int)
    keep = np.unique(np.append(even, int(np.argmax(course.median))))
    columns = {
        "t": axis.at(course.minutes),
        "v": course.median,
        "q05": course.q05,
        "q25": course.q25,
        "q75": course.q75,
        "q95": course.q95,
    }
    return [{name: float(f"{column[i]:.4g}") for name, column in columns.items()} for i in keep]


def _corners(steps: Sequence[RateStep], axis: TimeAxis) -> list[dict[str, float]]:
    """Corners of the rate over time, 0 in pauses and at the end."""
    rows: list[dict[str, float]] = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        rows.append({"t": step.start_min / axis.per_unit, "v": step.rate})
        if following is None or following.start_min > step.end_min:
            rows.append({"t": step.end_min / axis.per_unit, "v": 0.0})
    return rows


def _rate_label(step: RateStep, unit: str, frame: Frame) -> dict[str, float | str] | None:
    """`52.5 mL/h`, or `52.5`, or nothing, as the width of the step allows."""
    room_px = (step.end_min - step.start_min) * frame.px_per_min
    for text in (amount_words(step.rate, unit), round_without_band(step.rate)):
        if len(text) * CHARACTER_WIDTH * frame.layout.text_size <= room_px:
            middle = 0.5 * (step.start_min + step.end_min) / frame.axis.per_unit
            return {"t": middle, "v": step.rate * 0.32, "text": text}
    return None


def _name(curve: Curve) -> str:
    """The line's name with its first evidence marks."""
    return f"{curve.name} {''.join(f'[{mark}]' for mark in curve.marks[:2])}".strip()


def _text(rows: Values, frame: Frame, *, align: str = "left", **mark: object) -> alt.Chart:
    """Text at points."""
    size = frame.layout.text_size
    mark |= {"align": align, "baseline": "middle", "fontSize": size}
    base = chart(rows).mark_text(**mark)  # type: ignore[arg-type]  # Altair types each name apart; it checks them itself
    drawn: alt.Chart = base.encode(x=frame.x, y=frame.y(), text="text:N")
    return drawn
