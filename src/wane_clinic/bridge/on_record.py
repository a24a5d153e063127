"""What forecast and plan of one course depend on, read once for both."""

from dataclasses import dataclass

from wane_clinic.bridge.patient_rows import CourseRows, rows_of
from wane_clinic.bridge.persons import weight_kg_of
from wane_clinic.care.models import Course


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnRecord:
    """A course, its rows, and the newest weight [kg], if there is one."""

    course: Course
    rows: CourseRows
    weight_kg: float | None


def on_record(course: Course) -> OnRecord:
    """As it stands; seven queries at most."""
    return OnRecord(course=course, rows=rows_of(course), weight_kg=weight_kg_of(course))
