"""Who asks: the clinician behind a request, and what they may do just now."""

from datetime import UTC, datetime

from django.http import HttpRequest

from wane_clinic.people.models import Clinician, EmergencyAccess
from wane_clinic.people.permissions import EMERGENCY, Permission


def now() -> datetime:
    """The server's clock, in UTC: the one place in the pages that reads it."""
    return datetime.now(UTC)


def clinician_of(request: HttpRequest) -> Clinician | None:
    """Who is logged in, if somebody is and may be."""
    user = request.user
    return user if isinstance(user, Clinician) and user.is_active else None


def open_emergency(*, clinician: Clinician, at: datetime) -> EmergencyAccess | None:
    """The emergency access that is open for somebody whose role may have one, the longest one."""
    if Permission.BREAK_GLASS not in clinician.may:
        return None
    return EmergencyAccess.objects.filter(clinician=clinician, at__lte=at, until__gt=at).order_by("-until").first()


def may(*, clinician: Clinician, permission: Permission, at: datetime) -> bool:
    """Whether the role allows it, or an open emergency does."""
    return way_in(clinician=clinician, permission=permission, at=at) is not None


def way_in(*, clinician: Clinician, permission: Permission, at: datetime) -> str | None:
    """The reason of an open emergency, empty where the role alone allows it, None where nothing does.

    The emergency comes first: a page that a role opens as well shows more while one lasts, names in a list.
    """
    access = open_emergency(clinician=clinician, at=at) if permission in EMERGENCY else None
    if access is not None:
        return access.reason
    return "" if permission in clinician.may else None
