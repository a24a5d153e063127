"""Breaking the glass: a time-limited way to records that a role does not open, with its reason."""

from typing import ClassVar

from django.db import models

from wane_clinic.people.models.clinician import Clinician
from wane_clinic.people.privacy import privacy


@privacy(safe="id clinician at until acknowledged_by acknowledged_at", free_text="reason")
class EmergencyAccess(models.Model):
    """One opening, until a time; an owner acknowledges it afterwards."""

    clinician = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="emergencies")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    acknowledged_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="emergency_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(name="emergency_ends_after_it_begins", condition=models.Q(until__gt=models.F("at"))),
        ]

    def __str__(self) -> str:
        return f"Emergency access {self.pk}"
