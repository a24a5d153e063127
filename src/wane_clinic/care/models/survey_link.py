"""A single-use link by which a patient answers one questionnaire, without a password."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules
from wane_clinic.care.models.instrument import Instrument
from wane_clinic.care.models.score import Score


@entry_privacy(safe="course questionnaire token_hash expires_at used_at score")
class SurveyLink(Entry):
    """One link. Only the hash of its 128-bit token is kept; whoever made it saw the token once."""

    MOVES: ClassVar[frozenset[str]] = frozenset({"used_at", "score"})

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="survey_links")
    questionnaire = models.CharField(max_length=20, choices=choices(Instrument))
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    score = models.OneToOneField(Score, on_delete=models.PROTECT, null=True, blank=True, related_name="survey_link")

    class Meta:
        ordering: ClassVar = ["-happened_at", "-id"]
        constraints: ClassVar = [
            *staff_rules("survey_link"),
            one_of("survey_link_questionnaire_is_known", "questionnaire", Instrument),
            models.CheckConstraint(name="survey_link_expires_later", condition=Q(expires_at__gt=F("happened_at"))),
            models.CheckConstraint(
                name="survey_link_used_with_its_score",
                condition=Q(used_at__isnull=True, score__isnull=True) | Q(used_at__isnull=False, score__isnull=False),
            ),
        ]
