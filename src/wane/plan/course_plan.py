"""CoursePlan: everything that one planned course says, as values; `wane.plan.course` makes it, `wane.report` shows it.

Every date of it is proposed: nothing is booked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from wane.forecast.course_findings import CourseFinding
from wane.forecast.person_forecast import PersonForecast
from wane.models.provenance import Provenance
from wane.plan.course_request import CourseOrder, CourseRequest
from wane.plan.course_schedule import Phase, Schedule
from wane.plan.session_plan import Finding, MissingFact, Verdict


class Dating(StrEnum):
    """What dated a planned session."""

    SCHEDULE = "schedule"
    RISK = "accepted risk"
    BAD_DAYS = "bad days"
    LADDER = "ladder"
    PRINTED = "printed spacing"
    KEPT = "spacing kept"
    LATER = "next clinic day"
    EARLIEST = "earliest allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenSession:
    """A session on record: its number in all, its phase in its series, when."""

    number: int
    phase: Phase
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One proposed session: number in all, phase, when, what dated it, the chance of relapse before it, and why.

    `risk_before` counts from the last session on record and is known for the next session alone: later ones wait for
    scores. `sources` are evidence ids of the spacing.
    """

    number: int
    phase: Phase
    at: datetime
    dating: Dating
    risk_before: float | None
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOption:
    """One way to date the next session; `at` None where it has no answer, and the reason says why."""

    dating: Dating
    at: datetime | None
    risk_before: float | None
    reason: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something beside the drug on one day: a check, a talk, a review. No `sources`: the clinic's habit, no row."""

    id: str
    what: str
    day: date
    sources: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSpan:
    """Consecutive sessions of one phase, given and planned."""

    phase: Phase
    first: date
    last: date
    given: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """What the planned sessions of one phase cost; `phase` None is the sum over the plan. Amounts in `currency`."""

    phase: Phase | None
    sessions: int
    charged: Decimal
    covered: Decimal
    own: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CoursePlan:
    """One planned course of one person, from the records up to now.

    `findings` are of rules and of the plan itself, `person_findings` of the records (scores, item 9, relapse).
    `with_sessions` is what belongs to every session. `forecast` is the person's own, None where `forecast_withheld`
    says why.
    """

    request: CourseRequest
    order: CourseOrder
    schedule: Schedule
    shortest_days: int
    most_sessions: int | None
    last_day: date
    phase: Phase
    phase_reason: str
    given: tuple[GivenSession, ...]
    sessions: tuple[Occasion, ...]
    options: tuple[SessionOption, ...]
    activities: tuple[Activity, ...]
    with_sessions: tuple[str, ...]
    spans: tuple[PhaseSpan, ...]
    costs: tuple[CostLine, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    person_findings: tuple[CourseFinding, ...]
    missing_facts: tuple[MissingFact, ...]
    changes: tuple[str, ...]
    forecast: PersonForecast | None
    forecast_withheld: str | None
    session_minutes: float
    limits: tuple[str, ...]
    provenance: Provenance
