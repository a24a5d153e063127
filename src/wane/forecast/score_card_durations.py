"""Forecasts of how long relief lasts after a session, judged against what the records say of the interval."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.booking import setting
from wane.forecast.crossing import Crossings, crossings, draw_crossings
from wane.forecast.score_card_known import Known, Setting, setting_of
from wane.forecast.visits import first_visit_over
from wane.models.relief import Relapse, Treatment, gap_days

HORIZON_DAYS: Final = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationRow:
    """One interval after a session, forecast at the session.

    The relapse came after day `earliest` and by day `latest`, None where none was seen before the next session or the
    last record. `below`, `up_to`: chance that scores at these visits would have shown one before, and by then. `crps`
    [d] is of the days shown, over the days that the records decide. None where a baseline has nothing to go by.
    """

    setting: Setting
    earliest: float
    latest: float | None
    below: float
    up_to: float
    crps: float
    median: float
    last_duration: float | None
    own_mean: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interval:
    """Looks after a session, up to the first at or above the line, the next session or the end; their days."""

    visits: tuple[float, ...]
    is_relapse: bool
    lasted: float


def _interval(told: Known, place: int) -> _Interval:
    start, line = told.records[place].day, told.prior.line
    visits, end = list[float](), 0.0
    for record in told.records[place + 1 :]:
        end = gap_days(start, record.day)
        if isinstance(record, Treatment):
            break
        visits.append(end)
        if isinstance(record, Relapse) or record.value >= line:
            return _Interval(visits=tuple(visits), is_relapse=True, lasted=end)
    return _Interval(visits=tuple(visits), is_relapse=False, lasted=end)


def _gap_to_next(told: Known, place: int) -> float:
    """Days to the next session, or to the last record."""
    ends = [r.day for r in told.records[place + 1 :] if isinstance(r, Treatment)] or [told.records[-1].day]
    return gap_days(told.records[place].day, ends[0])


def duration_row(told: Known, place: int, rng: np.random.Generator) -> DurationRow | None:
    """None where the next session came too soon to see relief end, or nobody looked."""
    interval = _interval(told, place)
    if not interval.visits or _gap_to_next(told, place) < setting("shortest_spacing"):
        return None
    posterior = told.posterior(told.records[place].day, through=True)
    shown = crossings(draw_crossings(posterior, told.prior.line, HORIZON_DAYS, rng), HORIZON_DAYS)
    by_visit = first_visit_over(posterior, np.array(interval.visits), told.prior.line, rng)
    earlier = [
        _interval(told, i)
        for i, record in enumerate(told.records[:place])
        if isinstance(record, Treatment) and _gap_to_next(told, i) >= setting("shortest_spacing")
    ]
    ended = [one.lasted for one in earlier if one.is_relapse]
    earliest = (0.0, *interval.visits)[-2] if interval.is_relapse else interval.visits[-1]
    latest = interval.visits[-1] if interval.is_relapse else None
    chances = (0.0, *by_visit)
    return DurationRow(
        setting=setting_of(told, place + 1),
        earliest=earliest,
        latest=latest,
        below=chances[-2] if interval.is_relapse else chances[-1],
        up_to=chances[-1] if interval.is_relapse else 1.0,
        crps=known_crps(shown, earliest, latest),
        median=float(shown.day_at(0.5) or HORIZON_DAYS),
        last_duration=ended[-1] if ended else None,
        own_mean=float(np.mean(ended)) if ended else None,
    )


def known_crps(shown: Crossings, earliest: float, latest: float | None) -> float:
    """Continuous ranked probability score [d] over the days that the records decide, up to the horizon.

    Of a single day said for certain it is the distance to the days that the records allow.
    """
    days = np.arange(1.0, shown.horizon_days + 1.0)
    early = float((shown.chance_by_day[days < earliest] ** 2).sum())
    late = 0.0 if latest is None else float((shown.still_well[days >= math.ceil(latest)] ** 2).sum())
    return early + late


def days_missed(said: float, earliest: float, latest: float | None) -> float:
    """Days from what was said to the nearest day that the records allow."""
    if said <= earliest:
        return earliest - said
    return max(said - latest, 0.0) if latest is not None else 0.0
