"""Headline numbers of effects and of leaving: dissociation, blood pressure, readiness, driving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from wane.models.timecourse import FloatArray
from wane.plan.effects import FITTED, SessionEffects
from wane.plan.headline import number_item
from wane.plan.session_plan import Leaving, SummaryItem

_NO_READING: Final = "No reading of blood pressure after the start is planned."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """One effect's number: where it stands among the effects, and which fitted numbers it rests on by name."""

    id: str
    label: str
    unit: str
    values: Callable[[SessionEffects], FloatArray | None]
    rests_on: tuple[str, ...] = ()
    reason: str | None = None


_EFFECTS: Final = (
    _Effect(
        id="dissociation.peak",
        label="Peak dissociation",
        unit="CADSS points",
        values=lambda effects: effects.dissociation_peak,
    ),
    _Effect(
        id="dissociation.resolved",
        label="Dissociation back within 2 points",
        unit="min",
        values=lambda effects: effects.resolved_min,
        rests_on=("resolved_cadss",),
    ),
    _Effect(
        id="systolic_rise.peak",
        label="Peak systolic rise, underlying",
        unit="mmHg",
        values=lambda effects: effects.systolic_peak,
    ),
    _Effect(
        id="systolic_rise.reading",
        label="Highest systolic rise on the cuff",
        unit="mmHg",
        values=lambda effects: effects.systolic_reading,
        rests_on=("pressure_reading_sd_mmhg",),
        reason=_NO_READING,
    ),
    _Effect(
        id="diastolic_rise.peak",
        label="Peak diastolic rise, underlying",
        unit="mmHg",
        values=lambda effects: effects.diastolic_peak,
    ),
    _Effect(
        id="diastolic_rise.reading",
        label="Highest diastolic rise on the cuff",
        unit="mmHg",
        values=lambda effects: effects.diastolic_reading,
        rests_on=("pressure_reading_sd_mmhg",),
        reason=_NO_READING,
    ),
    _Effect(
        id="readiness.model",
        label="Earliest expected readiness, model",
        unit="min",
        values=lambda effects: effects.readiness_min,
        rests_on=("resolved_cadss", "small_systolic_mmhg"),
    ),
)


def effect_summary(effects: SessionEffects) -> tuple[SummaryItem, ...]:
    """Peak and end of dissociation, peak rises, and the model's readiness."""
    return tuple(
        number_item(
            effect.id,
            effect.label,
            effect.unit,
            effect.values(effects),
            (*effects.evidence, *(f"{FITTED}.{name}" for name in effect.rests_on)),
            effects.reason or effect.reason,
        )
        for effect in _EFFECTS
    )


def leaving_summary(leaving: Leaving, evidence: tuple[str, ...]) -> tuple[SummaryItem, ...]:
    """The plan's times: decisions, so without an interval."""
    sources = tuple(dict.fromkeys((leaving.floor_source, *(evidence if leaving.model_p95_min is not None else ()))))
    return (
        SummaryItem(
            id="readiness.plan",
            label="Earliest expected readiness, plan",
            value=leaving.shown_min,
            low90=None,
            high90=None,
            unit="min",
            evidence=sources,
        ),
        SummaryItem(
            id="driving.hours",
            label="No driving after the end of dosing",
            value=leaving.driving_hours,
            low90=None,
            high90=None,
            unit="h",
            evidence=("KR076", "clinic.driving_after_dosing"),
        ),
    )
