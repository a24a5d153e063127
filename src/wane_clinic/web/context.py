"""What every page shows around itself: who is here, where they may go, when the screen locks."""

from collections.abc import Set
from functools import cache, partial
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from wane_clinic.people.models import Clinician, EmergencyAccess
from wane_clinic.people.permissions import EMERGENCY, Permission
from wane_clinic.people.roles import WORDS, Role
from wane_clinic.web.alerts.waiting import waiting_alerts
from wane_clinic.web.lock import lock_minutes
from wane_clinic.web.people_here import clinician_of, now, open_emergency
from wane_clinic.web.times import clinic_zone

MENU: Final = (
    (Permission.SEE_BOARD, "board", "Chairs"),
    (Permission.SEE_PATIENTS, "patients", "Patients"),
    (Permission.SEE_SCHEDULE, "schedule", "Schedule"),
    (Permission.WRITE_NOTES, "intake", "Intake"),
    (Permission.SEND_CHECK_IN, "check-ins", "Check-ins"),
    (Permission.ANSWER_ALERTS, "alerts", "Alerts"),
    (Permission.SEE_SCORE_CARD, "score-card", "Score card"),
    (Permission.EXPORT_DEIDENTIFIED, "research", "Research"),
    (Permission.SEE_AUDIT, "audit", "Audit"),
    (Permission.RUN_CLINIC, "owner", "Clinic"),
)
"""What a page of the menu needs, its route's name and its word. A route that is not there is left out."""


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template. What asks the database is asked where a template does: parts of pages do not."""
    clinician = clinician_of(request) if hasattr(request, "user") else None
    if clinician is None:
        return {"server_now": now().isoformat()}
    access = open_emergency(clinician=clinician, at=now())
    permissions = clinician.may if access is None else clinician.may | EMERGENCY
    return {
        "server_now": now().isoformat(),
        "person": clinician.full_name,
        "role": WORDS[Role(clinician.role)],
        "may": {permission.value: True for permission in permissions},
        "nav": cache(partial(menu, request=request, permissions=permissions)),
        "emergency": access,
        "emergency_until": access and f"{access.until.astimezone(clinic_zone()):%H:%M}",
        "lock_minutes": lock_minutes(request),
        "lock_url": address_of("lock"),
        "unlock_url": address_of("unlock"),
        "sign_in_url": address_of("account_logout"),
        "own_url": address_of("own"),
        "waiting_emergencies": cache(partial(waiting_emergencies, clinician)),
        "waiting_alerts": cache(partial(waiting_alerts, clinician, at=now())),
    }


def menu(*, request: HttpRequest, permissions: Set[Permission]) -> list[dict[str, object]]:
    """Where somebody may go just now."""
    found = [(address_of(name), word) for permission, name, word in MENU if permission in permissions]
    return [
        {"href": href, "label": word, "is_current": request.path.startswith(href)}
        for href, word in found
        if href is not None
    ]


def address_of(name: str) -> str | None:
    """The address of a route, if this server has it."""
    try:
        return _reversed(name)
    except NoReverseMatch:
        return None


@cache
def _reversed(name: str) -> str:
    """Kept: routes stay as they are while a server runs."""
    return reverse(name)


def waiting_emergencies(clinician: Clinician) -> int:
    """Emergency accesses that no owner has acknowledged; only owners are told."""
    if Role(clinician.role) is not Role.OWNER:
        return 0
    return EmergencyAccess.objects.filter(acknowledged_at__isnull=True).count()
