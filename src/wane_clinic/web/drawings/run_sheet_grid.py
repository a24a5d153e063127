"""The paper of the run sheet: boxes of 5 minutes, bold at 15, pressures at the side, NOW and the clinic's stop line."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from wane_clinic.web.drawings.run_sheet_axes import LEFT, RIGHT, STEP_MMHG, TOP, VALUE_ROW, Axes
from wane_clinic.web.drawings.run_sheet_values import RunSheet
from wane_clinic.web.drawings.svg import Element, element, line, text

MOST_LINES: Final = 60
STEPS_MIN: Final = (5, 15, 30, 60, 180, 360, 720, 1440)
LABEL_PX: Final = 62.0
NOW_ROOM: Final = 38.0
"""Beside the word NOW no other time stands."""


def grid(sheet: RunSheet, axes: Axes) -> Element:
    """Lines behind everything, and the labels of both scales."""
    span_min = (axes.end - axes.start) / timedelta(minutes=1)
    step = next((s for s in STEPS_MIN if span_min / s <= MOST_LINES), span_min)
    bold = max(15.0, 3 * step) if step < 15 else step
    labelled = next(
        (s for s in STEPS_MIN[1:] if (RIGHT - LEFT) * s / span_min >= LABEL_PX and s >= bold), max(span_min, bold)
    )
    lines = _times(axes, step, bold)
    return element("g", *lines, *_clock_times(sheet, axes, labelled), *_pressures(axes), class_="rs-grid")


def _times(axes: Axes, step_min: float, bold_min: float) -> Iterator[Element]:
    for at in _every(step_min, axes):
        kind = "rs-bold" if (at.hour * 60 + at.minute) % bold_min == 0 else "rs-fine"
        yield line(axes.x(at), TOP, axes.x(at), axes.plot_bottom + 4, class_=kind)
    bottom = axes.plot_bottom + 30
    for row in range(axes.value_rows + 1):
        yield line(8, bottom + row * VALUE_ROW, RIGHT, bottom + row * VALUE_ROW, class_="rs-fine")


def _clock_times(sheet: RunSheet, axes: Axes, labelled_min: float) -> Iterator[Element]:
    now = axes.x(sheet.now) if sheet.now else -NOW_ROOM
    for at in _every(5, axes):
        x = axes.x(at)
        if (at.hour * 60 + at.minute) % labelled_min == 0 and x <= RIGHT and abs(x - now) >= NOW_ROOM:
            yield text(f"{at:%H:%M}", x=x, y=axes.plot_bottom + 19, anchor="middle", class_="rs-time")


def _every(step_min: float, axes: Axes) -> Iterator[datetime]:
    at = axes.start
    while at <= axes.end:
        yield at
        at += timedelta(minutes=step_min)


def _pressures(axes: Axes) -> Iterator[Element]:
    step = STEP_MMHG * (2 if axes.high - axes.low <= 400 else max(2, (axes.high - axes.low) // 160))
    for value in range(axes.low, axes.high + 1, STEP_MMHG if step == 2 * STEP_MMHG else step):
        y = axes.y(value)
        yield line(LEFT, y, RIGHT, y, class_="rs-bold" if (value - axes.low) % step == 0 else "rs-fine")
        if (value - axes.low) % step == 0:
            yield text(f"{value}", x=LEFT - 8, y=y + 4, anchor="end", class_="rs-scale")
    yield text("mmHg", x=8, y=axes.plot_top + 12, class_="rs-unit")
    yield text("/min", x=8, y=axes.plot_top + 27, class_="rs-unit")


def stop_line(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """The clinic's own threshold, named as the clinic's."""
    if sheet.stop_systolic_mmhg is None:
        return
    y = axes.y(sheet.stop_systolic_mmhg)
    words = f"clinic stop line {sheet.stop_systolic_mmhg}"
    yield line(LEFT, y, RIGHT, y, class_="rs-stop")
    yield text(words, x=RIGHT - 6, y=y - 5 if y > axes.plot_top + 20 else y + 14, anchor="end", class_="rs-stop-words")


def now_line(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """Where the session stands."""
    if sheet.now is None:
        return
    x = axes.x(sheet.now)
    yield line(x, TOP, x, axes.height - 10, class_="rs-now")
    yield element("rect", x=x - 19, y=axes.plot_bottom + 6, width=38, height=18, rx=4, class_="rs-now-ground")
    yield text("NOW", x=x, y=axes.plot_bottom + 19, anchor="middle", class_="rs-now-word")
