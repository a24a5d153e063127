"""A session: one dose of one patient, from plan to close, and each step it took."""

from enum import StrEnum
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.course import Course
from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules, within
from wane_clinic.people.models import Clinician, Patient


class Drug(StrEnum):
    """What is given."""

    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"


class Route(StrEnum):
    """How it is given, in the words of the science."""

    IV = "iv"
    IM = "im"
    SC = "sc"
    INTRANASAL = "intranasal"
    ORAL = "oral"
    SUBLINGUAL = "sublingual"


class State(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    PREP = "prep"
    INFUSING = "infusing"
    WATCH = "watch"
    READY_CHECK = "ready_check"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN: Final = (State.PREP, State.INFUSING, State.WATCH, State.READY_CHECK)
"""States in which somebody sits in the chair."""
IS_OPEN: Final = Q(state__in=[state.value for state in OPEN])
NOTHING_GIVEN: Final = Q(state__in=["planned", "prep", "cancelled"])
WITHOUT_DURATION: Final = Q(duration_min__isnull=True)


@entry_privacy(
    safe="patient course number drug route dose_mg duration_min weight_kg bag_mg_ml chair planned_for state "
    "ordered_by ordered_at",
    free_text="order_words",
)
class Session(Entry):
    """One session. `dose_mg` counts the form that was ordered; `duration_min` empty is a bolus or no infusion;
    `bag_mg_ml` is the strength that the pump was planned with, where somebody said.

    `ordered_by` is the prescriber who planned it or confirmed its order; without one nothing is given.

    `state` is the last step of its `SessionEvent` rows, kept here so that the database holds one open session a chair
    and a patient.
    """

    MOVES: ClassVar[frozenset[str]] = frozenset({"state", "chair", "ordered_by", "ordered_at"})
    VERSIONED: ClassVar[frozenset[str]] = frozenset(
        {"drug", "route", "dose_mg", "duration_min", "weight_kg", "bag_mg_ml", "order_words"}
    )

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    drug = models.CharField(max_length=12, choices=choices(Drug))
    route = models.CharField(max_length=12, choices=choices(Route))
    dose_mg = models.FloatField()
    duration_min = models.FloatField(null=True, blank=True)
    weight_kg = models.FloatField()
    bag_mg_ml = models.FloatField(null=True, blank=True)
    order_words = models.CharField(max_length=120, blank=True, default="")
    chair = models.PositiveSmallIntegerField(null=True, blank=True)
    planned_for = models.DateTimeField()
    ordered_by = models.ForeignKey(Clinician, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=choices(State), default=State.PLANNED.value)

    class Meta:
        ordering: ClassVar = ["planned_for", "id"]
        constraints: ClassVar = [
            *staff_rules("session"),
            one_of("session_state_is_known", "state", State),
            one_of("session_drug_is_known", "drug", Drug),
            one_of("session_route_is_known", "route", Route),
            models.UniqueConstraint(
                name="session_number_once_a_course", fields=["course", "number"], condition=Q(amends__isnull=True)
            ),
            models.UniqueConstraint(name="session_one_open_a_chair", fields=["chair"], condition=IS_OPEN),
            models.UniqueConstraint(name="session_one_open_a_patient", fields=["patient"], condition=IS_OPEN),
            models.CheckConstraint(name="session_open_in_a_chair", condition=~IS_OPEN | Q(chair__isnull=False)),
            models.CheckConstraint(
                name="session_given_by_order", condition=NOTHING_GIVEN | Q(ordered_by__isnull=False)
            ),
            models.CheckConstraint(
                name="session_ordered_by_somebody",
                condition=Q(ordered_by__isnull=True, ordered_at__isnull=True)
                | Q(ordered_by__isnull=False, ordered_at__isnull=False),
            ),
            models.CheckConstraint(name="session_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="session_dose_is_possible", condition=Q(dose_mg__gt=0, dose_mg__lte=2000)),
            models.CheckConstraint(name="session_duration_is_possible", condition=within("duration_min", 1, 6000)),
            models.CheckConstraint(
                name="session_weight_is_possible", condition=Q(weight_kg__gte=20, weight_kg__lte=400)
            ),
            models.CheckConstraint(name="session_bag_is_possible", condition=within("bag_mg_ml", 0.001, 100)),
            models.CheckConstraint(
                name="session_bag_for_a_pump", condition=Q(bag_mg_ml__isnull=True) | Q(duration_min__isnull=False)
            ),
            models.CheckConstraint(name="session_only_iv_lasts", condition=WITHOUT_DURATION | Q(route="iv")),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "chair"], name="session_by_state")]

    @property
    def is_open(self) -> bool:
        """Whether somebody sits in the chair."""
        return self.state in OPEN


@entry_privacy(safe="session state", free_text="why")
class SessionEvent(Entry):
    """A session came to a state. The start of dosing may be taken back and come to again, as may watch and check."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=choices(State))
    why = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("session_event"),
            one_of("session_event_state_is_known", "state", State),
            models.UniqueConstraint(
                name="session_state_reached_once",
                fields=["session", "state"],
                condition=~Q(state__in=["infusing", "watch", "ready_check"]),
            ),
        ]
