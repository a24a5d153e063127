"""Forecasts that were stored before the score they speak of arrived, and how many of their intervals held it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wane_clinic.bridge.computed import Json
from wane_clinic.care.current import standing
from wane_clinic.care.models import Course, OwnData, Score, SessionEvent, State, StoredForecast

ENDS: Final = {"50": ("q25", "q75"), "80": ("q10", "q90"), "90": ("q05", "q95")}
DAY_S: Final = 86_400.0


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was counted so far."""

    forecasts: int = 0
    people: int = 0
    held: dict[str, int]
    missed: float = 0.0
    missed_by_last: float = 0.0


def judged_beforehand(*, now: datetime) -> Json:
    """Counts over all courses. A forecast speaks of a score only where no session came between."""
    tally = Tally(held=dict.fromkeys(ENDS, 0))
    for course in Course.objects.filter(amendment=None).order_by("id"):
        before = tally.forecasts
        _judge_course(course, now, tally)
        tally.people += tally.forecasts > before
    count = max(tally.forecasts, 1)
    return {
        "forecasts": tally.forecasts,
        "people": tally.people,
        "held": tally.held,
        "missed": round(tally.missed / count, 3),
        "missed_by_last": round(tally.missed_by_last / count, 3),
    }


def _judge_course(course: Course, now: datetime, tally: Tally) -> None:
    stored = list(
        StoredForecast.objects.filter(course=course, own_data=OwnData.USED, happened_at__lte=now)
        .order_by("entered_at", "id")
        .only("happened_at", "entered_at", "answer")
    )
    if not stored:
        return
    scores = list(
        standing(
            Score.objects.filter(course=course, instrument=course.instrument, happened_at__lte=now)
        ).order_by("happened_at", "id")
    )  # fmt: skip
    begun = standing(SessionEvent.objects.filter(session__course=course, state=State.INFUSING))
    sessions = sorted(begun.values_list("happened_at", flat=True))
    for last, score in zip(scores, scores[1:], strict=False):
        earlier = [one for one in stored if one.entered_at < score.entered_at and one.happened_at < score.happened_at]
        if earlier and not _any_between(sessions, earlier[-1].happened_at, score.happened_at):
            _judge_one(earlier[-1], score, last.total, tally)


def _any_between(times: Sequence[datetime], start: datetime, end: datetime) -> bool:
    return bisect_right(times, start) < bisect_right(times, end)


def _judge_one(forecast: StoredForecast, score: Score, last: float, tally: Tally) -> None:
    columns, day = forecast.answer["score"], (score.happened_at - forecast.happened_at).total_seconds() / DAY_S
    if day > columns["day"][-1]:
        return
    tally.forecasts += 1
    for nominal, (low, high) in ENDS.items():
        tally.held[nominal] += expected_at(columns, low, day) <= score.total <= expected_at(columns, high, day)
    tally.missed += abs(score.total - expected_at(columns, "median", day))
    tally.missed_by_last += abs(score.total - last)


def expected_at(columns: dict[str, Any], name: str, day: float) -> float:
    """A quantile of the score on a day between two of its grid."""
    days, values = columns["day"], columns[name]
    right = min(bisect_right(days, day), len(days) - 1)
    left = max(right - 1, 0)
    if days[right] == days[left]:
        return float(values[left])
    share = (day - days[left]) / (days[right] - days[left])
    return float(values[left] + min(share, 1.0) * (values[right] - values[left]))
