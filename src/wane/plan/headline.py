"""Headline numbers: one value a question, as median over people with its 90 % interval, or why there is none."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.models.kinetics import ANALYTES, Kinetics
from wane.models.timecourse import FloatArray
from wane.plan.effects import FITTED, SessionEffects
from wane.plan.session_plan import Leaving, SummaryItem

MINUTES_PER_HOUR = 60.0
ALWAYS_BELOW_NG_ML: Final = 1.0
STAYING: Final = ("ketamine", "norketamine")
WORDS: Final[Mapping[str, str]] = {
    "ketamine": "ketamine",
    "s_ketamine": "S-ketamine",
    "r_ketamine": "R-ketamine",
    "norketamine": "norketamine",
    "hydroxynorketamine": "hydroxynorketamine",
}


_SHORT_SITES: Final = {"pooled arterial and venous": "pooled sites", "not stated in what was read": "site not stated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One number's id, label and unit."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """One effect's number: where it stands among the effects, and which fitted limits it rests on."""

    asked: _Asked
    values: Callable[[SessionEffects], FloatArray | None]
    limits: tuple[str, ...] = ()


_EFFECTS: Final = (
    _Effect(
        asked=_Asked(id="dissociation.peak", label="Peak dissociation", unit="CADSS points"),
        values=lambda effects: effects.dissociation_peak,
    ),
    _Effect(
        asked=_Asked(id="dissociation.resolved", label="Dissociation back within 2 points", unit="min"),
        values=lambda effects: effects.resolved_min,
        limits=("resolved_cadss",),
    ),
    _Effect(
        asked=_Asked(id="systolic_rise.peak", label="Peak systolic rise", unit="mmHg"),
        values=lambda effects: effects.systolic_peak,
    ),
    _Effect(
        asked=_Asked(id="diastolic_rise.peak", label="Peak diastolic rise", unit="mmHg"),
        values=lambda effects: effects.diastolic_peak,
    ),
    _Effect(
        asked=_Asked(id="readiness.model", label="Earliest expected readiness, model", unit="min"),
        values=lambda effects: effects.readiness_min,
        limits=("resolved_cadss", "small_systolic_mmhg"),
    ),
)


def concentration_summary(
    found: Kinetics, *, at_min: tuple[float, ...], below_ng_ml: tuple[float, ...]
) -> tuple[SummaryItem, ...]:
    """Peaks, exposure, half-lives, how long it stays, and concentrations at asked times, for every analyte."""
    items: list[SummaryItem] = []
    for analyte in ANALYTES:
        items.extend(_of_analyte(found, analyte))
    limits = sorted({ALWAYS_BELOW_NG_ML, *below_ng_ml})
    for analyte in STAYING:
        items.extend(_below(found, analyte, limit) for limit in limits)
    if at_min:
        items.extend(_at_times(found, at_min))
    return tuple(items)


def effect_summary(effects: SessionEffects) -> tuple[SummaryItem, ...]:
    """Peak and end of dissociation, peak rises, and the model's readiness."""
    return tuple(
        _item(
            effect.asked,
            effect.values(effects),
            (*effects.evidence, *(f"{FITTED}.{limit}" for limit in effect.limits)),
            effects.reason,
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


def words_of(found: Kinetics, analyte: str) -> str:
    """What an analyte is called: all of the parent is esketamine where esketamine was given."""
    return found.regimen.drug.value if analyte == "ketamine" else WORDS[analyte]


def sampled_words(found: Kinetics) -> str:
    """Where the blood of a number was taken, short enough for a table."""
    return _SHORT_SITES.get(found.sampled, found.sampled)


def capital(words: str) -> str:
    """With a capital first letter, the rest untouched."""
    return words[:1].upper() + words[1:]


def stays_h(summary: Iterable[SummaryItem]) -> float | None:
    """[h] until nearly everyone is below the lowest limit of every analyte that stays; None where nothing is known."""
    ids = {_below_id(analyte, ALWAYS_BELOW_NG_ML) for analyte in STAYING}
    return max((item.high90 for item in summary if item.id in ids and item.high90 is not None), default=None)


def percentile(values: FloatArray, share: float) -> float:
    """One percentile over people, by the straight line between neighbours."""
    return float(np.quantile(values, share))


def number_item(
    item_id: str,
    label: str,
    unit: str,
    values: FloatArray | None,
    evidence: tuple[str, ...],
    reason: str | None = None,
) -> SummaryItem:
    """One headline number from values (people,); None with its reason."""
    return _item(_Asked(id=item_id, label=label, unit=unit), values, evidence, reason)


def _of_analyte(found: Kinetics, analyte: str) -> Iterator[SummaryItem]:
    site, words = found.site, words_of(found, analyte)
    peak = _Asked(id=f"cmax.{analyte}.{site}", label=f"Peak {words}, {sampled_words(found)}", unit="ng/mL")
    when = _Asked(id=f"tmax.{analyte}.{site}", label=f"Time of peak {words}, {sampled_words(found)}", unit="min")
    area = _Asked(id=f"auc.{analyte}.{site}", label=f"Exposure to {words}, {sampled_words(found)}", unit="ng*h/mL")
    half = _Asked(id=f"half_life.{analyte}", label=f"Half-life of {words}", unit="h")
    reason = reason_without(found, analyte)
    if reason is not None:
        yield from (_item(asked, None, (), reason) for asked in (peak, when, area, half))
        return
    height, time_h = found.peak(analyte)
    yield _item(peak, height, found.evidence)
    yield _item(when, time_h * MINUTES_PER_HOUR, found.evidence)
    yield _item(area, found.auc(analyte), found.evidence)
    yield _item(half, found.half_life(analyte), found.evidence)


def _below(found: Kinetics, analyte: str, limit: float) -> SummaryItem:
    asked = _Asked(
        id=_below_id(analyte, limit),
        label=f"{capital(words_of(found, analyte))} below {limit:g} ng/mL, {sampled_words(found)}",
        unit="h",
    )
    reason = reason_without(found, analyte)
    return _item(asked, None if reason else found.time_below(analyte, limit), found.evidence, reason)


def _below_id(analyte: str, limit: float) -> str:
    return f"below.{analyte}.{limit:g}_ng_ml"


def _at_times(found: Kinetics, at_min: tuple[float, ...]) -> Iterator[SummaryItem]:
    minutes = sorted({round(minute) for minute in at_min})
    times_h = np.array(minutes, dtype=np.float64) / MINUTES_PER_HOUR
    for analyte in ANALYTES:
        reason = reason_without(found, analyte)
        values = None if reason else found.concentration(analyte, times_h)
        for i, minute in enumerate(minutes):
            asked = _Asked(
                id=f"concentration.{analyte}.{found.site}@{minute}",
                label=f"{capital(words_of(found, analyte))} at {minute} min, {sampled_words(found)}",
                unit="ng/mL",
            )
            yield _item(asked, None if values is None else values[:, i], found.evidence, reason)


def reason_without(found: Kinetics, analyte: str) -> str | None:
    """Why there is no number for an analyte; None where there is one."""
    if found.withheld is not None:
        return found.withheld
    if analyte in found.analytes:
        return None
    return found.withheld_analytes.get(analyte, f"No model of {WORDS[analyte]} for this route was read.")


def _item(
    asked: _Asked, values: FloatArray | None, evidence: tuple[str, ...], reason: str | None = None
) -> SummaryItem:
    if values is not None and not np.all(np.isfinite(values)):
        values, reason = None, "The model gives no finite value for some virtual people, so none is shown."
    if values is None:
        return SummaryItem(
            id=asked.id,
            label=asked.label,
            value=None,
            low90=None,
            high90=None,
            unit=asked.unit,
            evidence=(),
            reason=reason or "No model answers this.",
        )
    low, median, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    return SummaryItem(
        id=asked.id, label=asked.label, value=median, low90=low, high90=high, unit=asked.unit, evidence=evidence
    )
