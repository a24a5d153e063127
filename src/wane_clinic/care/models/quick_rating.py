"""A quick rating beside the chair: dissociation 0 to 10, MOAA/S 5 (alert) to 0."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.entry import Entry, entry_privacy, staff_rules, within
from wane_clinic.care.models.session import Session


@entry_privacy(safe="session dissociation moaas")
class QuickRating(Entry):
    """One rating: at least one of the two."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="quick_ratings")
    dissociation = models.PositiveSmallIntegerField(null=True, blank=True)
    moaas = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("quick_rating"),
            models.CheckConstraint(name="dissociation_0_to_10", condition=within("dissociation", 0, 10)),
            models.CheckConstraint(name="moaas_0_to_5", condition=within("moaas", 0, 5)),
            models.CheckConstraint(
                name="quick_rating_says_something", condition=~Q(dissociation__isnull=True, moaas__isnull=True)
            ),
        ]
