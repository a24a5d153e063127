"""What `wane how-long` answers, as values: every number with its interval, or the reason why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wane.errors import OutOfRangeError
from wane.forecast.how_long_statements import Statement
from wane.models.instruments import Instrument
from wane.models.person import Covariates
from wane.models.provenance import Provenance
from wane.models.regimen import Regimen

MOST_SESSIONS = 60


class Question(StrEnum):
    """What patients and clinicians ask, in the order of the page."""

    ONSET = "onset"
    PEAK = "peak"
    ONE = "one"
    SERIES = "series"
    DOSE = "dose"
    SEVERITY = "severity"
    ROUTE = "route"
    MEDICINES = "medicines"
    CONDITION = "condition"
    BOOSTERS = "boosters"
    SETTING = "setting"


class Strength(StrEnum):
    """How much of an answer the read studies hold, and how much is assumption."""

    LEARNED = "mostly learned from trials"
    PARTLY = "partly learned from trials"
    ASSUMED = "mostly assumed"
    ARITHMETIC = "computed from how the body handles the drug"
    NONE = "no evidence was read"


class Between(StrEnum):
    """What an interval runs over."""

    PEOPLE = "people"
    STUDIES = "studies"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One number: middle and central 50 and 90 % intervals; a bound that is None lies beyond what `reason` says.

    `between` says over what the interval runs: people, or what the studies leave open of the middle.
    """

    id: str
    question: Question
    unit: str
    between: Between
    strength: Strength
    sentence: str
    evidence: tuple[str, ...]
    value: float | None = None
    low50: float | None = None
    high50: float | None = None
    low90: float | None = None
    high90: float | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.value is None and not self.reason:
            raise OutOfRangeError(f"{self.id}: an answer without a number came; it must say why: give its reason.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAnswers:
    """What one course of sessions brings: exposure of one, how many people it works for, how much, how long.

    `works` and `well` are shares of people; `points` is the relief felt, of everybody and, `points_works`, of those it
    works for. `lasts` and `lasts_all` are days from the last session to relapse in those it works for and in everybody;
    `middle` is the median of `lasts`, over what the studies leave open. What is None was not asked of this course.
    """

    id: str
    label: str
    exposure: Answer | None = None
    works: Answer | None = None
    well: Answer | None = None
    points: Answer | None = None
    points_works: Answer | None = None
    lasts: Answer | None = None
    lasts_all: Answer | None = None
    middle: Answer | None = None

    @property
    def answers(self) -> Iterator[Answer]:
        """Those it holds, in order."""
        held = (
            self.exposure, self.works, self.well, self.points, self.points_works, self.lasts, self.lasts_all,
            self.middle,
        )  # fmt: skip
        yield from (answer for answer in held if answer is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A question, or a part of one, that no row of evidence speaks to, in words."""

    question: Question
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowLongRequest:
    """What is asked. `sessions` and `every_days` None take the usual; `entry` is the score before the first session.

    `ordered` is one session in words; `weight_is_given` False stands for a nominal weight; `code_version` goes into the
    provenance.
    """

    condition: str
    instrument: Instrument | None
    regimen: Regimen
    ordered: str
    covariates: Covariates
    is_weight_given: bool
    code_version: str
    sessions: int | None = None
    every_days: float | None = None
    entry: float | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        if self.sessions is not None and not 1 <= self.sessions <= MOST_SESSIONS:
            raise OutOfRangeError(
                f"{self.sessions} sessions came; 1 to {MOST_SESSIONS} can be answered: change the number."
            )
        if self.every_days is not None and not 0.5 <= self.every_days <= 365.0:
            raise OutOfRangeError(
                f"A spacing of {self.every_days:g} d came; 0.5 to 365 d can be answered: change --every."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class HowLong:
    """Every answer about one condition, route and history."""

    request: HowLongRequest
    condition: str
    instrument: Instrument
    line: float
    look_h: float
    horizon_days: int
    sessions: int
    spacing: str
    course_days: int
    event: str
    works_words: str
    onset: Answer
    peak: Answer
    one: CourseAnswers
    series: CourseAnswers
    doses: tuple[CourseAnswers, ...]
    severities: tuple[CourseAnswers, ...]
    routes: tuple[CourseAnswers, ...]
    medicines: tuple[Answer, ...]
    conditions: tuple[Answer, ...]
    boosters: tuple[Answer, ...]
    research: CourseAnswers
    setting: Answer
    statements: tuple[Statement, ...]
    misfits: tuple[Statement, ...]
    silences: tuple[Silence, ...]
    basis: tuple[str, ...]
    uncertainty: str
    limits: tuple[str, ...]
    provenance: Provenance

    @property
    def answers(self) -> Iterator[Answer]:
        """Every answer, in the order of the page."""
        yield from (self.onset, self.peak)
        for course in self.courses:
            yield from course.answers
        yield from (*self.medicines, *self.conditions, *self.boosters, self.setting)

    @property
    def courses(self) -> tuple[CourseAnswers, ...]:
        """Every course that was simulated."""
        return (self.one, self.series, *self.doses, *self.severities, *self.routes, self.research)
