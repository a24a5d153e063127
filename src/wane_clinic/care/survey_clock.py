"""The survey clock: it restarts at each session, and says which check-ins are due and which were missed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

BEFORE_FIRST_DAYS: Final = 14
"""A score this old still counts as the one before the first session."""
MOST: Final = 400
"""Check-ins of one stretch; a course that nobody closed ends here."""


class Standing(StrEnum):
    """What became of a check-in."""

    ANSWERED = "answered"
    MISSED = "missed"
    DUE = "due"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Every `often_days` for `first_days` after a session, then every `then_days`."""

    often_days: int = 7
    first_days: int = 28
    then_days: int = 14

    def days(self) -> Iterator[int]:
        """Days after a session on which a check-in is due."""
        day = self.often_days
        for _ in range(MOST):
            yield day
            day += self.often_days if day + self.often_days <= self.first_days else self.then_days


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInDay:
    """One check-in that the clock asks for; a missed one has no value."""

    due_on: date
    standing: Standing


def check_in_days(
    *, opened: date, sessions: Sequence[date], scores: Iterable[date], today: date, rhythm: Rhythm
) -> tuple[CheckInDay, ...]:
    """Every check-in up to today, and the next one.

    A check-in is answered by any score from its day until the day before the next one, or before the session that
    restarts the clock. Before the first session one is asked for on the day that the course was opened.
    """
    answered = sorted(set(scores))
    found: list[CheckInDay] = []
    starts = sorted(set(sessions))
    if not starts or opened < starts[0]:
        until = starts[0] + timedelta(days=1) if starts else None
        found.append(_first(opened, until, answered, today))
    for place, start in enumerate(starts):
        restart = starts[place + 1] if place + 1 < len(starts) else None
        found += _stretch(start, restart, answered, today, rhythm)
    return tuple(found)


def _first(opened: date, until: date | None, answered: list[date], today: date) -> CheckInDay:
    """The one before treatment: a score from two weeks before the course was opened counts."""
    oldest = opened - timedelta(days=BEFORE_FIRST_DAYS)
    if any(oldest <= day and (until is None or day < until) for day in answered):
        return CheckInDay(due_on=opened, standing=Standing.ANSWERED)
    is_over = until is not None and until <= today
    return CheckInDay(due_on=opened, standing=Standing.MISSED if is_over else Standing.DUE)


def _stretch(
    start: date, restart: date | None, answered: list[date], today: date, rhythm: Rhythm
) -> Iterator[CheckInDay]:
    """From a session until the next one, or until the first check-in after today."""
    for day, following in pairwise(rhythm.days()):
        due, then = start + timedelta(days=day), start + timedelta(days=following)
        if restart is not None and due >= restart:
            return
        end = then if restart is None else min(then, restart)
        yield CheckInDay(due_on=due, standing=_standing(due, end, answered, today))
        if due > today:
            return


def _standing(due: date, end: date, answered: list[date], today: date) -> Standing:
    if any(due <= day < end for day in answered):
        return Standing.ANSWERED
    if due > today:
        return Standing.LATER
    return Standing.MISSED if end <= today else Standing.DUE
