"""Schedules of a course and its settings, read from data/registers/course.yaml."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

from wane.errors import OutOfRangeError
from wane.evidence.reading import load_register
from wane.models.regimen import Drug, Regimen, Route


class Phase(StrEnum):
    """Where a course stands."""

    CONSULTATION = "consultation"
    INDUCTION = "induction"
    RESPONSE_CHECK = "response check"
    TAPER = "taper"
    MAINTENANCE = "maintenance"
    PAUSE = "pause"
    STOP = "stop"


class ScheduleName(StrEnum):
    """Which printed schedule a course follows."""

    CLINIC = "clinic"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Some sessions of one phase, None for all that follow; `every_days` is the printed spacing.

    `per_week` is how many any seven days may hold; the others are spaced one by one. `only_days` are the spacings that
    a label allows: with one of them the label dates the session, with none the rule does. `fewest_days` and `most_days`
    are what the rows give for the whole induction.
    """

    phase: Phase
    sessions: int | None
    per_week: int | None
    every_days: int
    only_days: tuple[int, ...]
    fewest_days: int | None
    most_days: int | None
    sources: tuple[str, ...]
    where: str

    @property
    def is_by_schedule(self) -> bool:
        """Whether the schedule alone dates these sessions."""
        return self.per_week is not None or len(self.only_days) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A printed schedule: its steps in order, the first of them the induction, the last without an end."""

    name: ScheduleName
    title: str
    steps: tuple[Step, ...]

    @property
    def induction_sessions(self) -> int:
        """How many sessions the induction has."""
        return self.steps[0].sessions or 0

    def step_of(self, number: int) -> Step:
        """The step that session `number` of a series belongs to, counted from 1."""
        left = number
        for step in self.steps:
            if step.sessions is None or left <= step.sessions:
                return step
            left -= step.sessions
        raise AssertionError(f"the schedule {self.name} ends before session {number}")

    def sessions_before(self, phase: Phase) -> int | None:
        """How many sessions come before the first one of a phase; None where the schedule has no such phase."""
        before = 0
        for step in self.steps:
            if step.phase is phase:
                return before
            before += step.sessions or 0
        return None


@functools.cache
def schedule(name: ScheduleName) -> Schedule:
    """One schedule of the register."""
    entry = cast(Mapping[str, Mapping[str, object]], load_register("course")["schedules"])[name.value]
    steps = cast(Sequence[Mapping[str, object]], entry["steps"])
    return Schedule(name=name, title=str(entry["title"]), steps=tuple(_step(step) for step in steps))


def schedule_for(regimen: Regimen) -> ScheduleName:
    """The label's where it was written for what is given, otherwise the clinic's."""
    is_labelled = regimen.drug is Drug.ESKETAMINE and regimen.routes == {Route.INTRANASAL}
    return ScheduleName.LABEL if is_labelled else ScheduleName.CLINIC


def with_induction(found: Schedule, sessions: int | None, per_week: int | None) -> Schedule:
    """The same schedule with the clinic's own induction."""
    if sessions is not None and not 1 <= sessions <= 30:
        raise OutOfRangeError(f"An induction of {sessions} sessions came; 1 to 30 are planned: change it.")
    if per_week is not None and not 1 <= per_week <= 7:
        raise OutOfRangeError(f"{per_week} sessions a week came; 1 to 7 are possible: change it.")
    first = found.steps[0]
    own = replace(
        first,
        sessions=first.sessions if sessions is None else sessions,
        per_week=first.per_week if per_week is None else per_week,
    )
    return replace(found, steps=(own, *found.steps[1:]))


def course_setting(name: str) -> float | None:
    """One number of the register; None where no row gives one and the clinic has not set it."""
    value = cast(Mapping[str, Mapping[str, float | None]], load_register("course")["settings"])[name]["value"]
    return None if value is None else float(value)


def whole_setting(name: str) -> int:
    """One number of the register that is always there, in whole days or sessions."""
    value = course_setting(name)
    assert value is not None
    return int(value)


def _step(entry: Mapping[str, object]) -> Step:
    per_week = _whole(entry.get("per_week"))
    return Step(
        phase=Phase(str(entry["phase"])),
        sessions=_whole(entry["sessions"]),
        per_week=per_week,
        every_days=_whole(entry.get("every_days")) or 7 // (per_week or 1),
        only_days=tuple(cast(Sequence[int], entry.get("only_days", ()))),
        fewest_days=_whole(entry.get("fewest_days")),
        most_days=_whole(entry.get("most_days")),
        sources=tuple(cast(Sequence[str], entry["source"])),
        where=str(entry["where"]),
    )


def _whole(value: object) -> int | None:
    return None if value is None else int(cast(int, value))
