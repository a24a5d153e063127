"""Outcomes: counts of people as answers with intervals.

Groups of the doubtful tally share one small crowd of people: the most probable values come first, and each draw is
read as a move away from that, applied to the answer of the many.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.simulate.answers import DayAnswer, Ranged, RelapseAnswer
from wane.simulate.kaplan_meier import Counts, free_of_relapse, last_at_risk, median_day, people_at_risk
from wane.simulate.plan import TrialPlan
from wane.simulate.tally import FALL, FALL_SQUARES, REMITTED, RESPONDED, SEEN, SQUARES, SUM, ArmTally

ENDS: Final = (0.05, 0.95)
FREE_DAYS: Final = (14, 28, 56, 84)
QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
LEAST: Final = 1e-3
Move = Callable[[FloatArray], FloatArray]


def plain(values: FloatArray) -> FloatArray:
    """Moves are differences."""
    return values


def logit(share: FloatArray) -> FloatArray:
    """Moves of a share are differences of logits."""
    inside = np.clip(share, LEAST, 1.0 - LEAST)
    return np.asarray(np.log(inside / (1.0 - inside)))


def inside(shares: FloatArray, people: Counts) -> FloatArray:
    """Shares of so many people, half a person away from none and from all: a logit of all is no number."""
    least = 0.5 / np.maximum(people, 1)
    return np.asarray(np.clip(shares, least, 1.0 - least))


def unlogit(moved: FloatArray) -> FloatArray:
    """Back to a share."""
    return np.asarray(1.0 / (1.0 + np.exp(-moved)))


def log(values: FloatArray) -> FloatArray:
    """Moves of a size or a time are ratios."""
    return np.asarray(np.log(np.maximum(values, LEAST)))


def ranged(
    value: float | None, groups: FloatArray | None, *, line: Move = plain, back: Move = plain, times: float = 1.0
) -> Ranged:
    """The value with its intervals; `groups` is the same number in each group, times 1 / `times`.

    An interval reaches to the value at least: it is the most probable one, even where all of a few draws lie beside it.
    """
    if value is None or not math.isfinite(value):
        return Ranged(value=None)
    if groups is None or len(groups) < 3 or not np.isfinite(groups[0]):
        return Ranged(value=value)
    with np.errstate(invalid="ignore"):
        moves = line(groups[1:]) - line(groups[:1])
    at = line(np.array([value / times]))
    half = len(moves) // 2
    ends: list[float | None] = []
    for some in (moves[:half], moves[half:]):
        known = some[~np.isnan(some)]
        for end, outer in zip(ENDS, (min, max), strict=True):
            found = math.inf if not len(known) else float(np.quantile(known, end, method="inverted_cdf"))
            placed = float(times * back(at + found)[0]) if found else value
            ends.append(outer(placed, value) if math.isfinite(found) else None)
    return Ranged(value=value, low90=ends[0], high90=ends[1], low90_study=ends[2], high90_study=ends[3])


def day_answers(plan: TrialPlan, tally: ArmTally, doubtful: ArmTally | None) -> tuple[DayAnswer, ...]:
    """Every visit."""
    return tuple(
        _day(plan, i, day, tally, None if doubtful is None else doubtful.visits[i])
        for i, day in enumerate(plan.design.observe_days)
    )


def _day(plan: TrialPlan, i: int, day: float, tally: ArmTally, groups: Counts | None) -> DayAnswer:
    step, own = plan.prior.score_step, tally.visits[i]
    n = int(own[0, SEEN])

    def of(read: Callable[[Counts], FloatArray], line: Move = plain, back: Move = plain) -> Ranged:
        return ranged(
            float(read(own)[0]) if n else None, None if groups is None else read(groups), line=line, back=back
        )

    def share(column: int) -> Ranged:
        crowd = None if groups is None else inside(groups[:, column] / np.maximum(groups[:, SEEN], 1), groups[:, SEEN])
        return ranged(100.0 * own[0, column] / n if n else None, crowd, line=logit, back=unlogit, times=100.0)

    places = np.cumsum(tally.scores[i]) / max(n, 1)
    quantiles = tuple(float(step * np.searchsorted(places, q - 1e-12)) for q in QUANTILES) if n else ()
    design = plan.design
    return DayAnswer(
        day=day,
        n=n,
        mean=of(lambda c: step * c[:, SUM] / np.maximum(c[:, SEEN], 1)),
        sd=of(lambda c: step * spread_of(c, SUM, SQUARES), log, _exp),
        change=of(lambda c: step * c[:, FALL] / np.maximum(c[:, SEEN], 1)),
        change_sd=of(lambda c: step * spread_of(c, FALL, FALL_SQUARES), log, _exp),
        response_pct=Ranged(value=None) if design.response_pct is None else share(RESPONDED),
        remission_pct=Ranged(value=None) if design.remission is None else share(REMITTED),
        quantiles=quantiles,
    )


def relapse_answer(tally: ArmTally, doubtful: ArmTally | None, people: int, crowd: int) -> RelapseAnswer:
    """The curve, and what is read from it; `crowd` people stand behind each group."""
    free, n = free_of_relapse(tally.lost, tally.watched)[0], int((tally.lost + tally.watched).sum())
    curves = None if doubtful is None else free_of_relapse(doubtful.lost, doubtful.watched)
    last = int(last_at_risk(tally.lost, tally.watched)[0])
    middle = float(median_day(free[None])[0])
    each = None if doubtful is None else (doubtful.lost + doubtful.watched).sum(axis=1)
    groups = None if curves is None or each is None else inside(curves, each[:, None])
    followed = None if each is None else inside(each / crowd, np.full(len(each), crowd))
    curve = [_at(free, groups, day) for day in range(last + 1)]
    return RelapseAnswer(
        n=n,
        followed_pct=ranged(100.0 * n / people, followed, line=logit, back=unlogit, times=100.0),
        median_days=ranged(middle, None if curves is None else median_day(curves), line=log, back=_exp),
        free_pct={day: _at(free, groups, day) if day <= last else Ranged(value=None) for day in FREE_DAYS},
        curve=np.array([[np.nan if v is None else v for v in (c.value, c.low90, c.high90)] for c in curve]).reshape(
            -1, 3
        ),
        at_risk=tuple(people_at_risk(tally.lost, tally.watched)[0, : last + 1].tolist()),
    )


def counted(counts: Counts) -> FloatArray:
    """Mean of whole numbers by group, from people by number."""
    total = counts.sum(axis=1)
    return np.asarray((counts @ np.arange(counts.shape[1])) / np.maximum(total, 1))


def _at(free: FloatArray, groups: FloatArray | None, day: int) -> Ranged:
    return ranged(
        100.0 * float(free[day]), None if groups is None else groups[:, day], line=logit, back=unlogit, times=100.0
    )


def spread_of(c: Counts, total: int, squares: int) -> FloatArray:
    """Sample SD by group, in steps; 0 for one person."""
    n = c[:, SEEN].astype(np.float64)
    spread = c[:, squares] - c[:, total].astype(np.float64) ** 2 / np.maximum(n, 1.0)
    return np.asarray(np.sqrt(np.maximum(spread, 0.0) / np.maximum(n - 1.0, 1.0)))


def _exp(moved: FloatArray) -> FloatArray:
    return np.asarray(np.exp(moved))
