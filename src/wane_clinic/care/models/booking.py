"""A booking: dates that a plan proposes, and which one a person took, or why none."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, entry_rules, one_of, within
from wane_clinic.care.models.session import Session
from wane_clinic.care.models.stored import StoredCoursePlan
from wane_clinic.people.models import Clinician


class BookingState(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MOVED = "moved"
    REFUSED = "refused"


BOOKED = Q(state__in=["accepted", "moved"])


@entry_privacy(
    safe="course plan proposed_for dating risk_before options state booked_for decided_at decided_by session",
    free_text="reason",
)
class Booking(Entry):
    """One proposal of a next session, with the options that stood beside it, and what somebody decided.

    `options` is a list of `{"dating", "at", "risk_before", "reason", "is_chosen"}`; `proposed_for` is the chosen one.
    """

    MOVES: ClassVar[frozenset[str]] = frozenset(
        {"state", "booked_for", "decided_at", "decided_by", "reason", "session"}
    )

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="bookings")
    plan = models.ForeignKey(StoredCoursePlan, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings")
    proposed_for = models.DateTimeField()
    dating = models.CharField(max_length=40)
    risk_before = models.FloatField(null=True, blank=True)
    options = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=choices(BookingState), default=BookingState.PROPOSED.value)
    booked_for = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, default="")
    session = models.OneToOneField(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="booking")

    class Meta:
        ordering: ClassVar = ["proposed_for", "id"]
        constraints: ClassVar = [
            *entry_rules("booking"),
            one_of("booking_state_is_known", "state", BookingState),
            models.CheckConstraint(name="booking_risk_is_a_chance", condition=within("risk_before", 0, 1)),
            models.CheckConstraint(
                name="booking_decided_by_a_person",
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_has_a_date_when_booked",
                condition=(BOOKED & Q(booked_for__isnull=False)) | (~BOOKED & Q(booked_for__isnull=True)),
            ),
            models.CheckConstraint(
                name="booking_moved_or_refused_because", condition=~Q(state__in=["moved", "refused"]) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="booking_one_proposal_a_course", fields=["course"], condition=Q(state="proposed")
            ),
        ]
