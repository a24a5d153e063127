"""Where a time and a pressure stand on the run sheet, in px of its viewBox."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wane_clinic.web.drawings.run_sheet_values import RunSheet, moments, rows_of

WIDTH: Final = 960.0
LEFT, RIGHT = 116.0, 944.0
TOP: Final = 12.0
DRUG_ROW: Final = 34.0
EVENT_ROW: Final = 40.0
PLOT: Final = 260.0
TIME_ROW: Final = 30.0
VALUE_ROW: Final = 26.0
FIVE_MIN: Final = timedelta(minutes=5)
LOWEST_MMHG, HIGHEST_MMHG, STEP_MMHG = 40, 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """The scales of one sheet."""

    start: datetime
    end: datetime
    low: int
    high: int
    plot_top: float
    value_rows: int

    @property
    def plot_bottom(self) -> float:
        """Where the time axis lies."""
        return self.plot_top + PLOT

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.plot_bottom + TIME_ROW + self.value_rows * VALUE_ROW + 10.0

    def x(self, at: datetime) -> float:
        """Across: time from left to right."""
        return LEFT + (RIGHT - LEFT) * ((at - self.start) / (self.end - self.start))

    def y(self, value: float) -> float:
        """Down: mmHg, and beats a minute."""
        return self.plot_bottom - PLOT * (value - self.low) / (self.high - self.low)


def axes(sheet: RunSheet) -> Axes:
    """Scales that hold everything on the sheet: nothing recorded may fall outside."""
    at = moments(sheet)
    values = _pressures(sheet)
    return Axes(
        start=_five_min_before(min(at), sheet),
        end=_five_min_before(max(at), sheet) + FIVE_MIN,
        low=min(LOWEST_MMHG, math.floor(min(values) / STEP_MMHG) * STEP_MMHG),
        high=max(HIGHEST_MMHG, math.ceil(max(values) / STEP_MMHG) * STEP_MMHG),
        plot_top=TOP + DRUG_ROW * max(1, len(sheet.drugs)) + EVENT_ROW,
        value_rows=len(rows_of(sheet)),
    )


def _pressures(sheet: RunSheet) -> list[float]:
    recorded = [(entry.systolic_mmhg, entry.diastolic_mmhg, entry.pulse_per_min) for entry in sheet.vitals]
    found = [float(value) for entry in recorded for value in entry if value is not None]
    if sheet.expected:
        found += [*sheet.expected.q05, *sheet.expected.q95]
    if sheet.stop_systolic_mmhg is not None:
        found.append(sheet.stop_systolic_mmhg)
    return found or [float(LOWEST_MMHG)]


def _five_min_before(at: datetime, sheet: RunSheet) -> datetime:
    local = at.astimezone(sheet.zone)
    return local - timedelta(minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond)
