"""What is written or agreed in words: notes, consent, and the facts of the first visit."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules
from wane_clinic.care.models.session import Session
from wane_clinic.people.models import Patient


class ConsentState(StrEnum):
    """What the patient decided."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class FactKind(StrEnum):
    """What a fact of the intake is about."""

    WEIGHT = "weight"
    HEIGHT = "height"
    HISTORY = "history"
    CONDITION = "condition"
    MEDICINE = "medicine"
    ALLERGY = "allergy"
    EARLIER_TREATMENT = "earlier_treatment"
    DURATION = "duration"
    SEVERITY = "severity"
    GOAL = "goal"
    NOTHING_TAKEN = "nothing_taken"


@entry_privacy(safe="patient course session", free_text="text")
class Note(Entry):
    """Words about a patient, a course or one session."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="notes")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="notes")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("note"), models.CheckConstraint(name="note_says_something", condition=~Q(text=""))
        ]  # fmt: skip


@entry_privacy(safe="patient course state text_version", free_text="what words")
class Consent(Entry):
    """What was explained and what the patient decided; `text_version` names the sheet that was used."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, blank=True, related_name="consents")
    what = models.CharField(max_length=240)
    text_version = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=choices(ConsentState))
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("consent"),
            one_of("consent_state_is_known", "state", ConsentState),
            models.CheckConstraint(name="consent_says_to_what", condition=~Q(what="")),
        ]


@entry_privacy(safe="patient kind name value unit", free_text="words")
class IntakeFact(Entry):
    """One fact of the first visit, or newer: a weight (kg), a height (cm), a medicine, a condition, a goal.

    `name` is a word of the science's registers where one exists (a medicine, a history); `words` are the patient's own.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intake_facts")
    kind = models.CharField(max_length=20, choices=choices(FactKind))
    name = models.CharField(max_length=120, blank=True, default="")
    value = models.FloatField(null=True, blank=True)
    unit = models.CharField(max_length=10, blank=True, default="")
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        indexes: ClassVar = [models.Index(fields=["patient", "kind", "happened_at"], name="fact_by_patient")]
        constraints: ClassVar = [
            *staff_rules("intake_fact"),
            one_of("fact_kind_is_known", "kind", FactKind),
            models.CheckConstraint(
                name="fact_weight_in_kg",
                condition=~Q(kind="weight") | Q(unit="kg", value__isnull=False, value__gte=20, value__lte=400),
            ),
            models.CheckConstraint(
                name="fact_height_in_cm",
                condition=~Q(kind="height") | Q(unit="cm", value__isnull=False, value__gte=80, value__lte=250),
            ),
            models.CheckConstraint(
                name="fact_says_something",
                condition=Q(kind__in=["weight", "height", "nothing_taken"]) | ~Q(name="") | ~Q(words=""),
            ),
        ]
