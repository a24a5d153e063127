"""What somebody saw: a row in the audit for each page about a patient, and for a part of one that is asked for alone.

A page stands in the audit each time it is shown. The part of a page that asks again by itself every few seconds does
not, while the same person was recorded as seeing the same thing lately: so the audit stays readable, and asking for
the part alone is no way to read unseen.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Subquery
from django.http import HttpRequest

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.models import AuditEvent, AuditHead
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import Subject
from wane_clinic.care.models import Booking, Session
from wane_clinic.people.models import Clinician

LATELY: Final = timedelta(minutes=15)
MOST_EVENTS: Final = 5000
"""Of everybody, within that time: where the index by actor stops its search, however long the audit has grown."""
IN_ROUTES: Final = ("patient", "session", "booking")
IN_THE_ADDRESS: Final = {"plan": ("session", "patient")}
"""Kinds of pages whose route names nobody: the query or the form does, the first of these first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is being shown, to whom, and the reason where an emergency opened it; `name` says whose id it is."""

    by: Clinician
    kind: str
    name: str
    id: str
    why: str


def kind_of(ids: Mapping[str, Any]) -> str:
    """What the ids of a route say that its page is about; empty where it is about no patient."""
    return next((name for name in IN_ROUTES if f"{name}_id" in ids), "")


def sighting(request: HttpRequest, ids: Mapping[str, Any], *, by: Clinician, kind: str, why: str) -> Sighting:
    """What a request shows, from the ids of its route; no query."""
    asked = request.POST if request.method == "POST" else request.GET
    found = {name: asked.get(name, "") for name in IN_THE_ADDRESS.get(kind, ())}
    found |= {name: ids[f"{name}_id"] for name in IN_ROUTES if f"{name}_id" in ids}
    named = ((name, _id(said)) for name, said in found.items())
    name, one = next(((name, one) for name, one in named if one), ("", ""))
    return Sighting(by=by, kind=kind, name=name, id=one, why=why)


def page_seen(seen: Sighting, *, at: datetime) -> None:
    """A page was shown."""
    subject = Subject(kind=seen.kind, id=seen.id, patient=patient_of(seen))
    record(action=AuditAction.VIEW, by=seen.by, at=at, subject=subject, why=seen.why)


def part_seen(seen: Sighting, *, at: datetime) -> None:
    """A part of a page was shown: recorded unless the same person saw the same for the same reason lately."""
    last = Subquery(AuditHead.objects.values("seq")[:1])
    lately = AuditEvent.objects.filter(
        actor=seen.by.username, seq__gt=last - MOST_EVENTS, at__gt=at - LATELY, action=AuditAction.VIEW,
        subject_kind=seen.kind, subject_id=seen.id, why=seen.why,
    )  # fmt: skip
    if not lately.exists():
        page_seen(seen, at=at)


def patient_of(seen: Sighting) -> str:
    """The public id of the patient whom it concerns; empty for a list of many, or for nobody."""
    if seen.name == "session":
        return str(Session.objects.filter(public_id=seen.id).values_list("patient__public_id", flat=True).first() or "")
    if seen.name == "booking":
        of = "course__patient__public_id"
        return str(Booking.objects.filter(public_id=seen.id).values_list(of, flat=True).first() or "")
    return seen.id


def _id(said: object) -> str:
    """As it is stored; empty where it is no id."""
    try:
        return str(uuid.UUID(str(said)))
    except ValueError:
        return ""
