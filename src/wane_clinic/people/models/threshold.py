"""A line that the clinic draws for a vital sign, with its citation and its owner's signature."""

from typing import ClassVar, Final

from django.db import models

from wane_clinic.people.models.clinician import Clinician
from wane_clinic.people.privacy import privacy

VITALS: Final = (
    "systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "spo2_pct", "resp_per_min", "moaas", "dissociation",
)  # fmt: skip
"""What a line is drawn for: columns of the entries beside a chair, by their own names."""


@privacy(safe="id vital low_amber low_red high_amber high_red citation signed_by signed_at replaced_at")
class Threshold(models.Model):
    """Amber and red lines of one vital sign. A change is a new row: the old one says when it was replaced."""

    vital = models.CharField(max_length=40)
    low_red = models.FloatField(null=True, blank=True)
    low_amber = models.FloatField(null=True, blank=True)
    high_amber = models.FloatField(null=True, blank=True)
    high_red = models.FloatField(null=True, blank=True)
    citation = models.TextField()
    signed_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["vital", "-signed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="threshold_one_in_force", fields=["vital"], condition=models.Q(replaced_at__isnull=True)
            ),
            models.CheckConstraint(name="threshold_has_a_citation", condition=~models.Q(citation="")),
        ]

    def __str__(self) -> str:
        return f"Threshold of {self.vital}"
