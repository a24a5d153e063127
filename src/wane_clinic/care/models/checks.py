"""Checks that somebody ticks: those before leaving, and those that a course plans beside its sessions."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules
from wane_clinic.care.models.session import Session


class Leaving(StrEnum):
    """What is looked at before somebody leaves; the sentences are in `wane_clinic.care.leaving`."""

    ALERT = "alert"
    WALKS = "walks"
    PRESSURE_SETTLED = "pressure_settled"
    NO_DISSOCIATION = "no_dissociation"
    NAUSEA_SETTLED = "nausea_settled"
    LINE_OUT = "line_out"
    ESCORT = "escort"
    NO_DRIVING = "no_driving"
    SHEET_GIVEN = "sheet_given"
    NEXT_CONTACT = "next_contact"


class Outcome(StrEnum):
    """Done, or not done and why."""

    DONE = "done"
    NOT_DONE = "not_done"


def answered(noun: str) -> list[models.BaseConstraint]:
    """Done without more, or not done with a reason."""
    return [
        one_of(f"{noun}_outcome_is_known", "outcome", Outcome),
        models.CheckConstraint(name=f"{noun}_not_done_because", condition=Q(outcome="done") | ~Q(because="")),
    ]


@entry_privacy(safe="session item outcome", free_text="because")
class LeavingItem(Entry):
    """One line of the checklist that alone closes a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="leaving_items")
    item = models.CharField(max_length=20, choices=choices(Leaving))
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    because = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("leaving_item"),
            *answered("leaving_item"),
            one_of("leaving_item_is_known", "item", Leaving),
            models.UniqueConstraint(
                name="leaving_item_ticked_once", fields=["session", "item"], condition=Q(amends__isnull=True)
            ),
        ]


@entry_privacy(safe="course check_id due_on outcome", free_text="because result")
class FollowedCheck(Entry):
    """A check that the course plan asked for on a day (bladder, liver, review): done, with its result, or not and why.

    One that was not done stays due; doing it later is a further version of the same row.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="followed_checks")
    check_id = models.CharField(max_length=80)
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    because = models.TextField(blank=True, default="")
    result = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("followed_check"),
            *answered("followed_check"),
            models.CheckConstraint(name="followed_check_result_once_done", condition=Q(outcome="done") | Q(result="")),
            models.UniqueConstraint(
                name="followed_check_once_a_day",
                fields=["course", "check_id", "due_on"],
                condition=Q(amends__isnull=True),
            ),
        ]
