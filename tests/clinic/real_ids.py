"""A patient with one row of everything, and the ids of it by the names that routes have for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.clinic.nine_months import NOW, judged, planned, planned_course, said
from tests.clinic.routes import Route
from wane_clinic.actions.bookings import propose_booking
from wane_clinic.actions.checks import follow_check
from wane_clinic.actions.emergency import break_glass
from wane_clinic.actions.notes import write_note
from wane_clinic.actions.scores import record_relapse
from wane_clinic.actions.surveys import make_link
from wane_clinic.care.models import Alert, Course, Note, Score, Session, StoredCoursePlan, StoredForecast
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RealIds:
    """What a route's gaps are filled with, what the query of its address has to say, and what forms name."""

    ids: dict[str, Any]
    queries: dict[str, dict[str, str]]
    named: dict[str, str]

    def address(self, route: Route) -> str:
        """Where the page is that this patient has of a route; without its query."""
        return route.filled(self.ids)

    def query(self, route: Route) -> dict[str, str]:
        """What has to stand in its query."""
        return self.queries.get(route.name, {})


def real_ids(patient: Patient, by: Clinician) -> RealIds:
    """Two months on record, an open forecast, a booked session, and one score, relapse, check, alert and proposal."""
    judged("open")
    course = planned_course(patient, by)
    relapse = record_relapse(course=course, source="clinician", words="worse", **said(by, NOW - timedelta(days=9)))
    check = follow_check(course=course, check_id="bladder", due_on=date(2026, 11, 25), result="well", **said(by, NOW))
    session = planned(course, by, 3)
    note = write_note(patient=patient, session=session, text="Bring water.", **said(by, NOW))
    return RealIds(
        ids={
            "patient_id": patient.public_id, "session_id": session.public_id, "relapse_id": relapse.public_id,
            "followed_id": check.public_id, "booking_id": _proposed(course, by),
            "score_id": Score.objects.filter(course=course, instrument="phq9").latest("id").public_id,
            "alert_id": Alert.objects.filter(score__course=course).latest("id").public_id,
            "clinician_id": by.pk, "emergency_id": _emergency(), "token": _token(course, by),
            "fact": "weight", "kind": "note", "entry_id": note.public_id,
            "number": "relief", "sheet": "after", "what": "set", "evidence_id": "KR044", "pk": 1,
        },
        queries=_queries(course, session, note),
        named={
            "course": str(course.public_id),
            "plan": str(StoredCoursePlan.objects.filter(course=course).latest("id").public_id),
            "forecast": str(StoredForecast.objects.filter(course=course).latest("id").public_id),
        },
    )  # fmt: skip


def _emergency() -> int:
    """Of an owner who is somebody else."""
    owner = Clinician.objects.create_user(username="other", full_name="Other Owner", role=Role.OWNER, password=None)
    return break_glass(by=owner, at=NOW, reason="Nobody else is in the house", lasting=timedelta(minutes=15)).pk


def _token(course: Course, by: Clinician) -> str:
    """Of a check-in that waits for its answer."""
    until = NOW + timedelta(days=3)
    token = make_link(course=course, questionnaire_id="gad7", expires_at=until, **said(by, NOW)).token
    assert token is not None
    return token


def _proposed(course: Course, by: Clinician) -> Any:
    option = {"dating": "accepted risk", "at": NOW.isoformat(), "risk_before": 0.2, "reason": "", "is_chosen": True}
    options = [option, option | {"is_chosen": False}]
    return propose_booking(course=course, plan=None, options=options, **said(by, NOW)).public_id


def _queries(course: Course, session: Session, note: Note) -> dict[str, dict[str, str]]:
    """Courses are named in queries, and so is the check of a day, and an entry."""
    of_course = {"course": str(course.public_id)}
    return {
        "course": of_course, "course-amend": of_course, "course-phase": of_course, "course-close": of_course,
         "score-enter": of_course, "relapse-enter": of_course,
        "check-answer": of_course | {"check": "bladder", "due": "2026-11-25"}, "session-live": {"was": "planned"},
        "session-correct": {"entries_id": f"note.{note.public_id}"},
        "plan-session": {"session": str(session.public_id)},
    }  # fmt: skip
