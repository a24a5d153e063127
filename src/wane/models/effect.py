"""Acute effects of one session: dissociation and the rise in blood pressure, for each virtual person.

Driver: S-ketamine at the effect site, Ce, one first-order lag (ke0) behind arterial plasma. Where acute tolerance is
on, a second, slower site M follows the same plasma and raises C50; the parameters that ship have none. With x = Ce /
(1 + k M):

    fraction        = x^g / (C50^g + x^g)                       0 to 1
    CADSS points    = full_i * fraction * attenuation(session)  at most the scale's maximum
    systolic rise   = S * factor_i * x^h / (P50^h + x^h)        diastolic with D; no attenuation

R-ketamine adds nothing. Parameters, their sources and what is not identified: docs/models/effect.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from wane.models.acute_parameters import AcuteParameters, Responders, draw_responders, load_acute, responders
from wane.models.regimen import MINUTES_PER_HOUR, Regimen
from wane.models.timecourse import FloatArray

LATEST_H = 24.0  # a session is over by then; later crossings are reported as this time
FIRST_HORIZON_H, SEARCH_POINTS = 3.0, 121
TRACE_NG_ML = 1e-9


class EffectDriver(Protocol):
    """Arterial S-ketamine of the virtual people, seen through a first-order site."""

    @property
    def people(self) -> int:
        """How many virtual people."""
        ...

    @property
    def regimen(self) -> Regimen:
        """What is given, and when dosing ends."""
        ...

    def effect_site(self, times_h: FloatArray, ke0_per_h: FloatArray) -> FloatArray:
        """[ng/mL] (n_people, n_times) at a site with rates `ke0_per_h` (n_people,)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AcuteEffects:
    """Acute effects of virtual people: courses (n_people, n_times) in points and mmHg, times (n_people,) in min from
    start.

    `resolved_min`: dissociation back within the stated points of baseline, for good. `readiness_min`: also the systolic
    rise back below the stated small value, and dosing over; the earliest expected time, never a permission.
    """

    times_h: FloatArray
    dissociation_fraction: FloatArray
    dissociation: FloatArray
    systolic_rise: FloatArray
    diastolic_rise: FloatArray
    resolved_min: FloatArray
    readiness_min: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Courses:
    """The courses alone, each (n_people, n_times)."""

    dissociation_fraction: FloatArray
    dissociation: FloatArray
    systolic_rise: FloatArray
    diastolic_rise: FloatArray


def acute_effects(
    driver: EffectDriver,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    session_number: int,
    rng: np.random.Generator,
) -> AcuteEffects:
    """Effects at `times_h` (n_times,) for as many new persons as the driver has people."""
    persons = draw_responders(parameters, driver.people, rng)
    return effects_of(driver, times_h, parameters=parameters, persons=persons, session_number=session_number)


def effects_of(
    driver: EffectDriver,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    persons: Responders,
    session_number: int = 1,
) -> AcuteEffects:
    """Effects at `times_h` (n_times,) for given persons."""
    found = courses_of(driver, times_h, parameters=parameters, persons=persons, session_number=session_number)
    dissociation = _limit_of_dissociation(parameters, persons, attenuation(parameters, session_number))
    both = np.minimum(dissociation, _limit_of_pressure(parameters, persons))
    resolved_h, ready_h = _last_above(driver, parameters, persons, (dissociation, both))
    return AcuteEffects(
        times_h=times_h,
        dissociation_fraction=found.dissociation_fraction,
        dissociation=found.dissociation,
        systolic_rise=found.systolic_rise,
        diastolic_rise=found.diastolic_rise,
        resolved_min=MINUTES_PER_HOUR * resolved_h,
        readiness_min=MINUTES_PER_HOUR * np.maximum(ready_h, driver.regimen.end_h),
    )


def courses_of(
    driver: EffectDriver,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    persons: Responders,
    session_number: int = 1,
) -> Courses:
    """The courses at `times_h` (n_times,) for given persons."""
    log_drive = np.log(np.maximum(effect_drive(driver, times_h, parameters, persons), TRACE_NG_ML))
    fraction = _sigmoid_of_log(log_drive, persons.c50_ng_ml[:, None], parameters.slope)
    fraction *= attenuation(parameters, session_number)
    pressure = _sigmoid_of_log(log_drive, parameters.pressure_c50_ng_ml, parameters.pressure_slope)
    pressure *= persons.pressure_factor[:, None]
    return Courses(
        dissociation_fraction=fraction,
        dissociation=fraction * persons.cadss_full[:, None],
        systolic_rise=parameters.systolic_full_mmhg * pressure,
        diastolic_rise=parameters.diastolic_full_mmhg * pressure,
    )


def effect_drive(
    driver: EffectDriver, times_h: FloatArray, parameters: AcuteParameters, persons: Responders
) -> FloatArray:
    """X = Ce / (1 + k M) [ng/mL] (n_people, n_times): the effect site, lessened by acute tolerance."""
    fast = np.maximum(driver.effect_site(times_h, persons.ke0_per_h), 0.0)
    if parameters.tolerance_ml_per_ng == 0.0:
        return fast
    slow = driver.effect_site(times_h, np.full_like(persons.ke0_per_h, parameters.tolerance_per_h))
    return fast / (1.0 + np.maximum(slow, 0.0) * parameters.tolerance_ml_per_ng)


def sigmoid(drive: FloatArray, c50: FloatArray | float, slope: float) -> FloatArray:
    """Sigmoid Emax between 0 and 1; half at `c50`."""
    return _sigmoid_of_log(np.log(np.maximum(drive, TRACE_NG_ML)), c50, slope)


def _sigmoid_of_log(log_drive: FloatArray, c50: FloatArray | float, slope: float) -> FloatArray:
    share = np.log(c50) - log_drive
    share *= slope
    np.exp(share, out=share)
    share += 1.0
    return np.reciprocal(share, out=share)


def attenuation(parameters: AcuteParameters, session_number: int) -> float:
    """Factor on dissociation at the n-th session: 1 at the first, falling to the ratio observed, then flat."""
    passed = min((session_number - 1) / parameters.attenuation_sessions, 1.0)
    return float(parameters.attenuation_ratio ** max(passed, 0.0))


def resolved_min(effects: AcuteEffects) -> FloatArray:
    """[min from start] (n_people,) when dissociation is back within the stated points of baseline, for good."""
    return effects.resolved_min


def readiness_min(effects: AcuteEffects) -> FloatArray:
    """[min from start] (n_people,): the earliest expected time to leave."""
    return effects.readiness_min


def _limit_of_dissociation(parameters: AcuteParameters, persons: Responders, lessened: float) -> FloatArray:
    """The drive (n_people,) at which CADSS stands at the limit; infinite for who never reaches it."""
    share = parameters.resolved_cadss / (lessened * persons.cadss_full)
    return persons.c50_ng_ml * _inverse_sigmoid(share, parameters.slope)


def _limit_of_pressure(parameters: AcuteParameters, persons: Responders) -> FloatArray:
    share = parameters.small_systolic_mmhg / (parameters.systolic_full_mmhg * persons.pressure_factor)
    return parameters.pressure_c50_ng_ml * _inverse_sigmoid(share, parameters.pressure_slope)


def _inverse_sigmoid(share: FloatArray, slope: float) -> FloatArray:
    reached = np.minimum(share, 1.0 - 1e-12)
    return np.where(share < 1.0, (reached / (1.0 - reached)) ** (1.0 / slope), np.inf)


def _last_above(
    driver: EffectDriver, parameters: AcuteParameters, persons: Responders, limits: Sequence[FloatArray]
) -> list[FloatArray]:
    """For each limit (n_people,) the last time [h] the drive is at or above it; 0 if never, LATEST_H if not yet back
    then.
    """
    horizon_h = FIRST_HORIZON_H
    while True:
        times_h = np.linspace(0.0, horizon_h, SEARCH_POINTS)
        drive = effect_drive(driver, times_h, parameters, persons)
        if horizon_h >= LATEST_H or not any(np.any(drive[:, -1] >= limit) for limit in limits):
            return [_crossing(times_h, drive, limit) for limit in limits]
        horizon_h = min(2.0 * horizon_h, LATEST_H)


def _crossing(times_h: FloatArray, drive: FloatArray, limit: FloatArray) -> FloatArray:
    """Last downward crossing, on the straight line between two times of the grid."""
    above = drive >= limit[:, None]
    last = np.where(above.any(axis=1), above.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1), -1)
    people = np.arange(drive.shape[0])
    here, after = np.clip(last, 0, above.shape[1] - 2), np.clip(last, 0, above.shape[1] - 2) + 1
    high, low = drive[people, here], drive[people, after]
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((high - limit) / (high - low), 0.0, 1.0)
    crossed = times_h[here] + part * (times_h[after] - times_h[here])
    return np.where(last < 0, 0.0, np.where(last == above.shape[1] - 1, times_h[-1], crossed))


__all__ = [
    "AcuteEffects",
    "AcuteParameters",
    "Courses",
    "EffectDriver",
    "Responders",
    "acute_effects",
    "attenuation",
    "courses_of",
    "draw_responders",
    "effect_drive",
    "effects_of",
    "load_acute",
    "readiness_min",
    "resolved_min",
    "responders",
    "sigmoid",
]
