"""Rows of a score card: each forecast that one person's records allow to be made and then judged, made as it would have
been on that day, from what stood before it alone.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wane.forecast.booking import setting
from wane.forecast.cohort import Member
from wane.forecast.crossing import Crossings, crossings, draw_crossings
from wane.forecast.posterior import Posterior, infer
from wane.forecast.scores import level_forecast, score_chances
from wane.forecast.visits import first_visit_over
from wane.kernels.doses import FloatArray
from wane.models.instruments import instruments
from wane.models.relief import History, Record, Relapse, Score, Treatment, gap_days
from wane.models.relief_prior import ReliefPrior

HORIZON_DAYS: Final = 180
LOOKS: Final = {7: 2.0, 14: 3.0, 28: 5.0}  # days ahead, and how far off a score may lie and still be taken for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What was known where a forecast was made: sessions so far, a response so far, the route of the last session."""

    sessions: int
    responds: bool | None
    route: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One score, forecast before it came. `below`, `up_to`: chance of less than it, and of no more than it."""

    setting: Setting
    days_ahead: float
    below: float
    up_to: float
    crps: float
    expected: float
    observed: float
    last: float
    own_mean: float


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
class LineRow:
    """Some days ahead, without a session between: the chance of a score at or above the line, and whether it was."""

    setting: Setting
    days: int
    chance: float
    is_over: bool
    was_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """All rows of one person."""

    scores: tuple[ScoreRow, ...]
    durations: tuple[DurationRow, ...]
    lines: tuple[LineRow, ...]


class _Told:
    """One person's records up to a time, and the posterior from them; the last one is kept."""

    def __init__(self, prior: ReliefPrior, member: Member) -> None:
        self.prior, self.member = prior, member
        self.records = member.history.records
        self._starts = [record.day for record in self.records]
        self._known: tuple[tuple[int, ...], Posterior] | None = None

    def before(self, day: float) -> int:
        """How many records stand before this day."""
        return bisect_left(self._starts, day)

    def posterior(self, day: float, *, through: bool = False) -> Posterior:
        """From all records before `day`, of that time too where `through`; other instruments' as well."""
        own = _cut(self.member.history, day, through=through)
        linked = [replace(scale, history=_cut(scale.history, day, through=through)) for scale in self.member.linked]
        key = tuple(len(history.records) for history in (own, *(scale.history for scale in linked)))
        if self._known is None or self._known[0] != key:
            self._known = (key, infer(self.prior, own, [scale for scale in linked if scale.history.scores]))
        return self._known[1]


def _cut(history: History, day: float, *, through: bool) -> History:
    gaps = ((record, gap_days(record.day, day)) for record in history.records)
    return History(records=tuple(record for record, gap in gaps if gap > 0.0 or (through and gap == 0.0)))


def score_rows(prior: ReliefPrior, member: Member) -> tuple[ScoreRow, ...]:
    """The forecasts of scores alone; nothing is drawn for them."""
    told = _Told(prior, member)
    places = ((told.before(record.day), record) for record in told.records if isinstance(record, Score))
    return tuple(_score_row(told, before, score) for before, score in places if _scores(told.records[:before]))


def rows_of(prior: ReliefPrior, member: Member, rng: np.random.Generator) -> Rows:
    """Every forecast that can be judged, in the order of time."""
    told = _Told(prior, member)
    scores, durations, lines = list[ScoreRow](), list[DurationRow](), list[LineRow]()
    made = set[int]()
    for place, record in enumerate(told.records):
        before = told.before(record.day)
        if isinstance(record, Score) and _scores(told.records[:before]):
            scores.append(_score_row(told, before, record))
            if before not in made:
                made.add(before)
                lines += _line_rows(told, record.day)
        if isinstance(record, Treatment):
            row = _duration_row(told, place, rng)
            durations += [] if row is None else [row]
    return Rows(scores=tuple(scores), durations=tuple(durations), lines=tuple(lines))


def _scores(records: tuple[Record, ...]) -> list[float]:
    return [record.value for record in records if isinstance(record, Score)]


def _setting(told: _Told, count: int) -> Setting:
    records = told.records[:count]
    sessions, scores = sum(isinstance(record, Treatment) for record in records), _scores(records)
    share = instruments()[told.member.instrument].response.value
    known = sessions and len(scores) > 1 and scores[0] > 0.0 and share is not None
    return Setting(
        sessions=sessions,
        responds=100.0 * (scores[0] - scores[-1]) / scores[0] >= share if known and share is not None else None,
        route=told.member.routes[sessions - 1] if sessions else None,
    )


def _chances(told: _Told, origin: float, day: float) -> tuple[FloatArray, FloatArray]:
    """The values a score can take on this day, and the chance of each or less, from what stood before `origin`."""
    posterior = told.posterior(origin)
    days = np.array([gap_days(posterior.filtered.day, day)])
    values, chances = score_chances(posterior, level_forecast(posterior, days))
    return values, chances[0]


def _score_row(told: _Told, before: int, score: Score) -> ScoreRow:
    values, up_to = _chances(told, score.day, score.day)
    step, earlier = told.prior.score_step, _scores(told.records[:before])
    place = round(score.value / step)
    below = float(up_to[place - 1]) if place else 0.0
    return ScoreRow(
        setting=_setting(told, before),
        days_ahead=gap_days(told.records[before - 1].day, score.day),
        below=below,
        up_to=float(up_to[place]),
        crps=step * float(((up_to - (values >= score.value)) ** 2).sum()),
        expected=float(np.diff(up_to, prepend=0.0) @ values),
        observed=score.value,
        last=earlier[-1],
        own_mean=float(np.mean(earlier)),
    )


def _line_rows(told: _Told, day: float) -> Iterator[LineRow]:
    """For each of LOOKS the score nearest to it after the last record before `day`, up to the next session."""
    before, line = told.before(day), told.prior.line
    origin = told.records[before - 1].day
    rest = told.records[before:]
    until = next((i for i, record in enumerate(rest) if isinstance(record, Treatment)), len(rest))
    coming = [record for record in rest[:until] if isinstance(record, Score)]
    for days, off in LOOKS.items():
        near = [score for score in coming if abs(gap_days(origin, score.day) - days) <= off]
        if near:
            score = min(near, key=lambda one: abs(gap_days(origin, one.day) - days))
            values, up_to = _chances(told, day, score.day)
            place = int(np.searchsorted(values, line - 1e-9))
            yield LineRow(
                setting=_setting(told, before),
                days=days,
                chance=1.0 - (float(up_to[place - 1]) if place else 0.0),
                is_over=score.value >= line,
                was_over=_scores(told.records[:before])[-1] >= line,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interval:
    """Looks after a session, up to the first at or above the line, the next session or the end; their days."""

    visits: tuple[float, ...]
    is_relapse: bool
    lasted: float


def _interval(told: _Told, place: int) -> _Interval:
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


def _gap_to_next(told: _Told, place: int) -> float:
    """Days to the next session, or to the last record."""
    ends = [r.day for r in told.records[place + 1 :] if isinstance(r, Treatment)] or [told.records[-1].day]
    return gap_days(told.records[place].day, ends[0])


def _duration_row(told: _Told, place: int, rng: np.random.Generator) -> DurationRow | None:
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
        setting=_setting(told, place + 1),
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
