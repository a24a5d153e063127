"""A dose event: the pump was started, changed, paused, resumed or stopped, or a bolus was given."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q

from wane_clinic.care.models.entry import Entry, choices, entry_privacy, one_of, staff_rules, within
from wane_clinic.care.models.session import Session


class DoseKind(StrEnum):
    """What was done."""

    START = "start"
    RATE = "rate"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    BOLUS = "bolus"


@entry_privacy(safe="session kind rate_ml_h rate_mg_h dose_mg total_mg", free_text="words")
class DoseEvent(Entry):
    """One event of the dose. Rates are of pump and drug; `dose_mg` is of a bolus, `total_mg` what a stop had given."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="dose_events")
    kind = models.CharField(max_length=8, choices=choices(DoseKind))
    rate_ml_h = models.FloatField(null=True, blank=True)
    rate_mg_h = models.FloatField(null=True, blank=True)
    dose_mg = models.FloatField(null=True, blank=True)
    total_mg = models.FloatField(null=True, blank=True)
    words = models.CharField(max_length=240, blank=True, default="")

    @property
    def bag_mg_ml(self) -> float | None:
        """[mg/mL] of the bag, by the two rates; None where one of them is not on record."""
        return round(self.rate_mg_h / self.rate_ml_h, 6) if self.rate_mg_h and self.rate_ml_h else None

    class Meta:
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("dose_event"),
            one_of("dose_kind_is_known", "kind", DoseKind),
            models.CheckConstraint(name="dose_rate_ml_is_possible", condition=within("rate_ml_h", 0, 2000)),
            models.CheckConstraint(name="dose_rate_mg_is_possible", condition=within("rate_mg_h", 0, 5000)),
            models.CheckConstraint(name="dose_total_is_possible", condition=within("total_mg", 0, 2000)),
            models.CheckConstraint(
                name="dose_bolus_has_mg",
                condition=Q(kind="bolus", dose_mg__gt=0, dose_mg__lte=2000)
                | ~Q(kind="bolus") & Q(dose_mg__isnull=True),
            ),
            models.CheckConstraint(
                name="dose_start_and_rate_have_a_rate",
                condition=~Q(kind__in=["rate", "start"]) | Q(rate_mg_h__isnull=False),
            ),
        ]
