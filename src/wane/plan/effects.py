"""Effects of one session: the acute model run on the arterial driver, or the reason why it is not."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from wane.models.acute_parameters import load_acute
from wane.models.effect import AcuteEffects, acute_effects, readiness_min, resolved_min
from wane.models.kinetics import Kinetics
from wane.models.timecourse import FloatArray

LONGEST_SESSION_H: Final = 12.0
FITTED: Final = "fitted.acute"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionEffects:
    """Effects per virtual person; every array (people,), or None where `reason` says why. Times: min from the start."""

    effects: AcuteEffects | None
    reason: str | None
    evidence: tuple[str, ...]
    notes: tuple[str, ...] = ()
    dissociation_peak: FloatArray | None = None
    systolic_peak: FloatArray | None = None
    diastolic_peak: FloatArray | None = None
    resolved_min: FloatArray | None = None
    readiness_min: FloatArray | None = None
    minutes: FloatArray = field(default_factory=lambda: np.zeros(0))


def session_effects(
    driver: Kinetics, minutes: FloatArray, *, session_number: int, rng: np.random.Generator
) -> SessionEffects:
    """The effects of a session at `minutes` (n_times,) from its start."""
    reason = driver.withheld
    if reason is None and driver.regimen.end_h - driver.regimen.start_h > LONGEST_SESSION_H:
        reason = (
            "Effects were measured in sessions of hours; none is given for dosing over more than "
            f"{LONGEST_SESSION_H:g} h."
        )
    if reason is not None:
        return SessionEffects(effects=None, reason=reason, evidence=())
    fitted = load_acute()
    effects = acute_effects(driver, minutes / 60.0, parameters=fitted, session_number=session_number, rng=rng)
    return SessionEffects(
        effects=effects,
        reason=None,
        evidence=(FITTED, *driver.evidence),
        dissociation_peak=effects.dissociation.max(axis=1),
        systolic_peak=effects.systolic_rise.max(axis=1),
        diastolic_peak=effects.diastolic_rise.max(axis=1),
        resolved_min=resolved_min(effects),
        readiness_min=readiness_min(effects),
        minutes=minutes,
    )
