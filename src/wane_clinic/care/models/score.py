"""A score of an instrument, a relapse, and the alert that an item 9 above zero raises."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, entry_rules, one_of, staff_rules, within
from wane_clinic.care.models.instrument import Instrument, in_range
from wane_clinic.care.models.session import Session
from wane_clinic.people.models import Clinician, Patient


class AnsweredBy(StrEnum):
    """Who answered."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class RelapseSource(StrEnum):
    """Who said so, or that a score crossed a line."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    SCORE = "score"


@entry_privacy(safe="patient course session instrument total items item9 answered_by")
class Score(Entry):
    """One total, with its answers where they are known. `items` is a list in the order of the questionnaire."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="scores")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="scores")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="scores")
    instrument = models.CharField(max_length=20, choices=choices(Instrument))
    total = models.FloatField()
    items = models.JSONField(null=True, blank=True)
    item9 = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_by = models.CharField(max_length=10, choices=choices(AnsweredBy))

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        indexes: ClassVar = [models.Index(fields=["course", "instrument", "happened_at"], name="score_by_course")]
        constraints: ClassVar = [
            *entry_rules("score"),
            models.CheckConstraint(name="score_total_on_instrument", condition=in_range()),
            models.CheckConstraint(name="score_item9_0_to_3", condition=within("item9", 0, 3)),
            models.CheckConstraint(
                name="score_item9_is_of_phq9", condition=Q(item9__isnull=True) | Q(instrument="phq9")
            ),
            one_of("score_answered_by_is_known", "answered_by", AnsweredBy),
            models.CheckConstraint(
                name="score_entered_by_somebody", condition=Q(entered_by__isnull=False) | Q(answered_by="patient")
            ),
        ]


@entry_privacy(safe="course source line", free_text="words")
class Relapse(Entry):
    """Somebody says that the patient had relapsed by then; `line` [points] is the one that a score crossed."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="relapses")
    source = models.CharField(max_length=10, choices=choices(RelapseSource))
    line = models.FloatField(null=True, blank=True)
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("relapse"),
            one_of("relapse_source_is_known", "source", RelapseSource),
            models.CheckConstraint(
                name="relapse_line_of_a_score",
                condition=Q(source="score", line__isnull=False) | ~Q(source="score") & Q(line__isnull=True),
            ),
            models.CheckConstraint(name="relapse_line_is_on_a_scale", condition=within("line", 0.1, 80)),
        ]


@entry_privacy(safe="score to acknowledged_at acknowledged_by", free_text="words")
class Alert(Entry):
    """An item 9 above zero, on its way to a named clinician, and who acknowledged it and when."""

    MOVES: ClassVar[frozenset[str]] = frozenset({"acknowledged_at", "acknowledged_by", "words"})

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="alerts")
    to = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="alerts")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *entry_rules("alert"),
            models.UniqueConstraint(name="alert_once_a_score", fields=["score"]),
            models.CheckConstraint(
                name="alert_acknowledged_by_somebody",
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(
                    acknowledged_at__isnull=False, acknowledged_by__isnull=False, acknowledged_at__gte=F("happened_at")
                ),
            ),
        ]
