"""Effects of one session: the acute model on the arterial driver, the published course of the subcutaneous route, or
the reason why neither is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from wane.errors import UnsupportedError
from wane.models.acute_parameters import load_acute
from wane.models.cuff import highest_reading, read_at
from wane.models.effect import AcuteEffects, acute_effects, readiness_min, resolved_min
from wane.models.kinetics import Kinetics
from wane.models.person import Covariates
from wane.models.regimen import MINUTES_PER_HOUR, Route
from wane.models.subcutaneous import load_subcutaneous, subcutaneous_effects
from wane.models.timecourse import FloatArray
from wane.plan.series import SessionSpan

LONGEST_SESSION_H: Final = 12.0
FITTED: Final = "fitted.acute"
SUBCUTANEOUS_NOTE: Final = (
    "Effects under the skin follow the published course of one group, not concentrations: weak evidence, with the "
    "spread between people borrowed from the other routes."
)
READING_SD: Final = f"{FITTED}.pressure_reading_sd_mmhg"
CUFF_NOTE: Final = (
    "A peak rise of blood pressure is the underlying one, without the scatter of cuff readings ({sd}, SD {sd_mmhg:.1f} "
    "mmHg). The highest of the {count} readings planned here lies above it: by {higher_mmhg:.0f} mmHg systolic on "
    "average."
)
SERIES_NOTE: Final = (
    "Effects are those of session {number} of {count}, the last; what an earlier session left in the blood adds little "
    "to them and is left out, and dissociation is lessened by the sessions before."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionEffects:
    """Effects per virtual person; every array (people,), or None where `reason` says why. Times: min from the start of
    the first session. A peak is of the underlying rise, a reading the highest that the cuff shows (`with_readings`).
    """

    effects: AcuteEffects | None
    reason: str | None
    evidence: tuple[str, ...]
    notes: tuple[str, ...] = ()
    dissociation_peak: FloatArray | None = None
    systolic_peak: FloatArray | None = None
    diastolic_peak: FloatArray | None = None
    systolic_reading: FloatArray | None = None
    diastolic_reading: FloatArray | None = None
    resolved_min: FloatArray | None = None
    readiness_min: FloatArray | None = None
    minutes: FloatArray = field(default_factory=lambda: np.zeros(0))


def session_effects(
    driver: Kinetics, covariates: Covariates, minutes: FloatArray, *, session_number: int, rng: np.random.Generator
) -> SessionEffects:
    """The effects of a session at `minutes` (n_times,) from its start, in as many people as the driver has."""
    hours, fitted = minutes / MINUTES_PER_HOUR, load_acute()
    if driver.regimen.end_h - driver.regimen.start_h > LONGEST_SESSION_H:
        return _none(
            "Effects were measured in sessions of hours; none is given for dosing over more than "
            f"{LONGEST_SESSION_H:g} h."
        )
    if driver.regimen.routes == {Route.SC}:
        try:
            seen = subcutaneous_effects(
                driver.regimen,
                covariates,
                hours,
                parameters=fitted,
                session_number=session_number,
                people=driver.people,
                rng=rng,
            )
        except UnsupportedError as unsupported:
            return _none(str(unsupported))
        return _given(seen, minutes, evidence=(FITTED, *load_subcutaneous().evidence), notes=(SUBCUTANEOUS_NOTE,))
    if driver.withheld is not None:
        return _none(driver.withheld)
    effects = acute_effects(driver, hours, parameters=fitted, session_number=session_number, rng=rng)
    return _given(effects, minutes, evidence=(FITTED, *driver.evidence), notes=())


def from_first_session(effects: SessionEffects, last: SessionSpan) -> SessionEffects:
    """The same effects with every time counted from the start of the first session, as all of a plan's times are."""
    if effects.resolved_min is None or effects.readiness_min is None:
        return effects
    before_min = last.start_h * MINUTES_PER_HOUR
    return replace(
        effects,
        minutes=effects.minutes + before_min,
        resolved_min=effects.resolved_min + before_min,
        readiness_min=effects.readiness_min + before_min,
        notes=(*effects.notes, SERIES_NOTE.format(number=last.number, count=last.count)),
    )


def with_readings(
    effects: SessionEffects, readings_min: Sequence[float], *, rng: np.random.Generator
) -> SessionEffects:
    """The same effects with the highest cuff reading of each person, among readings at these minutes."""
    if effects.effects is None or effects.systolic_peak is None or not readings_min:
        return effects
    sd_mmhg, at = load_acute().pressure_reading_sd_mmhg, np.array(readings_min)
    systolic, diastolic = (
        highest_reading(read_at(course, effects.minutes, at), sd_mmhg, rng)
        for course in (effects.effects.systolic_rise, effects.effects.diastolic_rise)
    )
    higher_mmhg = float((systolic - effects.systolic_peak).mean())
    note = CUFF_NOTE.format(sd=READING_SD, sd_mmhg=sd_mmhg, count=at.size, higher_mmhg=higher_mmhg)
    return replace(effects, systolic_reading=systolic, diastolic_reading=diastolic, notes=(*effects.notes, note))


def _none(reason: str) -> SessionEffects:
    return SessionEffects(effects=None, reason=reason, evidence=())


def _given(
    effects: AcuteEffects, minutes: FloatArray, *, evidence: tuple[str, ...], notes: tuple[str, ...]
) -> SessionEffects:
    """Nobody is called ready while the effect still rises: readiness is never before its highest point."""
    highest_min = minutes[np.argmax(effects.dissociation, axis=1)]
    return SessionEffects(
        effects=effects,
        reason=None,
        evidence=evidence,
        notes=notes,
        dissociation_peak=effects.dissociation.max(axis=1),
        systolic_peak=effects.systolic_rise.max(axis=1),
        diastolic_peak=effects.diastolic_rise.max(axis=1),
        resolved_min=resolved_min(effects),
        readiness_min=np.maximum(readiness_min(effects), highest_min),
        minutes=minutes,
    )
