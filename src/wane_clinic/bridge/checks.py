"""Checks that the plans of a course asked for: which are due and not done, and which come next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Final, cast

from wane.evidence.reading import load_register
from wane_clinic.bridge.computed import Json
from wane_clinic.care.current import Line
from wane_clinic.care.models import Course, FollowedCheck, Outcome, StoredCoursePlan

MILESTONES: Final = frozenset({"early_check", "response_check"})
MOST_PLANS: Final = 200
"""So many plans back, a check that nobody answered is still looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCheck:
    """A check on one day; `since` is the first day on which it was due and not done, `because` why, if said."""

    check_id: str
    what: str
    due_on: date
    since: date
    basis: str
    sources: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChecks:
    """What is due, oldest first, and the next of each kind."""

    due: tuple[PlannedCheck, ...]
    ahead: tuple[PlannedCheck, ...]

    def named(self, check_id: str, due_on: str) -> PlannedCheck | None:
        """One of them, by what an address says."""
        both = (*self.due, *self.ahead)
        return next((one for one in both if (one.check_id, one.due_on.isoformat()) == (check_id, due_on)), None)


@cache
def kinds() -> frozenset[str]:
    """Checks, apart from the care around the drug and from what belongs to every session."""
    found = cast("dict[str, Json]", load_register("course")["checks"])
    return MILESTONES | {name for name, entry in found.items() if not entry.get("with_sessions")}


def checks_of(course: Course, answered: Sequence[Line[FollowedCheck]], *, now: datetime, zone: tzinfo) -> CourseChecks:
    """Checks of a course: one query. A plan asks for those of its days until a newer plan takes its place."""
    rows = StoredCoursePlan.objects.filter(course=course, happened_at__lte=now).order_by("-happened_at", "-id")
    plans = list(rows.values_list("happened_at", "answer__activities")[:MOST_PLANS])[::-1]
    today = now.astimezone(zone).date()
    asked = {(one.check_id, one.due_on): one for one in _asked(plans, today, zone)}
    newest = plans[-1][1] if plans else []
    ahead = [one for one in _planned(newest) if one.due_on > today]
    return CourseChecks(due=_due(asked.values(), answered) if course.is_open else (), ahead=_next(ahead, answered))


def _asked(plans: Sequence[tuple[datetime, list[Json]]], today: date, zone: tzinfo) -> Iterator[PlannedCheck]:
    """Each check on its day, by the plan that stood then."""
    days = [at.astimezone(zone).date() for at, _ in plans]
    for place, (_, activities) in enumerate(plans):
        end = min(days[place + 1], today) if place + 1 < len(days) else today
        yield from (one for one in _planned(activities) if days[place] <= one.due_on <= end)


def _planned(activities: Iterable[Json]) -> Iterator[PlannedCheck]:
    for one in activities:
        if one["id"] in kinds():
            day = date.fromisoformat(one["day"])
            yield PlannedCheck(
                check_id=one["id"], what=one["what"], due_on=day, since=day, basis=one["basis"],
                sources=tuple(one["sources"]),
            )  # fmt: skip


def _due(asked: Iterable[PlannedCheck], answered: Sequence[Line[FollowedCheck]]) -> tuple[PlannedCheck, ...]:
    """Of each kind the last that is not done, due since the first after the last that was."""
    done = _last_done(answered)
    why = {(line.row.check_id, line.row.due_on): line.row.because for line in answered if not line.row.is_void}
    found: dict[str, PlannedCheck] = {}
    for one in sorted(asked, key=lambda one: one.due_on):
        if one.due_on > done.get(one.check_id, date.min):
            first = found.get(one.check_id, one)
            found[one.check_id] = PlannedCheck(
                check_id=one.check_id, what=one.what, due_on=one.due_on, since=first.since, basis=one.basis,
                sources=one.sources, because=why.get((one.check_id, one.due_on), first.because),
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda one: one.since))


def _next(ahead: Iterable[PlannedCheck], answered: Sequence[Line[FollowedCheck]]) -> tuple[PlannedCheck, ...]:
    done, found = _last_done(answered), dict[str, PlannedCheck]()
    for one in ahead:
        if one.due_on > done.get(one.check_id, date.min):
            found.setdefault(one.check_id, one)
    return tuple(sorted(found.values(), key=lambda one: one.due_on))


def _last_done(answered: Sequence[Line[FollowedCheck]]) -> dict[str, date]:
    """The day of the last check of each kind that was done."""
    rows = [line.row for line in answered if line.row.outcome == Outcome.DONE and not line.row.is_void]
    return {row.check_id: row.due_on for row in sorted(rows, key=lambda row: row.due_on)}
