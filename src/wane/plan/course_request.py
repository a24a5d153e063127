"""CourseRequest: what is asked of one course, already free of text that needs a unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum

from wane.errors import ConflictError, OutOfRangeError
from wane.models.instruments import Instrument
from wane.models.patient_records import PatientRecords
from wane.models.person import Covariates
from wane.models.regimen import Regimen
from wane.plan.clinic import ClinicSettings
from wane.plan.course_schedule import Phase, ScheduleName

WEEKDAYS = frozenset(range(5))
LONGEST_PLAN_DAYS = 730


class BookingRule(StrEnum):
    """What dates a session after the induction."""

    RISK = "risk"
    BAD_DAYS = "bad days"
    LADDER = "ladder"


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOrder:
    """What one session gives, in mg of free base, and in the words of the order."""

    regimen: Regimen
    ordered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicCalendar:
    """On which days a clinic gives sessions (0 is Monday), which it is closed, and when; in which zone.

    `at` None takes the time of day of the last session. `zone_words` says which zone it is and why.
    """

    zone: tzinfo
    zone_words: str
    weekdays: frozenset[int] = WEEKDAYS
    closed: frozenset[date] = frozenset()
    at: time | None = None

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise OutOfRangeError("No clinic day came; at least one day of the week is needed: give mon,tue,thu.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What one session costs and how much of it is covered; `currency` is a word and never converted."""

    cost: Decimal
    covered: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.cost < 0 or self.covered < 0:
            raise OutOfRangeError("A negative amount came; 0 or more is needed: give what a session costs.")
        if self.covered > self.cost:
            raise ConflictError(
                f"{self.covered} {self.currency} covered came for a cost of {self.cost} {self.currency}; "
                "no more than the cost can be covered: correct one."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPlan:
    """A plan that was made before, as far as it is compared: from when, its phase, and its sessions by number."""

    now: datetime
    phase: Phase
    sessions: Mapping[int, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRequest:
    """One course to plan, from `now` on.

    `records` None is a new patient, and then `order` is needed; otherwise it stands for the last session's. `start` is
    the first day of anything new, today where it is None. `phase` None is derived from the records. `most_sessions`
    counts those on record. `history`, `conditions`, `taking` and `extra` are read as `wane.plan.facts` reads them.
    None of a number takes the default of the registers.
    """

    now: datetime
    covariates: Covariates
    code_version: str
    calendar: ClinicCalendar
    records: PatientRecords | None = None
    order: CourseOrder | None = None
    condition: str | None = None
    instrument: Instrument | None = None
    line: float | None = None
    response_pct: float | None = None
    risk: float | None = None
    rule: BookingRule = BookingRule.RISK
    schedule: ScheduleName | None = None
    phase: Phase | None = None
    start: date | None = None
    induction_sessions: int | None = None
    per_week: int | None = None
    shortest_days: int | None = None
    most_sessions: int | None = None
    plan_days: int | None = None
    fee: Fee | None = None
    history: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    taking: tuple[str, ...] | None = None
    extra: tuple[str, ...] = ()
    clinic: ClinicSettings = field(default_factory=ClinicSettings)
    earlier: EarlierPlan | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ConflictError("A time without a zone came for now; it needs one: give an aware time.")
        for name, value, most in (
            ("shortest_days", self.shortest_days, 84),
            ("most_sessions", self.most_sessions, 1000),
            ("plan_days", self.plan_days, LONGEST_PLAN_DAYS),
        ):
            if value is not None and not 1 <= value <= most:
                raise OutOfRangeError(f"{name} of {value} came; 1 to {most} is needed: change it.")
