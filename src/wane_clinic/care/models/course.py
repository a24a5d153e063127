"""A course of treatment, and the phases it goes through."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules, within
from wane_clinic.care.models.instrument import Instrument
from wane_clinic.people.models import Clinician, Patient


class Phase(StrEnum):
    """Where a course stands, in the words of the science."""

    CONSULTATION = "consultation"
    INDUCTION = "induction"
    RESPONSE_CHECK = "response check"
    TAPER = "taper"
    MAINTENANCE = "maintenance"
    PAUSE = "pause"
    STOP = "stop"


@entry_privacy(safe="patient condition instrument relapse_line risk lead closed_at", free_text="goals close_reason")
class Course(Entry):
    """One course of one patient, from consultation to close; `happened_at` is when it was opened.

    `lead` is the clinician whom an item 9 above zero reaches. `relapse_line` and `risk` empty take the clinic's.
    """

    MOVES: ClassVar[frozenset[str]] = frozenset({"closed_at", "close_reason"})
    VERSIONED: ClassVar[frozenset[str]] = frozenset(
        {"condition", "instrument", "relapse_line", "risk", "lead", "goals"}
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses")
    condition = models.CharField(max_length=40)
    instrument = models.CharField(max_length=20, choices=choices(Instrument))
    relapse_line = models.FloatField(null=True, blank=True)
    risk = models.FloatField(null=True, blank=True)
    lead = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="leads")
    goals = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-happened_at", "-id"]
        constraints: ClassVar = [
            *staff_rules("course"),
            one_of("course_instrument_is_known", "instrument", Instrument),
            models.CheckConstraint(name="course_has_a_condition", condition=~Q(condition="")),
            models.CheckConstraint(name="course_risk_is_a_chance", condition=within("risk", 0.01, 0.9)),
            models.CheckConstraint(name="course_line_is_on_a_scale", condition=within("relapse_line", 0.1, 80)),
            models.CheckConstraint(
                name="course_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("happened_at")),
            ),
            models.CheckConstraint(
                name="course_closed_with_reason", condition=Q(closed_at__isnull=True) | ~Q(close_reason="")
            ),
        ]

    @property
    def opened_at(self) -> object:
        """When it was opened."""
        return self.happened_at

    @property
    def is_open(self) -> bool:
        """Whether anything may still be added to it."""
        return self.closed_at is None


@entry_privacy(safe="course phase", free_text="why")
class PhaseChange(Entry):
    """A course entered a phase; the last one that stands is where the course is."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="phase_changes")
    phase = models.CharField(max_length=20, choices=choices(Phase))
    why = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [*staff_rules("phase_change"), one_of("phase_is_known", "phase", Phase)]
