"""PersonForecast: everything that one person's forecast says, as values; text, JSON and pictures show the same ones."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from wane.errors import OutOfRangeError
from wane.forecast.course_findings import CourseFinding
from wane.forecast.exposures import Exposure
from wane.forecast.intervals import Baseline, PastInterval
from wane.forecast.relief import ReliefForecast
from wane.models.instruments import Instrument
from wane.models.patient_records import PatientRecords
from wane.models.person import Covariates
from wane.models.provenance import Provenance
from wane.models.relief_prior import ReliefPrior

LONGEST_HORIZON_DAYS = 730


class OwnData(StrEnum):
    """Whether the person's own scores and relapses move the forecast."""

    USED = "used"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequest:
    """What is asked: whose records, of which condition and instrument, from `now`, over `horizon_days` from now.

    None takes the default: the instrument with most scores and its condition, its relapse line and response, the
    accepted risk of the booking register, the published prior. `code_version` goes into the provenance: this layer
    does not know it.
    """

    records: PatientRecords
    now: datetime
    covariates: Covariates
    code_version: str
    condition: str | None = None
    instrument: Instrument | None = None
    line: float | None = None
    response_pct: float | None = None
    risk: float | None = None
    horizon_days: int = 90
    own_data: OwnData = OwnData.USED
    seed: int = 1
    prior: ReliefPrior | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.horizon_days <= LONGEST_HORIZON_DAYS:
            raise OutOfRangeError(
                f"A horizon of {self.horizon_days} d came; 1 to {LONGEST_HORIZON_DAYS} d can be forecast: change it."
            )
        if self.risk is not None and not 0.0 < self.risk < 1.0:
            raise OutOfRangeError(f"A risk of {self.risk:g} came; it must lie between 0 and 1: 0.2 is 1 in 5.")
        if self.response_pct is not None and not 0.0 < self.response_pct <= 100.0:
            raise OutOfRangeError(f"A response of {self.response_pct:g} % came; it must lie above 0, up to 100 %.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A proposed next session: by which rule, days after the last one and the date, the chance of relapse before it."""

    rule: str
    day: float | None
    date: date | None
    risk_before: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines that count here: relapse (and whose choice), remission, response as a fall from entry in per cent."""

    relapse: float
    relapse_source: str
    remission: float | None
    response_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The last score against the first one: fall in per cent of entry, and whether that is a response."""

    entry: float
    last: float
    fall_pct: float | None
    is_response: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoUsed:
    """Scores of a linked instrument, and what they inform."""

    instrument: str
    scores: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUsed:
    """Scores of another instrument, which this forecast leaves aside, and why."""

    instrument: str
    scores: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the forecast rests on: the prior and its studies, how much of the person's own, and why this instrument."""

    prior: str
    prior_source: str
    studies: tuple[str, ...]
    own_sessions: int
    own_scores: int
    own_relapses: int
    also_used: tuple[AlsoUsed, ...]
    not_used: tuple[NotUsed, ...]
    chosen: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonForecast:
    """One person's forecast.

    `relief` holds the arrays: days of the score count from `now`, all others from `last_session`.
    """

    request: PersonRequest
    condition: str
    instrument: Instrument
    prior: ReliefPrior
    lines: Lines
    risk: float
    event: str
    relief: ReliefForecast
    response: Response | None
    options: tuple[Option, ...]
    intervals: tuple[PastInterval, ...]
    baselines: tuple[Baseline, ...]
    exposures: tuple[Exposure, ...]
    findings: tuple[CourseFinding, ...]
    basis: Basis
    limits: tuple[str, ...]
    provenance: Provenance

    @property
    def last_session(self) -> datetime | None:
        """When the last session began."""
        sessions = self.request.records.sessions
        return sessions[-1].at if sessions else None

    def day_of_risk(self, risk: float) -> int | None:
        """First day after the last session by which the chance of relapse reaches `risk`; None beyond the horizon."""
        still_well = self.relief.chance_still_well
        if still_well is None:
            return None
        return next((day for day, p in enumerate(still_well.tolist(), start=1) if 1.0 - p >= risk - 1e-12), None)

    def still_well_on(self, day: float) -> float | None:
        """Chance of still being well `day` days after the last session; 1 before day 1, None beyond the horizon."""
        still_well = self.relief.chance_still_well
        if still_well is None or day >= len(still_well) + 1:
            return None
        return 1.0 if day < 1.0 else float(still_well[int(day) - 1])


def local_date(start: datetime, days: float, request: PersonRequest) -> date:
    """The date, in the zone of the records, `days` after `start`: a whole day is a date on, whatever the clocks did."""
    return (start.astimezone(request.records.zone) + timedelta(days=days)).date()
