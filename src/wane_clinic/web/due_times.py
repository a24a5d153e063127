"""When the next set of vital signs is due: the stored plan's times, restarted by each set that was recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

WITHOUT_PLAN_MIN: Final = (0.0, 15.0, 30.0, 45.0, 60.0, 90.0, 120.0)
"""Where no plan is stored: every 15 min in the first hour, then 30 (CLINIC c.1)."""
AFTERWARDS: Final = timedelta(minutes=30)
EARLIEST: Final = timedelta(minutes=5)
"""A set this long before its time counts as taken on time."""
LATE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing to do, and when."""

    what: str
    at: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether its minute has passed."""
        return now - self.at >= LATE

    def words(self, now: datetime) -> str:
        """As the page's clock says it."""
        minutes = (self.at - now).total_seconds() / 60.0
        if minutes >= 1:
            return f"{self.what} in {-int(-minutes // 1)} min"
        return f"{self.what} due now" if minutes > -1 else f"{self.what} late by {int(-minutes)} min"


def planned_minutes(monitoring: Sequence[Mapping[str, Any]] | None, word: str = "") -> tuple[float, ...]:
    """Minutes from the start of dosing at which the plan wants something; `word` narrows it."""
    if not monitoring:
        return WITHOUT_PLAN_MIN
    return tuple(float(one["minute"]) for one in monitoring if word in str(one["what"]).lower())


def next_set(minutes: Iterable[float], *, seated: datetime, dosing: datetime | None, last: datetime | None) -> datetime:
    """When the next set is due: at once without any; after the last one by the plan, and then every half hour."""
    if last is None:
        return seated if dosing is None else dosing
    if dosing is None:
        return last + AFTERWARDS
    times = [dosing + timedelta(minutes=minute) for minute in sorted(minutes)]
    return next((at for at in times if at > dosing and at - last > EARLIEST), last + AFTERWARDS)
