"""Rows of the list, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from wane_clinic.bridge.course import phase_words
from wane_clinic.bridge.words import conditions, instruments
from wane_clinic.care.current import open_alerts, standing
from wane_clinic.care.models import Course, PhaseChange, Score, Session, State, StoredCoursePlan
from wane_clinic.people.models import Patient
from wane_clinic.web.times import clinic_zone, day_words, when_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """One patient. What a role may not see is empty."""

    href: str
    name: str
    age: str
    about: str
    phase: str
    last_score: str
    next_visit: str
    flag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody may see in the list: names or initials, scores or none."""

    names: bool
    scores: bool


def rows_of(patients: Sequence[Patient], *, now: datetime, sight: Sight) -> list[PatientRow]:
    """The rows of one page: four queries, two where scores are not seen."""
    zone = clinic_zone()
    visits = _next_visits(patients, now)
    courses = _courses(patients) if sight.scores else {}
    flagged = _flagged(patients) if sight.scores else frozenset()
    return [
        PatientRow(
            href=_href(one, sight),
            name=one.full_name if sight.names else one.initials,
            age=f"{one.age_years(on=now.date())} y" if sight.scores else "",
            flag="item 9 above zero" if one.pk in flagged else "",
            next_visit=when_words(visits[one.pk], zone, now=now) if one.pk in visits else "none booked",
            **_course_words(courses.get(one.pk), zone, now),
        )
        for one in patients
    ]


def _href(patient: Patient, sight: Sight) -> str:
    """The patient's page, or the details alone for those who reach patients and read nothing clinical."""
    if sight.scores:
        return reverse("patient", args=[patient.public_id])
    return reverse("patient-details", args=[patient.public_id]) if sight.names else ""


def _flagged(patients: Sequence[Patient]) -> frozenset[int]:
    alerts = open_alerts().filter(score__patient__in=patients)
    return frozenset(alerts.values_list("score__patient_id", flat=True))


def _next_visits(patients: Sequence[Patient], now: datetime) -> dict[int, datetime]:
    planned = Session.objects.filter(patient__in=patients, state=State.PLANNED, planned_for__gte=now)
    rows = planned.order_by("-planned_for").values_list("patient_id", "planned_for")
    return dict(rows)


def _courses(patients: Sequence[Patient]) -> dict[int, Any]:
    """The newest course of each, with its phase and last score."""
    scores = standing(Score.objects.filter(course=OuterRef("pk"), instrument=OuterRef("instrument")))
    phases = standing(PhaseChange.objects.filter(course=OuterRef("pk")))
    plans = StoredCoursePlan.objects.filter(course=OuterRef("pk"))
    newest: QuerySet[Any] = scores.order_by("-happened_at", "-id")
    found = Course.objects.filter(patient__in=patients, amendment=None).annotate(
        last_total=Subquery(newest.values("total")[:1]),
        last_at=Subquery(newest.values("happened_at")[:1]),
        now_in=Subquery(phases.order_by("-happened_at", "-id").values("phase")[:1]),
        planned_in=Subquery(plans.order_by("-happened_at", "-id").values("answer__phase")[:1]),
    )
    return {course.patient_id: course for course in found.order_by("happened_at", "id")}


def _course_words(course: Any, zone: tzinfo, now: datetime) -> dict[str, str]:
    if course is None:
        return {"about": "", "phase": "", "last_score": ""}
    name = instruments()[course.instrument].name if course.instrument in instruments() else course.instrument
    last = "none yet"
    if course.last_total is not None:
        last = f"{name} {course.last_total:g}, {day_words(course.last_at, zone, now=now)}"
    return {
        "about": conditions().get(course.condition, course.condition),
        "phase": "closed" if course.closed_at else phase_words(course.now_in or "", course.planned_in),
        "last_score": last,
    }
