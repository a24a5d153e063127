"""The stage: what is due to happen, in order of time, each thing once, with its own key."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from wane_clinic.people.models import Clinician

KEYS: Final = uuid.UUID("0c5b2a64-9a0e-4c39-8a47-6c7d3c8c3d10")
OPENS_H: Final = 9
SATURDAY: Final = 5


@dataclass(slots=True, kw_only=True)
class Stage:
    """Who is there, what time it is, and what is still to happen."""

    now: datetime
    seed: int
    staff: dict[str, Clinician]
    due: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    keys: int = 0

    def said(self, by: str, at: datetime) -> dict[str, Any]:
        """Who, when and the key of one entry."""
        self.keys += 1
        key = uuid.uuid5(KEYS, f"{self.seed} {self.keys}")
        return {"by": self.staff[by], "happened_at": at, "entered_at": at, "client_key": key}

    def at(self, when: datetime, do: Callable[[], None]) -> None:
        """Let something happen then."""
        self.due.append((when, len(self.due), do))

    def play(self) -> None:
        """Everything, in order; what happens may bring more."""
        while self.due:
            self.due.sort(key=lambda one: (one[0], one[1]), reverse=True)
            _, _, do = self.due.pop()
            do()

    def morning(self, days_ago: int, *, minutes: float = 0.0) -> datetime:
        """[minutes] after the clinic opened, so many days ago; never today."""
        day = self.now - timedelta(days=max(days_ago, 1))
        return day.replace(hour=OPENS_H, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)

    def clinic_day(self, days_ago: int) -> int:
        """The nearest clinic day to a day, in days before today: Saturday is Friday, Sunday Monday."""
        weekday = (self.now - timedelta(days=days_ago)).weekday()
        if weekday < SATURDAY:
            return days_ago
        return days_ago + 1 if weekday == SATURDAY or days_ago <= 1 else days_ago - 1

    def ago(self, minutes: float) -> datetime:
        """[minutes] before now."""
        return self.now - timedelta(minutes=minutes)
