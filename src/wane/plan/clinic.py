"""Clinic settings: what a clinic decides for itself, with defaults that have a source."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from wane.errors import OutOfRangeError
from wane.evidence.reading import load_register
from wane.plan.scope import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One default: its value and where that comes from."""

    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicSettings:
    """A clinic's own rules; None keeps the default. A rule may be longer than a default, and the longest always counts.

    `floor_after_dosing_min` replaces the default floor of routes without a label floor; `leave_min` and
    `driving_after_dosing_h` only lengthen. `pump_resolution_ml_h` is the pump's smallest step.
    """

    region: Region | None = None
    floor_after_dosing_min: float | None = None
    leave_min: float = 0.0
    driving_after_dosing_h: float = 0.0
    pump_resolution_ml_h: float | None = None

    def __post_init__(self) -> None:
        given = (self.floor_after_dosing_min, self.leave_min, self.driving_after_dosing_h)
        if any(value is not None and value < 0.0 for value in given):
            raise OutOfRangeError("A negative clinic time came; 0 or more is needed: give it in minutes or hours.")
        if self.pump_resolution_ml_h is not None and not self.pump_resolution_ml_h > 0.0:
            raise OutOfRangeError("A pump step of 0 mL/h or less came; more than 0 is needed: give the smallest step.")


@functools.cache
def settings() -> Mapping[str, Setting]:
    """Every default that is a number, by name."""
    entries = cast(Mapping[str, Mapping[str, object]], load_register("clinic")["settings"])
    return {
        name: Setting(value=float(cast(float, e["value"])), unit=str(e["unit"]), source=str(e["where"]))
        for name, e in entries.items()
        if e["value"] is not None
    }


def setting_id(name: str) -> str:
    """The evidence id of one default."""
    return f"clinic.{name}"
