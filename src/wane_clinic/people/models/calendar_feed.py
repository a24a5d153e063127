"""A calendar feed: the secret address by which one clinician's calendar program reads the schedule, without names."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wane_clinic.people.models.clinician import Clinician
from wane_clinic.people.privacy import privacy


@privacy(safe="id clinician token_hash made_at ended_at")
class CalendarFeed(models.Model):
    """One address. Only the hash of its token is kept; whoever made it saw the token once."""

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="feed_one_open_a_clinician", fields=["clinician"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="feed_ends_after_it_begins", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar feed {self.pk}"
