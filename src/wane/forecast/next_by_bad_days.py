"""Rule 2: the interval that costs least, where a bad day counts as one and a session as some bad days."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.errors import ConflictError, OutOfRangeError
from wane.forecast.chances import chance_words
from wane.forecast.next_session import NextSession, Spacing
from wane.forecast.repeated import PersonDraws, bad_shares
from wane.kernels.doses import FloatArray

RULE: Final = "rule_2"
WEEK_DAYS: Final = 7
LITTLE_EXPECTED: Final = "little expected from closer sessions: review the plan"
NOT_SCORED: Final = "no score since a session yet, so this is the average: score before the plan is judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadDayRule:
    """What rule 2 weighs: the bad days that one session must spare, the intervals, and how far ahead it looks.

    `review_share` is the share of days at or above the line from which the plan is to be reviewed.
    """

    days_a_session: float
    spacing: Spacing
    window_days: float
    review_share: float

    def __post_init__(self) -> None:
        if not self.days_a_session > 0.0:
            raise OutOfRangeError(f"A session worth {self.days_a_session:g} bad days came; it must be above 0.")
        if self.window_days < self.spacing.longest_days:
            raise ConflictError(
                f"A window of {self.window_days:g} d came for intervals up to {self.spacing.longest_days} d; "
                "it must hold one: lengthen it."
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntervalCosts:
    """Share of days that are bad for each interval (n,), rising intervals, and the cost a day of each."""

    intervals_days: FloatArray
    bad_share: FloatArray
    days_a_session: float

    @property
    def cost(self) -> FloatArray:
        """Bad days and sessions, both in bad days a day, (n,)."""
        return self.bad_share + self.days_a_session / self.intervals_days

    @property
    def best(self) -> int:
        """Index of the interval that costs least; the longest of equals."""
        cost = self.cost
        return len(cost) - 1 - int(cost[::-1].argmin())

    def spared_by(self, closer_days: float) -> float:
        """Bad days spared by each further session when sessions come every `closer_days` instead of the best."""
        best = self.best
        spared = self.bad_share[best] - np.interp(closer_days, self.intervals_days, self.bad_share)
        return float(spared / (1.0 / closer_days - 1.0 / self.intervals_days[best]))


def interval_costs(draws: PersonDraws, rule: BadDayRule, *, line: float, now_day: float) -> IntervalCosts:
    """The costs of whole weeks and of the days around the best of them."""
    shortest, longest = rule.spacing.shortest_days, rule.spacing.longest_days
    weeks = np.unique([shortest, *range(-(-shortest // WEEK_DAYS) * WEEK_DAYS, longest, WEEK_DAYS), longest])
    first = _costs(draws, rule, weeks.astype(np.float64), line, now_day)
    best = first.intervals_days[first.best]
    near = [best + days for days in (-3, -2, -1, 1, 2, 3) if shortest <= best + days <= longest]
    near = [day for day in near if day not in weeks]
    if not near:
        return first
    second = _costs(draws, rule, np.array(near), line, now_day)
    intervals = np.concatenate([first.intervals_days, second.intervals_days])
    order = np.argsort(intervals)
    shares = np.concatenate([first.bad_share, second.bad_share])
    return IntervalCosts(intervals_days=intervals[order], bad_share=shares[order], days_a_session=rule.days_a_session)


def next_session_by_bad_days(draws: PersonDraws, rule: BadDayRule, *, line: float, now_day: float) -> NextSession:
    """The day of the next session by rule 2, from `now_day` (days after the last session) on.

    `risk_before` is left to whoever has drawn the crossings.
    """
    costs = interval_costs(draws, rule, line=line, now_day=now_day)
    interval, first = int(costs.intervals_days[costs.best]), -int(-now_day // 1)
    passed = f"; day {interval} has passed, so the first day left" if interval < first else ""
    return NextSession(
        rule=RULE,
        day=max(interval, first),
        risk_before=None,
        reason=_reason(costs, rule, line, draws.scores_since_first) + passed,
    )


def _costs(draws: PersonDraws, rule: BadDayRule, intervals: FloatArray, line: float, now_day: float) -> IntervalCosts:
    bad = bad_shares(draws, intervals, line=line, now_day=now_day, window_days=rule.window_days)
    return IntervalCosts(intervals_days=intervals, bad_share=bad, days_a_session=rule.days_a_session)


def _reason(costs: IntervalCosts, rule: BadDayRule, line: float, scores: int) -> str:
    """What the interval brings, what a closer one would, and whether that is little."""
    interval, share = int(costs.intervals_days[costs.best]), float(costs.bad_share[costs.best])
    shortest = rule.spacing.shortest_days
    words = f"best spacing {interval} d, with {chance_words(share)} of days at or above {line:g}"
    if interval > shortest:
        closer = max(interval - WEEK_DAYS, shortest)
        spared = max(costs.spared_by(closer), 0.0)
        words += (
            f"; at {closer} d each extra session would spare {spared:.1f} such days, and it must spare "
            f"{rule.days_a_session:g}"
        )
    else:
        words += ", and closer ones are not looked at"
    verdict = LITTLE_EXPECTED if scores else NOT_SCORED
    return f"{words}; {verdict}" if share >= rule.review_share else words
