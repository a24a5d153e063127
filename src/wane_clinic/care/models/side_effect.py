"""A side effect, and a drug that was given for one."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules
from wane_clinic.care.models.session import Session


class Effect(StrEnum):
    """What was seen, in the words of the quick chips."""

    NAUSEA = "nausea"
    VOMITING = "vomiting"
    HEADACHE = "headache"
    DIZZINESS = "dizziness"
    ANXIETY = "anxiety"
    DISTRESS = "distress"
    AGITATION = "agitation"
    HIGH_PRESSURE = "high_pressure"
    LOW_SATURATION = "low_saturation"
    DEEP_SEDATION = "deep_sedation"
    BLURRED_VISION = "blurred_vision"
    ITCHING = "itching"
    SALIVATION = "salivation"
    BLADDER = "bladder"
    OTHER = "other"


class Severity(StrEnum):
    """How bad it was."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@entry_privacy(safe="session effect severity is_serious", free_text="words")
class SideEffect(Entry):
    """One side effect; `is_serious` is the regulator's word (death, danger, hospital, lasting harm), not severity."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="side_effects")
    effect = models.CharField(max_length=20, choices=choices(Effect))
    severity = models.CharField(max_length=10, choices=choices(Severity))
    is_serious = models.BooleanField(default=False)
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("side_effect"),
            one_of("effect_is_known", "effect", Effect),
            one_of("severity_is_known", "severity", Severity),
            models.CheckConstraint(
                name="side_effect_other_is_said",
                condition=(~Q(effect="other") & Q(is_serious=False)) | ~Q(words=""),
            ),
        ]


@entry_privacy(safe="session drug dose_mg route", free_text="words")
class RescueDrug(Entry):
    """A drug given beside the course's own, for pressure, nausea or distress."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rescue_drugs")
    drug = models.CharField(max_length=60)
    dose_mg = models.FloatField()
    route = models.CharField(max_length=12)
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("rescue_drug"),
            models.CheckConstraint(name="rescue_dose_is_possible", condition=Q(dose_mg__gt=0, dose_mg__lte=5000)),
            models.CheckConstraint(name="rescue_drug_is_named", condition=~Q(drug="") & ~Q(route="")),
        ]
