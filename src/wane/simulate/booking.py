"""Booking: when each person's next maintenance session is due, by one rule; arrays (n_groups, people), trial days."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from wane.kernels.doses import FloatArray
from wane.simulate.body import Booleans
from wane.simulate.design import Maintenance, MaintenanceRule
from wane.simulate.plan import TrialPlan

if TYPE_CHECKING:
    from wane.simulate.lived import Walk

NEVER: Final = np.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Looked:
    """A moment of an arm: its day, and the scores that would be written down then."""

    plan: TrialPlan
    walk: "Walk"
    index: int
    day: float

    @property
    def points(self) -> FloatArray:
        """Scores in points."""
        return self.walk.points(self.index)

    @property
    def last_session(self) -> FloatArray:
        """Day of each person's last session; the last planned day for who attended none."""
        last = self.walk.body.last
        return np.where(np.isfinite(last), last, self.walk.arm.last_day)


class Booking(Protocol):
    """A rule at work. `due` is the day of each person's next session."""

    due: FloatArray

    def visited(self, looked: Looked, who: Booleans) -> None:
        """A visit with its score, without a session yet."""
        ...

    def treated(self, looked: Looked, who: Booleans) -> None:
        """A session was given."""
        ...

    def missed(self, day: float, who: Booleans) -> None:
        """A session was due and not attended."""
        ...


def booking_of(looked: Looked, rule: Maintenance, exposure: FloatArray) -> Booking:
    """The rule's booking at the start of maintenance."""
    match rule.rule:
        case MaintenanceRule.LADDER | MaintenanceRule.FIXED:
            return Spaced(looked, rule)
        case MaintenanceRule.AS_NEEDED:
            return AsNeeded(looked, rule)
        case _:
            from wane.simulate.forecast_booking import ForecastBooking

            return ForecastBooking(looked, rule, exposure)


class Spaced:
    """A fixed spacing, or one that the score at each session lengthens or shortens."""

    def __init__(self, looked: Looked, rule: Maintenance) -> None:
        self.rule = rule
        self.every = np.full(looked.last_session.shape, rule.every_days)
        self.due = looked.last_session + self.every

    def visited(self, looked: Looked, who: Booleans) -> None:
        """Scores between sessions move nothing."""

    def treated(self, looked: Looked, who: Booleans) -> None:
        """The next session, a spacing later."""
        rule = self.rule
        if rule.rule is MaintenanceRule.LADDER:
            points = looked.points
            step = np.where(points < rule.low_line, rule.step_days, np.where(points >= rule.line, -rule.step_days, 0.0))
            moved = np.clip(self.every + step, rule.shortest_days, rule.longest_days)
            self.every = np.where(who, moved, self.every)
        self.due = np.where(who, looked.day + self.every, self.due)

    def missed(self, day: float, who: Booleans) -> None:
        """Booked again after the shortest spacing."""
        self.due = np.where(who, day + self.rule.shortest_days, self.due)


class AsNeeded:
    """A session when a visit's score stands at or above the line, no sooner than the shortest spacing."""

    def __init__(self, looked: Looked, rule: Maintenance) -> None:
        self.rule = rule
        self.due = np.full(looked.last_session.shape, NEVER)

    def visited(self, looked: Looked, who: Booleans) -> None:
        """Needed by this score, or not."""
        needed = who & (looked.points >= self.rule.line) & np.isinf(self.due)
        soonest = np.maximum(looked.last_session + self.rule.shortest_days, looked.day)
        self.due = np.where(needed, soonest, self.due)

    def treated(self, looked: Looked, who: Booleans) -> None:
        """Nothing is booked until a score asks for it."""
        self.due = np.where(who, NEVER, self.due)

    def missed(self, day: float, who: Booleans) -> None:
        """Booked again after the shortest spacing."""
        self.due = np.where(who, day + self.rule.shortest_days, self.due)
