"""Stored answers of the science: what was computed, from which inputs, by which models and code."""

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, entry_rules, one_of
from wane_clinic.care.models.session import Session
from wane_clinic.people.models import Clinician

ANSWER = "inputs inputs_hash answer models_used evidence_digest code_version seed "


class OwnData(StrEnum):
    """Whether the patient's own scores moved the forecast."""

    USED = "used"
    LEFT_OUT = "left out"


class StoredAnswer(Entry):
    """One answer. `inputs` is all that it was computed from, so that computing it again gives the same.

    `happened_at` is the moment that it was asked for. `entered_by` is empty where the clinic's tick computed it.
    """

    inputs = models.JSONField()
    inputs_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    models_used = models.JSONField(default=list)
    evidence_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()

    class Meta:
        abstract = True


def answer_rules(noun: str) -> list[models.BaseConstraint]:
    """What holds for every stored answer of a table."""
    known = ~Q(inputs_hash="") & ~Q(evidence_digest="") & ~Q(code_version="")
    return [*entry_rules(noun), models.CheckConstraint(name=f"{noun}_has_provenance", condition=known)]


def answer_privacy(*, safe: str, free_text: str = "") -> Any:
    """`privacy` of a stored answer. Inputs hold times and words of orders, no name and no note."""
    return entry_privacy(safe=ANSWER + safe, free_text=free_text)


@answer_privacy(safe="session alternative")
class StoredPlan(StoredAnswer):
    """The plan of a session; `alternative` says which second regimen it is, empty for the session's own."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="plans")
    alternative = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = answer_rules("stored_plan")


@answer_privacy(safe="course own_data released_at released_by withdrawn_at withdrawn_by", free_text="withdrawn_reason")
class StoredForecast(StoredAnswer):
    """A forecast of a course, with the patient's own data or without; patients see it once it is released, until it is
    withdrawn or something newer stands on record.
    """

    MOVES: ClassVar[frozenset[str]] = frozenset(
        {"released_at", "released_by", "withdrawn_at", "withdrawn_by", "withdrawn_reason"}
    )

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="forecasts")
    own_data = models.CharField(max_length=10, choices=choices(OwnData))
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        indexes: ClassVar = [models.Index(fields=["course", "own_data", "happened_at"], name="forecast_by_course")]
        constraints: ClassVar = [
            *answer_rules("stored_forecast"),
            one_of("forecast_own_data_is_known", "own_data", OwnData),
            models.CheckConstraint(
                name="forecast_released_by_somebody",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="forecast_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(released_at__isnull=False, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason=""),
            ),
        ]


@answer_privacy(safe="course")
class StoredCoursePlan(StoredAnswer):
    """The plan of a course: phases, proposed dates, checks."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="course_plans")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = answer_rules("stored_course_plan")


@answer_privacy(safe="")
class StoredScoreCard(StoredAnswer):
    """How good the clinic's own forecasts were, as of a day; `inputs` hold the digest of the records, not the records.

    The newest one says whether the forecast page is open, widened, or silent until enough could be judged.
    """

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = answer_rules("stored_score_card")
