"""Times as the clinic's clock shows them, and chances as people say them."""

from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wane_clinic.people.settled import current

DAY_S: Final = 86_400.0
ODDS: Final = (
    (0.025, "fewer than 1 in 40"), (0.075, "about 1 in 20"), (0.15, "about 1 in 10"), (0.225, "about 1 in 5"),
    (0.29, "about 1 in 4"), (0.37, "about 1 in 3"), (0.45, "about 2 in 5"), (0.55, "about 1 in 2"),
    (0.63, "about 3 in 5"), (0.71, "about 2 in 3"), (0.775, "about 3 in 4"), (0.85, "about 4 in 5"),
    (0.925, "about 9 in 10"), (0.975, "about 19 in 20"),
)  # fmt: skip


def clinic_zone() -> tzinfo:
    """The clinic's zone; UTC where its name is unknown here."""
    try:
        return ZoneInfo(current().zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def day_words(at: datetime | date, zone: tzinfo, *, now: datetime | None = None) -> str:
    """`Fri 11 Dec`, with the year where it is not this one."""
    day = at.astimezone(zone).date() if isinstance(at, datetime) else at
    year = "" if now is None or now.astimezone(zone).year == day.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def clock_words(at: datetime, zone: tzinfo) -> str:
    """`10:30`."""
    return f"{at.astimezone(zone):%H:%M}"


def when_words(at: datetime, zone: tzinfo, *, now: datetime | None = None) -> str:
    """`Fri 11 Dec, 10:30`."""
    return f"{day_words(at, zone, now=now)}, {clock_words(at, zone)}"


def days_between(start: datetime, end: datetime) -> float:
    """Days from one time to another."""
    return (end - start).total_seconds() / DAY_S


def chance_words(chance: float) -> str:
    """`about 4 in 5`."""
    return next((words for below, words in ODDS if chance < below), "more than 39 in 40")


def percent(chance: float) -> str:
    """`82 %`, never 0 or 100 where it is not certain."""
    whole = round(100 * chance)
    if 0 < chance < 1:
        whole = min(99, max(1, whole))
    return f"{whole} %"
