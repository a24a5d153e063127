"""Axes of the pictures: the time axis that a stack shares, round upper ends, labels kept apart. Arithmetic only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wane.models.regimen import MINUTES_PER_HOUR
from wane.models.timecourse import FloatArray
from wane.plan.session_plan import SessionPlan
from wane.report.panels import MINUTES_PER_DAY, Panel

CLOCK_STEPS_MIN = (5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0)
CALENDAR_STEPS = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 7.0 * 24.0)
ROUND_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAxis:
    """Time after the start: minutes divided by `per_unit`, from 0 to `high`."""

    title: str
    per_unit: float
    high: float

    def at(self, minutes: FloatArray) -> FloatArray:
        """Minutes on this axis."""
        return np.asarray(minutes / self.per_unit, dtype=np.float64)


def time_axis(end_min: float) -> TimeAxis:
    """An axis to `end_min`: minutes up to eight hours, then hours up to three days, then days."""
    if end_min <= 8.0 * MINUTES_PER_HOUR:
        return TimeAxis(title="minutes after the start", per_unit=1.0, high=end_min)
    if end_min <= 3.0 * MINUTES_PER_DAY:
        return TimeAxis(title="hours after the start", per_unit=MINUTES_PER_HOUR, high=end_min / MINUTES_PER_HOUR)
    return day_axis(end_min)


def day_axis(end_min: float) -> TimeAxis:
    """An axis to `end_min` in days."""
    return TimeAxis(title="days after the start", per_unit=MINUTES_PER_DAY, high=end_min / MINUTES_PER_DAY)


def session_axis(plan: SessionPlan, compare: SessionPlan | None, panels: Sequence[Panel]) -> TimeAxis:
    """Wide enough for the courses, all dosing and the earliest time to leave."""
    ends = [float(series.course.minutes[-1]) for panel in panels for series in panel.curves]
    ends += [shown.regimen.end_h * MINUTES_PER_HOUR for shown in (plan, compare) if shown is not None]
    return time_axis(max(*ends, plan.leaving.shown_min * 1.02, 1.0))


def round_ticks(axis: TimeAxis, *, count: int) -> tuple[float, ...]:
    """At most `count` ticks a round step apart, as a clock or a calendar would have them, from 0."""
    steps = CLOCK_STEPS_MIN if axis.per_unit == 1.0 else CALENDAR_STEPS
    step = next((s for s in steps if s <= axis.high <= s * (count - 1)), axis.high)
    return tuple(float(i * step) for i in range(int(axis.high / step * (1.0 + 1e-9)) + 1))


def value_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """At most `most` ticks between round ends, a round step apart; both ends are among them where they can be."""
    if low == high:
        return (low,)
    span = max(abs(low), abs(high))
    power = float(10.0 ** np.floor(np.log10(span)))
    candidates = [part * power for part in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)]
    steps = [step for step in candidates if (high - low) / step <= most - 1 + 1e-9]
    fitting = [step for step in steps if abs(high / step - round(high / step)) < 1e-9]
    step = (fitting or steps)[0]
    first = int(np.ceil(low / step - 1e-9))
    return tuple(round(i * step, 12) for i in range(first, int(np.floor(high / step + 1e-9)) + 1))


def round_above(value: float) -> float:
    """The least of ROUND_STEPS times a power of ten that is at or above `value`; 1 for 0 and below."""
    if not value > 0.0:
        return 1.0
    power = float(10.0 ** np.floor(np.log10(value)))
    return next((step * power for step in ROUND_STEPS if step * power >= value * (1.0 - 1e-9)), 10.0 * power)


def spread_apart(positions: Sequence[float], *, gap: float, low: float, high: float) -> tuple[float, ...]:
    """Positions moved so that neighbours stand `gap` apart within `low` to `high`, in the same order.

    One sweep upwards and one downwards; where `high - low` is too small for all of them, the lowest fall below `low`.
    """
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [max(position, low) for position in positions]
    for before, after in zip(order, order[1:], strict=False):
        placed[after] = max(placed[after], placed[before] + gap)
    ceiling = high
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return tuple(placed)
