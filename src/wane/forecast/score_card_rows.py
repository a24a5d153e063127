"""Rows of a score card: each forecast that one person's records allow to be made and then judged, made as it would have
been on that day, from what stood before it alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.cohort import Member
from wane.forecast.score_card_durations import DurationRow, duration_row
from wane.forecast.score_card_known import Known, Setting, setting_of, values_of
from wane.forecast.scores import level_forecast, score_chances
from wane.kernels.doses import FloatArray
from wane.models.relief import Score, Treatment, gap_days
from wane.models.relief_prior import ReliefPrior

LOOKS: Final = {7: 2.0, 14: 3.0, 28: 5.0}  # days ahead, and how far off a score may lie and still be taken for it


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


def score_rows(prior: ReliefPrior, member: Member) -> tuple[ScoreRow, ...]:
    """The forecasts of scores alone; nothing is drawn for them."""
    told = Known(prior, member)
    places = ((told.before(record.day), record) for record in told.records if isinstance(record, Score))
    return tuple(_score_row(told, before, score) for before, score in places if values_of(told.records[:before]))


def rows_of(prior: ReliefPrior, member: Member, rng: np.random.Generator) -> Rows:
    """Every forecast that can be judged, in the order of time."""
    told = Known(prior, member)
    scores, durations, lines = list[ScoreRow](), list[DurationRow](), list[LineRow]()
    made = set[int]()
    for place, record in enumerate(told.records):
        before = told.before(record.day)
        if isinstance(record, Score) and values_of(told.records[:before]):
            scores.append(_score_row(told, before, record))
            if before not in made:
                made.add(before)
                lines += _line_rows(told, record.day)
        if isinstance(record, Treatment):
            row = duration_row(told, place, rng)
            durations += [] if row is None else [row]
    return Rows(scores=tuple(scores), durations=tuple(durations), lines=tuple(lines))


def _chances(told: Known, origin: float, day: float) -> tuple[FloatArray, FloatArray]:
    """The values a score can take on this day, and the chance of each or less, from what stood before `origin`."""
    posterior = told.posterior(origin)
    days = np.array([gap_days(posterior.filtered.day, day)])
    values, chances = score_chances(posterior, level_forecast(posterior, days))
    return values, chances[0]


def _score_row(told: Known, before: int, score: Score) -> ScoreRow:
    values, up_to = _chances(told, score.day, score.day)
    step, earlier = told.prior.score_step, values_of(told.records[:before])
    place = round(score.value / step)
    below = float(up_to[place - 1]) if place else 0.0
    return ScoreRow(
        setting=setting_of(told, before),
        days_ahead=gap_days(told.records[before - 1].day, score.day),
        below=below,
        up_to=float(up_to[place]),
        crps=step * float(((up_to - (values >= score.value)) ** 2).sum()),
        expected=float(np.diff(up_to, prepend=0.0) @ values),
        observed=score.value,
        last=earlier[-1],
        own_mean=float(np.mean(earlier)),
    )


def _line_rows(told: Known, day: float) -> Iterator[LineRow]:
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
                setting=setting_of(told, before),
                days=days,
                chance=1.0 - (float(up_to[place - 1]) if place else 0.0),
                is_over=score.value >= line,
                was_over=values_of(told.records[:before])[-1] >= line,
            )
