"""Whom a plan is for: what an address may name, what is known before anybody types, and where the form goes."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from wane_clinic.care.current import weight_of
from wane_clinic.care.models import Course, Session
from wane_clinic.people.models import Patient
from wane_clinic.web.people_here import now


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Whom a plan is for, where an address names somebody."""

    patient: Patient | None = None
    course: Course | None = None
    session: Session | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What the patient brings to a plan."""
        number = self.session.number if self.session else 1
        condition = self.course.condition if self.course else ""
        return {"patient": self.patient, "condition": condition, "session_number": number}

    @property
    def address(self) -> str:
        """The page: somebody is named in it, and nothing that was typed about them (SE-4)."""
        if self.session is not None:
            return f"{reverse('plan-session')}?session={self.session.public_id}"
        if self.patient is not None:
            return f"{reverse('plan-session')}?patient={self.patient.public_id}"
        return reverse("plan-session")


def about_of(said: QueryDict) -> About:
    """Whom an address names; nobody where it names nobody."""
    session = _named(Session.objects.select_related("patient", "course"), said.get("session"))
    if session is not None:
        return About(patient=session.patient, course=session.course, session=session)
    patient = _named(Patient.objects, said.get("patient"))
    if patient is None:
        return About()
    return About(patient=patient, course=patient.courses.filter(closed_at__isnull=True).first())


def _named(rows: Any, name: str | None) -> Any:
    try:
        return rows.filter(public_id=uuid.UUID(name or "")).first()
    except ValueError:
        return None


def started(about: About) -> dict[str, Any]:
    """What is known before anybody types."""
    if about.patient is None:
        return {"drug": "ketamine", "route": "iv"}
    weight = weight_of(about.patient)
    found: dict[str, Any] = {
        "patient": about.patient.public_id,
        "age": f"{about.patient.age_years(on=now().date())} years",
        "weight": f"{weight.value:g} kg" if weight and weight.value else "",
    }
    session = about.session
    if session is not None:
        over = f"{session.duration_min:g} min" if session.duration_min else "bolus" if session.route == "iv" else ""
        found |= {
            "session": session.public_id, "drug": session.drug, "route": session.route, "over": over,
            "dose": f"{session.dose_mg:g} mg", "weight": f"{session.weight_kg:g} kg",
            "bag": f"{session.bag_mg_ml:g} mg/mL" if session.bag_mg_ml else "",
        }  # fmt: skip
    return found
