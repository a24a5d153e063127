"""Accumulation: what a series adds up to, the last session beside the first."""

from collections.abc import Iterator

import numpy as np

from wane.models.kinetics import Kinetics
from wane.models.regimen import Regimen
from wane.models.timecourse import FloatArray
from wane.plan.headline import STAYING, number_item, reason_without, sampled_words, words_of
from wane.plan.series import PAUSE_H, SessionSpan, sessions_of
from wane.plan.session_plan import SummaryItem

POINTS_A_SESSION = 241


def accumulation_summary(found: Kinetics, regimen: Regimen) -> tuple[SummaryItem, ...]:
    """For each analyte that stays: the last session's peak over the first's, and what is left before the last.

    Nothing for a single session.
    """
    spans = sessions_of(regimen)
    return () if len(spans) == 1 else tuple(_items(found, spans[0], spans[-1]))


def _items(found: Kinetics, first: SessionSpan, last: SessionSpan) -> Iterator[SummaryItem]:
    for analyte in STAYING:
        words, reason = words_of(found, analyte), reason_without(found, analyte)
        ratio = left = None
        if reason is None:
            ratio = _peak(found, analyte, last) / _peak(found, analyte, first)
            left = found.concentration(analyte, np.array([np.nextafter(last.start_h, 0.0)]))[:, 0]
        yield number_item(
            f"accumulation.{analyte}.{found.site}",
            f"Last peak over first, {words}, {sampled_words(found)}",
            "ratio",
            ratio,
            found.evidence,
            reason,
        )
        yield number_item(
            f"before_last.{analyte}.{found.site}",
            f"Left before the last session, {words}, {sampled_words(found)}",
            "ng/mL",
            left,
            found.evidence,
            reason,
        )


def _peak(found: Kinetics, analyte: str, span: SessionSpan) -> FloatArray:
    """[ng/mL] the highest (people,) from the start of a session to half a day after its last dose."""
    even = np.linspace(span.start_h, span.end_h + PAUSE_H, POINTS_A_SESSION)
    times_h = np.unique(np.concatenate([even, [dose.end_h for dose in span.administrations]]))
    return np.asarray(found.concentration(analyte, times_h).max(axis=1))
