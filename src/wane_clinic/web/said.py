"""What every form of a page says beside its fields: who, when, and the key that makes it count once."""

import uuid
from datetime import datetime
from typing import Final, TypedDict

from django.core.cache import cache
from django.http import HttpRequest

from wane_clinic.people.models import Clinician
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here

KEPT_S: Final = 3600


class Said(TypedDict):
    """The arguments that every action takes."""

    by: Clinician
    happened_at: datetime
    entered_at: datetime
    client_key: uuid.UUID


def said(request: HttpRequest) -> Said:
    """Who asks, now, under the key of the form; the same form sent again keeps the time of its first sending."""
    by, key = here(request), key_of(request)
    at = _first_sent(f"said.{by.pk}.{key}", now())
    return Said(by=by, happened_at=at, entered_at=at, client_key=key)


def _first_sent(name: str, at: datetime) -> datetime:
    """The time at which this was first sent: a double tap is one entry, at one time."""
    if cache.add(name, at.isoformat(), timeout=KEPT_S):
        return at
    first = cache.get(name)
    return at if first is None else datetime.fromisoformat(first)


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key that the page gave its form; a form without a good one counts as a new one."""
    try:
        return uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid.uuid4()


def new_key() -> str:
    """A key for a form."""
    return str(uuid.uuid4())
