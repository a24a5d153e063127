"""Event tables as NONMEM reads them: doses and observations of many people, one row an event, read and written.

Columns ID, TIME, AMT, RATE, EVID, CMT, DV, ADDL, II; also MDV, and covariates by any other name. TIME and II in hours,
AMT in mg of free base, RATE in mg/h (0: all at once), DV in ng/mL. EVID 0 observes, 1 doses.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wane.errors import UnsupportedError
from wane.models.regimen import Administration, Route

COLUMNS: Final = ("ID", "TIME", "AMT", "RATE", "EVID", "CMT", "DV", "ADDL", "II")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseEvent:
    """One row that gives drug: at `time_h`, and `more` times again every `every_h`; `rate_mg_per_h` 0 is a bolus."""

    time_h: float
    amount_mg: float
    rate_mg_per_h: float = 0.0
    compartment: int = 1
    more: int = 0
    every_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationEvent:
    """One row that observes: `value` None is a time that asks for a prediction."""

    time_h: float
    value: float | None = None
    compartment: int = 1


Event = DoseEvent | ObservationEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvents:
    """One person's rows in order of time, and columns that do not change in them, by name."""

    id: str
    events: tuple[Event, ...]
    covariates: Mapping[str, float]

    @property
    def doses(self) -> tuple[DoseEvent, ...]:
        """Rows that give drug."""
        return tuple(event for event in self.events if isinstance(event, DoseEvent))

    @property
    def observations(self) -> tuple[ObservationEvent, ...]:
        """Rows that observe."""
        return tuple(event for event in self.events if isinstance(event, ObservationEvent))


def administrations(person: PersonEvents, routes: Mapping[int, Route]) -> tuple[Administration, ...]:
    """Every dose one by one, in order; `routes` says what each compartment is the way in of."""
    found = []
    for dose in person.doses:
        if dose.compartment not in routes:
            known = ", ".join(f"{number} ({route})" for number, route in sorted(routes.items()))
            raise UnsupportedError(
                f"Person {person.id} is dosed into compartment {dose.compartment}; these are known: {known}."
            )
        over_h = dose.amount_mg / dose.rate_mg_per_h if dose.rate_mg_per_h > 0.0 else 0.0
        found += [
            Administration(
                route=routes[dose.compartment],
                start_h=dose.time_h + k * dose.every_h,
                dose_mg=dose.amount_mg,
                duration_h=over_h,
            )
            for k in range(dose.more + 1)
        ]
    return tuple(sorted(found, key=lambda one: one.start_h))


def events_of(
    person_id: str,
    given: Sequence[Administration],
    observed: Iterable[ObservationEvent],
    compartments: Mapping[Route, int],
) -> PersonEvents:
    """Administrations and observations as a person of a table; at the same time an observation comes first."""
    doses = [
        DoseEvent(
            time_h=one.start_h,
            amount_mg=one.dose_mg,
            rate_mg_per_h=one.dose_mg / one.duration_h if one.duration_h > 0.0 else 0.0,
            compartment=compartments[one.route],
        )
        for one in given
    ]
    both: list[Event] = [*observed, *doses]
    both.sort(key=lambda event: (event.time_h, isinstance(event, DoseEvent)))
    return PersonEvents(id=person_id, events=tuple(both), covariates={})


def write_events(people: Iterable[PersonEvents]) -> str:
    """The table as CSV text; numbers so that they read back to the last bit."""
    table = tuple(people)
    names = sorted({name for person in table for name in person.covariates})
    into = io.StringIO()
    rows = csv.writer(into, lineterminator="\n")
    rows.writerow([*COLUMNS, *names])
    for person in table:
        own = [_written(person.covariates.get(name)) for name in names]
        for event in person.events:
            rows.writerow([person.id, *_cells(event), *own])
    return into.getvalue()


def _cells(event: Event) -> list[str]:
    if isinstance(event, ObservationEvent):
        return [_written(event.time_h), ".", ".", "0", str(event.compartment), _written(event.value), ".", "."]
    return [
        _written(event.time_h), _written(event.amount_mg), _written(event.rate_mg_per_h), "1", str(event.compartment),
        ".", str(event.more), _written(event.every_h),
    ]  # fmt: skip


def _written(value: float | None) -> str:
    return "." if value is None else repr(float(value))
