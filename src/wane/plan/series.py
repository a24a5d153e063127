"""Series: the sessions that a regimen is made of, told apart by long pauses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from wane.models.regimen import MINUTES_PER_HOUR, Administration, Regimen

PAUSE_H: Final = 12.0  # doses further apart belong to two sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSpan:
    """One session of a series: which of how many, and its doses; times are hours from the regimen's zero."""

    number: int
    count: int
    administrations: tuple[Administration, ...]

    @property
    def start_h(self) -> float:
        """Start of dosing in this session."""
        return self.administrations[0].start_h

    @property
    def end_h(self) -> float:
        """End of dosing in this session."""
        return max(dose.end_h for dose in self.administrations)


def sessions_of(regimen: Regimen) -> tuple[SessionSpan, ...]:
    """The sessions in order; one where no pause is long."""
    groups = tuple(without_long_pause(regimen.administrations))
    return tuple(SessionSpan(number=i, count=len(groups), administrations=g) for i, g in enumerate(groups, start=1))


def last_session(regimen: Regimen) -> SessionSpan:
    """The session that leaving is counted from."""
    return sessions_of(regimen)[-1]


def as_regimen(span: SessionSpan, regimen: Regimen) -> Regimen:
    """That session alone, its first dose at time 0."""
    moved = tuple(replace(dose, start_h=dose.start_h - span.start_h) for dose in span.administrations)
    return replace(regimen, administrations=moved)


def session_minutes_of(span: SessionSpan, minute: float) -> float:
    """[min from the start of that session] of a time in minutes from the regimen's zero."""
    return minute - span.start_h * MINUTES_PER_HOUR


def without_long_pause(doses: Iterable[Administration]) -> Iterator[tuple[Administration, ...]]:
    """Doses in groups that no pause of half a day divides."""
    group: tuple[Administration, ...] = ()
    for dose in doses:
        if group and dose.start_h - max(earlier.end_h for earlier in group) > PAUSE_H:
            yield group
            group = ()
        group = (*group, dose)
    if group:
        yield group
