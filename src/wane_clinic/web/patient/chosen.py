"""Which patient and which of their courses a page is about."""

import uuid
from dataclasses import dataclass
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from wane_clinic.care.models import Course, FollowedCheck, Relapse, Score
from wane_clinic.people.models import Patient

E = TypeVar("E", Score, Relapse, FollowedCheck)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A patient, all their courses newest first, and the one that is shown; None where there is none yet."""

    patient: Patient
    courses: tuple[Course, ...]
    course: Course | None


def chosen(patient_id: uuid.UUID, said: str) -> Chosen:
    """The patient, and the course that was asked for, or the newest open one; a foreign course is not here."""
    patient = get_object_or_404(Patient, public_id=patient_id)
    found = Course.objects.filter(patient=patient, amendment=None).select_related("lead", "patient")
    courses = tuple(found.order_by("-happened_at", "-id"))
    if said:
        course = next((one for one in courses if str(one.public_id) == said.lower()), None)
        if course is None:
            raise Http404
        return Chosen(patient=patient, courses=courses, course=course)
    course = next((one for one in courses if one.is_open), courses[0] if courses else None)
    return Chosen(patient=patient, courses=courses, course=course)


def course_of(patient_id: uuid.UUID, said: str) -> Course:
    """The course that a form is about."""
    course = chosen(patient_id, said).course
    if course is None:
        raise Http404
    return course


def entry_of(kind: type[E], patient_id: uuid.UUID, entry_id: uuid.UUID) -> E:
    """One entry of a patient's courses; another patient's is not here."""
    rows = kind._base_manager.select_related("course__patient", "course__lead", "entered_by")
    return get_object_or_404(rows, public_id=entry_id, course__patient__public_id=patient_id)


def to_patient(course: Course) -> HttpResponse:
    """Back to the patient's page, at this course."""
    return redirect(f"{reverse('patient', args=[course.patient.public_id])}?course={course.public_id}")
