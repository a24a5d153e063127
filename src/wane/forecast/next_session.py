"""Rule 1: the latest day before which the chance of having crossed the line stays within the accepted risk."""

from dataclasses import dataclass

from wane.errors import ConflictError, OutOfRangeError
from wane.forecast.chances import chance_words
from wane.forecast.crossing import Crossings


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Days between sessions that the clinical rules allow, counted from the last session."""

    shortest_days: int
    longest_days: int

    def __post_init__(self) -> None:
        if not 1 <= self.shortest_days <= self.longest_days:
            raise ConflictError(
                f"shortest spacing {self.shortest_days} d, longest {self.longest_days} d: "
                "give at least 1 d, and the shortest first."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSession:
    """What a rule proposes: days after the last session (None where no day qualifies), the risk before it, and why."""

    rule: str
    day: int | None
    risk_before: float | None
    reason: str


def next_session_by_risk(crossed: Crossings, *, risk: float, spacing: Spacing, now_day: float = 0.0) -> NextSession:
    """The day of the next session by rule 1, from `now_day` (days after the last session) on.

    Where the accepted risk is passed before the first allowed day no day qualifies, and the reason says so.
    """
    if not 0.0 < risk < 1.0:
        raise OutOfRangeError(f"risk is {risk:g}; it must lie between 0 and 1.")
    first = max(spacing.shortest_days, -int(-now_day // 1))
    last = min(spacing.longest_days, crossed.horizon_days)
    if first > last:
        return _none(f"day {first} is the first that has not passed, day {last} the last that is allowed")
    if crossed.chance_by(first) > risk:
        chance = crossed.chance_by(first)
        return _none(
            f"by day {first}, the first that can be taken, the chance of having relapsed is {chance_words(chance)}, "
            f"above the accepted {chance_words(risk)}: due as soon as the rules allow"
        )
    day = max(day for day in range(first, last + 1) if crossed.chance_by(day) <= risk)
    by_then = chance_words(crossed.chance_by(day))
    why = (
        f"the longest spacing allowed; the chance of having relapsed by then is {by_then}, within the accepted "
        f"{chance_words(risk)}"
        if day == last
        else f"the last day by which the chance of having relapsed is within the accepted {chance_words(risk)}"
    )
    return NextSession(
        rule="risk",
        day=day,
        risk_before=crossed.chance_by(day),
        reason=why,
    )


def _none(reason: str) -> NextSession:
    return NextSession(rule="risk", day=None, risk_before=None, reason=reason)
