"""The banner: an open alert on every page of the clinician it names, and an old one on every page of the owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from wane_clinic.care.current import open_alerts
from wane_clinic.care.models import Alert
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission

OWNER_IS_TOLD_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the banner says and where it leads."""

    words: str
    what: str
    href: str


def mine(clinician: Clinician) -> QuerySet[Alert]:
    """Open alerts to somebody, and those to people who no longer work here: an alert must reach a person."""
    return open_alerts().filter(Q(to=clinician) | Q(to__is_active=False))


def waiting_alerts(clinician: Clinician, *, at: datetime) -> Waiting | None:
    """One query; None where nothing waits."""
    if Permission.ANSWER_ALERTS in clinician.may:
        return _waiting(mine(clinician).count(), "for you: item 9 of a PHQ-9 above zero.", "Open it", "alerts")
    if Permission.RUN_CLINIC in clinician.may:
        old = open_alerts().filter(happened_at__lt=at - OWNER_IS_TOLD_AFTER).count()
        return _waiting(old, "waiting for more than an hour.", "See who was told", "alerts-over-time")
    return None


def _waiting(count: int, words: str, what: str, name: str) -> Waiting | None:
    if not count:
        return None
    return Waiting(words=f"{count} alert{'s' if count > 1 else ''} {words}", what=what, href=reverse(name))
