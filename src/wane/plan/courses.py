"""Courses: every quantity of a session over time, as bands over virtual people."""

import math
from typing import Final

import numpy as np

from wane.models.kinetics import ANALYTES, Kinetics
from wane.models.regimen import MINUTES_PER_HOUR, Regimen
from wane.models.timecourse import FloatArray, Level, TimeCourse, summarise
from wane.plan.effects import SessionEffects
from wane.plan.headline import STAYING

WATCHED_AFTER_MIN: Final = 180.0
SESSION_POINTS: Final = 240
LONG_POINTS: Final = 120
_RATE_UNIT: Final = "mg/h"


def session_minutes(regimen: Regimen) -> FloatArray:
    """(n_times,) an even grid to some hours after the end of dosing, on whole minutes where it is short."""
    end_min = (regimen.end_h - regimen.start_h) * MINUTES_PER_HOUR
    span_min = math.ceil((end_min + WATCHED_AFTER_MIN) / SESSION_POINTS) * SESSION_POINTS
    return np.linspace(0.0, float(span_min), SESSION_POINTS + 1)


def concentration_courses(found: Kinetics, minutes: FloatArray, stays_h: float | None) -> tuple[TimeCourse, ...]:
    """Concentrations over the session, then over the days that the drug stays (`….long`).

    Args:
        found: the kinetics of the session.
        minutes: (n_times,) of the session.
        stays_h: hours until nearly everyone is below the lowest limit; None where that is not known.
    """
    courses = [_concentration(found, analyte, minutes, "") for analyte in ANALYTES if analyte in found.analytes]
    if stays_h is not None:
        days = staying_minutes(stays_h)
        courses.extend(
            _concentration(found, analyte, days, ".long") for analyte in STAYING if analyte in found.analytes
        )
    return tuple(courses)


def effect_courses(effects: SessionEffects) -> tuple[TimeCourse, ...]:
    """Dissociation in points and as a share of its maximum, and the two pressures; none where effects are withheld."""
    if effects.effects is None:
        return ()
    shown = (
        ("dissociation", "CADSS points", effects.effects.dissociation),
        ("dissociation_fraction", "fraction", effects.effects.dissociation_fraction),
        ("systolic_rise", "mmHg", effects.effects.systolic_rise),
        ("diastolic_rise", "mmHg", effects.effects.diastolic_rise),
    )
    return tuple(
        summarise(
            values,
            quantity=quantity,
            unit=unit,
            site=None,
            level=Level.A_PRIORI,
            minutes=effects.minutes,
            evidence=effects.evidence,
        )
        for quantity, unit, values in shown
    )


def rate_course(regimen: Regimen, per_base_mg: float) -> tuple[TimeCourse, ...]:
    """What the pump gives over time, in the form that was ordered; none where nothing is infused."""
    infusions = [a for a in regimen.administrations if not a.is_bolus]
    if not infusions:
        return ()
    minutes: list[float] = []
    rates: list[float] = []
    for infusion in infusions:
        rate = infusion.dose_mg * per_base_mg / infusion.duration_h
        start, end = ((t - regimen.start_h) * MINUTES_PER_HOUR for t in (infusion.start_h, infusion.end_h))
        minutes.extend((start, start, end, end))
        rates.extend((0.0, rate, rate, 0.0))
    flat = np.array(rates)
    return (
        TimeCourse(
            quantity="pump_rate",
            unit=_RATE_UNIT,
            site=None,
            level=Level.A_PRIORI,
            minutes=np.array(minutes),
            q05=flat,
            q25=flat,
            median=flat,
            q75=flat,
            q95=flat,
            evidence=(),
        ),
    )


def _concentration(found: Kinetics, analyte: str, minutes: FloatArray, ending: str) -> TimeCourse:
    return summarise(
        found.concentration(analyte, minutes / MINUTES_PER_HOUR),
        quantity=f"concentration.{analyte}.{found.site}{ending}",
        unit="ng/mL",
        site=found.site,
        level=Level.A_PRIORI,
        minutes=minutes,
        evidence=found.evidence,
    )


def staying_minutes(stays_h: float) -> FloatArray:
    """(n_times,) an even grid over the whole days that the drug stays."""
    return np.linspace(0.0, max(1, math.ceil(stays_h / 24.0)) * 24.0 * MINUTES_PER_HOUR, LONG_POINTS + 1)
