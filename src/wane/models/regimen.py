"""Regimen: the ordered administrations of one drug, in mg of free base and hours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from wane.errors import ConflictError, OutOfRangeError
from wane.units import decimal_minutes
from wane.units.canonical import MINUTES_PER_HOUR as MINUTES_PER_HOUR  # noqa: PLC0414 (regimens are counted in minutes at the doors)

LATEST_H = 5.0 * 366.0 * 24.0
"""A regimen ends within five years of its zero: what is later is a slip of the unit."""


class Drug(StrEnum):
    """What is given: the racemate, or the S-enantiomer alone."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Route(StrEnum):
    """How it is given."""

    IV = "iv"
    IM = "im"
    SC = "sc"
    INTRANASAL = "intranasal"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"

    @property
    def words(self) -> str:
        """As printed: IV, IM, SC, and the others as they are."""
        return self.upper() if len(self) == len("iv") else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """One amount given by one route; `duration_h` is 0 for a bolus, an injection, a spray, a tablet."""

    route: Route
    start_h: float
    dose_mg: float
    duration_h: float = 0.0

    def __post_init__(self) -> None:
        if not self.dose_mg > 0.0:
            raise OutOfRangeError(
                f"A dose of {self.dose_mg:g} mg came; a dose must be above 0 mg: give the amount to be given."
            )
        if not self.duration_h >= 0.0:
            raise OutOfRangeError(
                f"A duration of {self.duration_h:g} h came; it must be 0 h (bolus) or more: give how long it runs."
            )
        if self.duration_h > 0.0 and self.route is not Route.IV:
            raise ConflictError(
                f"A duration came with route {self.route}; only an IV dose runs over time: leave the duration out."
            )
        if self.end_h > LATEST_H:
            raise OutOfRangeError(
                f"A dose that ends {self.end_h / 24.0:.4g} days after the start came; a regimen may reach "
                f"{LATEST_H / 24.0:g} days: check the time and its unit."
            )

    @property
    def end_h(self) -> float:
        """End of this amount; the start for a bolus."""
        return self.start_h + self.duration_h

    @property
    def is_bolus(self) -> bool:
        """Whether all of it goes in at once."""
        return self.duration_h == 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """One drug, one or more administrations in order of start; IV rate steps never overlap."""

    drug: Drug
    administrations: tuple[Administration, ...]

    def __post_init__(self) -> None:
        if not self.administrations:
            raise OutOfRangeError("A regimen without a dose came; at least one administration is needed: give a dose.")
        if list(self.administrations) != sorted(self.administrations, key=lambda a: a.start_h):
            raise ConflictError(
                "Administrations came out of order; each must start at or after the one before: sort them by start."
            )
        running = [a for a in self.administrations if not a.is_bolus]
        for earlier, later in zip(running, running[1:], strict=False):
            if later.start_h < earlier.end_h - 1e-9:
                end, start = (decimal_minutes(h * MINUTES_PER_HOUR) for h in (earlier.end_h, later.start_h))
                raise ConflictError(
                    f"Two rates overlap: one runs until {end} min, the next starts at {start} min; a pump has one rate "
                    "at a time: change the times."
                )

    @property
    def total_mg(self) -> float:
        """Free base in all."""
        return sum(a.dose_mg for a in self.administrations)

    @property
    def start_h(self) -> float:
        """Start of dosing."""
        return self.administrations[0].start_h

    @property
    def end_h(self) -> float:
        """End of dosing: the latest end of any administration."""
        return max(a.end_h for a in self.administrations)

    @property
    def routes(self) -> frozenset[Route]:
        """Every route that is used."""
        return frozenset(a.route for a in self.administrations)


def single_dose(drug: Drug, route: Route, dose_mg: float, *, over_h: float = 0.0) -> Regimen:
    """One administration at time 0."""
    return Regimen(
        drug=drug, administrations=(Administration(route=route, start_h=0.0, dose_mg=dose_mg, duration_h=over_h),)
    )


def nasal_devices(drug: Drug, doses_mg: Iterable[float], *, apart_h: float) -> Regimen:
    """Nasal devices one after another, `apart_h` hours from each to the next."""
    sprays = tuple(
        Administration(route=Route.INTRANASAL, start_h=i * apart_h, dose_mg=dose_mg)
        for i, dose_mg in enumerate(doses_mg)
    )
    return Regimen(drug=drug, administrations=sprays)


def repeated(regimen: Regimen, *, every_h: float, times: int) -> Regimen:
    """The same regimen given `times` times, from start to start `every_h` hours."""
    shifted = tuple(replace(a, start_h=a.start_h + k * every_h) for k in range(times) for a in regimen.administrations)
    return Regimen(drug=regimen.drug, administrations=shifted)
