"""Course requests of invented people, and what their plans are held to."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.factories.patient import EXAMPLE
from wane.cli.patient_file import read_patient
from wane.models.patient_records import PatientRecord, PatientRecords, ScoreRecord, SessionRecord
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, single_dose
from wane.plan.course import plan_course
from wane.plan.course_plan import CoursePlan
from wane.plan.course_request import ClinicCalendar, CourseOrder, CourseRequest

MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
INFUSION = CourseOrder(
    regimen=single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=2.0 / 3.0), ordered="ketamine 0.5 mg/kg IV over 40 min"
)
SPRAY = CourseOrder(regimen=single_dose(Drug.ESKETAMINE, Route.INTRANASAL, 56.0), ordered="esketamine 56 mg intranasal")
LONDON = ZoneInfo("Europe/London")


def calendar_of(**changes: object) -> ClinicCalendar:
    return ClinicCalendar(**({"zone": UTC, "zone_words": "UTC, as given"} | changes))  # type: ignore[arg-type]  # it checks its own


def course_request(**changes: object) -> CourseRequest:
    fields: dict[str, object] = {
        "now": MONDAY, "covariates": Covariates(weight_kg=70.0), "code_version": "test", "calendar": calendar_of(),
    }  # fmt: skip
    if "records" not in changes:
        fields["order"] = INFUSION
    return CourseRequest(**(fields | changes))  # type: ignore[arg-type]  # the dataclass checks its own names


def example_course(**changes: object) -> CoursePlan:
    records = read_patient(EXAMPLE, zone="Europe/London", weight_kg=None)
    calendar = calendar_of(zone=records.zone, zone_words=records.zone_words)
    return plan_course(
        course_request(**({"records": records, "now": records.records[-1].at, "calendar": calendar} | changes))
    )


def with_sessions(*at: datetime, scores: tuple[tuple[datetime, float], ...] = ()) -> PatientRecords:
    """Records of sessions of the usual infusion and PHQ-9 scores, by time."""
    sessions = [
        SessionRecord(at=t, regimen=INFUSION.regimen, ordered=INFUSION.ordered, line=i) for i, t in enumerate(at)
    ]
    rated = [ScoreRecord(at=t, instrument="phq9", value=value, line=90 + i) for i, (t, value) in enumerate(scores)]
    unsorted: list[PatientRecord] = [*rated, *sessions]
    records = sorted(unsorted, key=lambda one: one.at)
    return PatientRecords(records=tuple(records), zone=UTC, zone_words="UTC, as given")


def induction_records(*, sessions: int, last_score: float | None, entry: float = 20.0) -> PatientRecords:
    """A twice-weekly induction from a Monday on, with a score at entry and perhaps one a day after the last session."""
    start = datetime(2026, 3, 2, 10, tzinfo=UTC)
    days = [0, 3, 7, 10, 14, 17, 21, 24][:sessions]
    at = [start + timedelta(days=day) for day in days]
    scores = [(start - timedelta(hours=1), entry)]
    if last_score is not None:
        scores.append((at[-1] + timedelta(days=1), last_score))
    return with_sessions(*at, scores=tuple(scores))


def days_of(plan: CoursePlan) -> list[date]:
    return [one.at.astimezone(plan.request.calendar.zone).date() for one in plan.sessions]


def write_example(folder: Path) -> Path:
    path = folder / "patient.csv"
    path.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return path
