"""A patient: who somebody is and how to reach them. What was measured of them is `care`."""

import uuid
from datetime import date
from enum import StrEnum
from typing import ClassVar

from django.db import models

from wane_clinic.people.privacy import privacy


class Sex(StrEnum):
    """Sex, as the models of kinetics and rules ask for it."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


@privacy(
    safe="id public_id sex created_at",
    identifies="given_name family_name birth_date phone email address emergency_contact emergency_phone",
)
class Patient(models.Model):
    """A person under treatment. Weight is not here: it changes, and is a fact with a date."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    birth_date = models.DateField()
    sex = models.CharField(max_length=10, choices=[(sex.value, sex.value) for sex in Sex], default=Sex.UNKNOWN.value)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    address = models.CharField(max_length=240, blank=True, default="")
    emergency_contact = models.CharField(max_length=120, blank=True, default="")
    emergency_phone = models.CharField(max_length=40, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["family_name", "given_name", "id"]
        indexes: ClassVar = [models.Index(fields=["family_name", "given_name"], name="patient_by_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="patient_sex_is_known_word", condition=models.Q(sex__in=[sex.value for sex in Sex])
            ),
            models.CheckConstraint(
                name="patient_has_a_name", condition=~models.Q(given_name="") & ~models.Q(family_name="")
            ),
        ]

    def __str__(self) -> str:
        return f"Patient {self.public_id}"

    @property
    def full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        """As the chair board shows somebody: A.B."""
        return f"{self.given_name[0]}.{self.family_name[0]}."

    def age_years(self, *, on: date) -> int:
        """Whole years on a day."""
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)
