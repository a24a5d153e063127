"""Fictional values that show every part once: nobody here exists."""

from datetime import UTC, datetime, timedelta
from math import exp
from typing import Final

from wane_clinic.web.drawings.plan_overlay import Curve, PlannedCurves, PlannedRate
from wane_clinic.web.drawings.run_sheet_values import (
    DrugRow,
    Event,
    Expected,
    RateStep,
    RunSheet,
    SingleDose,
    Standing,
    Vitals,
)
from wane_clinic.web.drawings.score_chart import ForecastBand, Score, ScoreCourse
from wane_clinic.web.drawings.still_well import StillWell

START: Final = datetime(2031, 3, 4, 10, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """A time of the fictional session."""
    return START + timedelta(minutes=minutes)


def _vitals(minute: float, systolic: int, diastolic: int, pulse: int, spo2: int, sedation: int, apart: int) -> Vitals:
    return Vitals(
        at=after(minute),
        entered_at=after(minute),
        systolic_mmhg=systolic,
        diastolic_mmhg=diastolic,
        pulse_per_min=pulse,
        spo2_pct=spo2,
        sedation_moaas=sedation,
        dissociation=apart,
    )


def session() -> RunSheet:
    """A live session at 27 minutes, with one correction."""
    minutes = tuple(range(0, 95, 5))
    rise = [22 * (1 - exp(-t / 12)) if t <= 40 else 22 * exp(-(t - 40) / 25) for t in minutes]
    mistyped = Vitals(
        at=after(10), entered_at=after(10), systolic_mmhg=188, diastolic_mmhg=80, standing=Standing.CORRECTED
    )
    infusion = (
        RateStep(start=after(0), end=after(12), rate_ml_per_h=60),
        RateStep(start=after(12), end=None, rate_ml_per_h=52.5),
    )
    return RunSheet(
        title="Run sheet of A.B., session 4 of 6",
        start=START,
        end=after(90),
        now=after(27),
        zone=UTC,
        vitals=(
            _vitals(0, 128, 78, 72, 98, 5, 0),
            mistyped,
            _vitals(10, 138, 80, 78, 97, 5, 3),
            _vitals(20, 152, 91, 84, 97, 4, 6),
        ),
        drugs=(
            DrugRow(name="ketamine", steps=infusion, total="22.1 of 41 mg"),
            DrugRow(name="ondansetron", doses=(SingleDose(at=after(14), words="4 mg"),), total="4 mg"),
        ),
        events=(Event(at=after(12), words="nausea, mild"),),
        expected=Expected(
            at=tuple(after(t) for t in minutes),
            q05=tuple(118 + 0.5 * r for r in rise),
            q25=tuple(124 + 0.8 * r for r in rise),
            q75=tuple(132 + 1.2 * r for r in rise),
            q95=tuple(138 + 1.7 * r for r in rise),
        ),
        stop_systolic_mmhg=180,
    )


def course() -> ScoreCourse:
    """Nine months of PHQ-9 in outline, with a missed survey and a forecast."""
    totals = ((-62, 21, 1), (-55, 17, 0), (-48, 12, 0), (-41, 9, 0), (-34, 8, 0), (-27, None, None), (-20, 7, 0))
    past = tuple(Score(day=day, total=total, item_9=item) for day, total, item in (*totals, (-13, 8, 0), (-6, 7, 0)))
    ahead = tuple(
        ForecastBand(
            day=d, q05=3 + d * 0.02, q25=5.5 + d * 0.1, median=7 + d * 0.17, q75=9 + d * 0.24, q95=12 + d * 0.3
        )
        for d in range(0, 36, 5)
    )
    return ScoreCourse(
        scores=past,
        session_days=(-60, -57, -53, -50, -46, -43),
        forecast=ahead,
        relapse_at=10,
        booster_day=19,
        pain=tuple(Score(day=day, total=total) for day, total in ((-62, 7), (-41, 4), (-20, 4), (-6, 5))),
    )


def still_well() -> tuple[StillWell, ...]:
    """Chance of still being well over five weeks."""
    chances = ((d, exp(-((d / 34) ** 1.6))) for d in range(0, 36, 5))
    return tuple(
        StillWell(day=d, chance=p, low=max(0, p * 0.8 - d / 200), high=min(1, p + d / 120)) for d, p in chances
    )


def plan(name: str, length_min: float) -> PlannedCurves:
    """What a fictional model expects of one infusion."""
    minutes = tuple(float(t) for t in range(0, 125, 5))
    level = [
        1 - exp(-t / 25) if t <= length_min else (1 - exp(-length_min / 25)) * exp(-(t - length_min) / 35)
        for t in minutes
    ]
    peak = 260 * 40 / length_min

    def curve(base: float, top: float) -> Curve:
        q05, q25, median, q75, q95 = (
            tuple(base + top * share * x for x in level) for share in (0.6, 0.8, 1, 1.25, 1.7)
        )
        return Curve(q05=q05, q25=q25, median=median, q75=q75, q95=q95)

    return PlannedCurves(
        name=name,
        minutes=minutes,
        rates=(PlannedRate(start_min=0, end_min=length_min, rate_ml_per_h=60 * 40 / length_min),),
        concentration_ng_ml=curve(0, peak),
        dissociation=curve(0, peak / 9),
        systolic_mmhg=curve(128, peak / 12),
    )
