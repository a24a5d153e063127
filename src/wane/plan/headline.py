"""Headline numbers: one value a question, as median over people with its 90 % interval, or why there is none.

Those of concentrations stand here, those of effects and of leaving in `headline_effects`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.models.kinetics import ANALYTES, Kinetics
from wane.models.regimen import MINUTES_PER_HOUR
from wane.models.timecourse import FloatArray
from wane.plan.session_plan import SummaryItem

ALWAYS_BELOW_NG_ML: Final = 1.0
STAYING: Final = ("ketamine", "norketamine")
WORDS: Final[Mapping[str, str]] = {
    "ketamine": "ketamine",
    "s_ketamine": "S-ketamine",
    "r_ketamine": "R-ketamine",
    "norketamine": "norketamine",
    "hydroxynorketamine": "hydroxynorketamine",
}
_TOO_LOW: Final = (
    "A limit of {limit:g} ng/mL lies too low: some virtual people stay above it for as long as their course is "
    "followed, and no laboratory measures so little; ask for a higher limit."
)
_SHORT_SITES: Final = {"pooled arterial and venous": "pooled sites", "not stated in what was read": "site not stated"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One number's id, label and unit."""

    id: str
    label: str
    unit: str


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
    if reason is not None:
        return _item(asked, None, (), reason)
    hours = found.time_below(analyte, limit)
    if not np.all(np.isfinite(hours)):
        return _item(asked, None, (), _TOO_LOW.format(limit=limit))
    return _item(asked, hours, found.evidence)


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
