"""Calendar feeds: an address is made for one clinician and ended; making another ends the one before."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.db import transaction

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.record import record
from wane_clinic.people.models import CalendarFeed, Clinician

TOKEN_BYTES: Final = 24


@transaction.atomic
def make_feed(*, clinician: Clinician, at: datetime) -> str:
    """The token of a new address, told once; the address before it ends."""
    end_feed(clinician=clinician, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed(clinician=clinician, token_hash=hash_of(token), made_at=at)
    feed.save()
    record(action=AuditAction.CREATE, by=clinician, at=at, subject=feed)
    return token


@transaction.atomic
def end_feed(*, clinician: Clinician, at: datetime) -> bool:
    """Whether an address was open, which answers nobody from now on."""
    feed = CalendarFeed.objects.select_for_update().filter(clinician=clinician, ended_at__isnull=True).first()
    if feed is None:
        return False
    feed.ended_at = max(at, feed.made_at)
    feed.save(update_fields=["ended_at"])
    record(action=AuditAction.DISABLE, by=clinician, at=at, subject=feed)
    return True


def feed_of(token: str) -> CalendarFeed | None:
    """The open feed of a token, of somebody who works here."""
    found = CalendarFeed.objects.filter(token_hash=hash_of(token), ended_at__isnull=True, clinician__is_active=True)
    return found.select_related("clinician").first()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
