"""Acute effects of one session: dissociation and the rise in blood pressure, for each virtual person.

Driver: S-ketamine at the effect site, Ce, one first-order lag (ke0) behind arterial plasma. Where acute tolerance is
on, a second, slower site M follows the same plasma and raises C50; the parameters that ship have none. With x = Ce /
(1 + k M):

    fraction        = x^g / (C50^g + x^g)                       0 to 1
    CADSS points    = full_i * fraction * attenuation(session)  at most the scale's maximum
    systolic rise   = S * factor_i * x^h / (P50^h + x^h)        diastolic with D; no attenuation

R-ketamine adds nothing. Parameters, their sources and what is not identified: docs/models/effect.md.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from wane.models.acute_parameters import AcuteParameters, Responders, draw_responders, load_acute, responders
from wane.models.timecourse import FloatArray

MINUTES_PER_HOUR = 60.0
LATEST_H = 24.0  # a session is over by then; later crossings are reported as this time
SEARCH_STEP_H = 1.0 / 30.0


class EffectDriver(Protocol):
    """Arterial S-ketamine of the virtual people, seen through a first-order site."""

    @property
    def people(self) -> int:
        """How many virtual people."""
        ...

    def effect_site(self, times_h: FloatArray, ke0_per_h: FloatArray) -> FloatArray:
        """[ng/mL] (n_people, n_times) at a site with rates `ke0_per_h` (n_people,)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AcuteEffects:
    """Courses of the acute effects, each (n_people, n_times); persons and driver are kept for times to resolution."""

    times_h: FloatArray
    dissociation_fraction: FloatArray
    dissociation: FloatArray
    systolic_rise: FloatArray
    diastolic_rise: FloatArray
    persons: Responders
    driver: EffectDriver
    parameters: AcuteParameters
    attenuation: float


def acute_effects(
    driver: EffectDriver,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    session_number: int,
    rng: np.random.Generator,
) -> AcuteEffects:
    """Effects at `times_h` (n_times,) for as many new persons as the driver has people."""
    return effects_of(
        driver,
        times_h,
        parameters=parameters,
        persons=draw_responders(parameters, driver.people, rng),
        session_number=session_number,
    )


def effects_of(
    driver: EffectDriver,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    persons: Responders,
    session_number: int = 1,
) -> AcuteEffects:
    """Effects at `times_h` (n_times,) for given persons."""
    lessened = attenuation(parameters, session_number)
    drive = effect_drive(driver, times_h, parameters, persons)
    fraction = lessened * sigmoid(drive, persons.c50_ng_ml[:, None], parameters.slope)
    pressure = (
        sigmoid(drive, parameters.pressure_c50_ng_ml, parameters.pressure_slope) * persons.pressure_factor[:, None]
    )
    return AcuteEffects(
        times_h=times_h,
        dissociation_fraction=fraction,
        dissociation=fraction * persons.cadss_full[:, None],
        systolic_rise=parameters.systolic_full_mmhg * pressure,
        diastolic_rise=parameters.diastolic_full_mmhg * pressure,
        persons=persons,
        driver=driver,
        parameters=parameters,
        attenuation=lessened,
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
    return 1.0 / (1.0 + np.exp(slope * np.log(c50 / np.maximum(drive, 1e-9))))


def attenuation(parameters: AcuteParameters, session_number: int) -> float:
    """Factor on dissociation at the n-th session: 1 at the first, falling to the ratio observed, then flat."""
    passed = min((session_number - 1) / parameters.attenuation_sessions, 1.0)
    return float(parameters.attenuation_ratio ** max(passed, 0.0))


def resolved_min(effects: AcuteEffects) -> FloatArray:
    """[min from start] (n_people,) when dissociation is back within the stated points of baseline, for good."""
    return MINUTES_PER_HOUR * _last_above(effects, _limit_of_dissociation(effects))


def readiness_min(effects: AcuteEffects) -> FloatArray:
    """[min from start] (n_people,): the earliest expected time; dissociation has resolved and the systolic rise is
    small.
    """
    both = np.minimum(_limit_of_dissociation(effects), _limit_of_pressure(effects))
    return MINUTES_PER_HOUR * _last_above(effects, both)


def _limit_of_dissociation(effects: AcuteEffects) -> FloatArray:
    """The drive (n_people,) at which CADSS stands at the limit; infinite for who never reaches it."""
    share = effects.parameters.resolved_cadss / (effects.attenuation * effects.persons.cadss_full)
    return effects.persons.c50_ng_ml * _inverse_sigmoid(share, effects.parameters.slope)


def _limit_of_pressure(effects: AcuteEffects) -> FloatArray:
    p = effects.parameters
    share = p.small_systolic_mmhg / (p.systolic_full_mmhg * effects.persons.pressure_factor)
    return p.pressure_c50_ng_ml * _inverse_sigmoid(share, p.pressure_slope)


def _inverse_sigmoid(share: FloatArray, slope: float) -> FloatArray:
    reached = np.minimum(share, 1.0 - 1e-12)
    return np.where(share < 1.0, (reached / (1.0 - reached)) ** (1.0 / slope), np.inf)


def _last_above(effects: AcuteEffects, limit: FloatArray) -> FloatArray:
    """Last time [h] (n_people,) the drive is at or above `limit` (n_people,); 0 if never, LATEST_H if not yet back
    then.
    """
    horizon_h = 4.0
    while True:
        times_h = np.arange(0.0, horizon_h + SEARCH_STEP_H, SEARCH_STEP_H * (horizon_h / 4.0))
        drive = effect_drive(effects.driver, times_h, effects.parameters, effects.persons)
        if horizon_h >= LATEST_H or not np.any(drive[:, -1] >= limit):
            return _crossing(times_h, drive, limit)
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
    "EffectDriver",
    "Responders",
    "acute_effects",
    "attenuation",
    "draw_responders",
    "effect_drive",
    "effects_of",
    "load_acute",
    "readiness_min",
    "resolved_min",
    "responders",
    "sigmoid",
]
