"""What a session's order or a course said before it was corrected in its place.

Many rows point to a session and to a course, so a correction of one is no new row of them: the row is changed, and a
version keeps what stood. The database itself changes these columns only where a version holds what they hide.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, entry_privacy, staff_rules
from wane_clinic.care.models.session import Session
from wane_clinic.people.models import Clinician


@entry_privacy(
    safe="session changed drug route dose_mg duration_min weight_kg bag_mg_ml chair ordered_by ordered_at",
    free_text="order_words why",
)
class SessionVersion(Entry):
    """An order and a chair as they stood; `changed` names what was corrected and what it became, `why` says why."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="versions")
    changed = models.JSONField()
    why = models.TextField()
    drug = models.CharField(max_length=12)
    route = models.CharField(max_length=12)
    dose_mg = models.FloatField()
    duration_min = models.FloatField(null=True, blank=True)
    weight_kg = models.FloatField()
    bag_mg_ml = models.FloatField(null=True, blank=True)
    order_words = models.CharField(max_length=120, blank=True)
    chair = models.PositiveSmallIntegerField(null=True, blank=True)
    ordered_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["entered_at", "id"]
        constraints: ClassVar = [
            *staff_rules("session_version"),
            models.CheckConstraint(name="session_version_says_why", condition=~Q(why="")),
        ]


@entry_privacy(safe="course condition instrument relapse_line risk lead", free_text="changed goals why")
class CourseVersion(Entry):
    """What a course was for, and by which line and risk, as it stood; `changed` and `why` as of a session."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    changed = models.JSONField()
    why = models.TextField()
    condition = models.CharField(max_length=40)
    instrument = models.CharField(max_length=20)
    relapse_line = models.FloatField(null=True, blank=True)
    risk = models.FloatField(null=True, blank=True)
    lead = models.ForeignKey(Clinician, on_delete=models.PROTECT, related_name="+")
    goals = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["entered_at", "id"]
        constraints: ClassVar = [
            *staff_rules("course_version"),
            models.CheckConstraint(name="course_version_says_why", condition=~Q(why="")),
        ]
