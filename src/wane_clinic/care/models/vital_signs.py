"""Vital signs, as read at one time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wane_clinic.care.models.entry import Entry, entry_privacy, staff_rules, within
from wane_clinic.care.models.session import Session

VITALS = ("systolic_mmhg", "pulse_per_min", "spo2_pct", "resp_per_min")


@entry_privacy(safe="session systolic_mmhg diastolic_mmhg pulse_per_min spo2_pct resp_per_min")
class VitalSigns(Entry):
    """One set: at least one sign, and a pressure whole or not at all."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="vital_signs")
    systolic_mmhg = models.PositiveSmallIntegerField(null=True, blank=True)
    diastolic_mmhg = models.PositiveSmallIntegerField(null=True, blank=True)
    pulse_per_min = models.PositiveSmallIntegerField(null=True, blank=True)
    spo2_pct = models.PositiveSmallIntegerField(null=True, blank=True)
    resp_per_min = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "vital signs"
        ordering: ClassVar = ["happened_at", "id"]
        constraints: ClassVar = [
            *staff_rules("vital_signs"),
            models.CheckConstraint(name="systolic_is_possible", condition=within("systolic_mmhg", 40, 300)),
            models.CheckConstraint(name="diastolic_is_possible", condition=within("diastolic_mmhg", 20, 200)),
            models.CheckConstraint(name="pulse_is_possible", condition=within("pulse_per_min", 20, 250)),
            models.CheckConstraint(name="spo2_is_possible", condition=within("spo2_pct", 40, 100)),
            models.CheckConstraint(name="resp_is_possible", condition=within("resp_per_min", 2, 80)),
            models.CheckConstraint(
                name="systolic_above_diastolic",
                condition=Q(systolic_mmhg__isnull=True, diastolic_mmhg__isnull=True)
                | Q(
                    systolic_mmhg__isnull=False,
                    diastolic_mmhg__isnull=False,
                    systolic_mmhg__gt=F("diastolic_mmhg"),
                ),
            ),
            models.CheckConstraint(
                name="vital_signs_say_something",
                condition=~Q(
                    systolic_mmhg__isnull=True,
                    pulse_per_min__isnull=True,
                    spo2_pct__isnull=True,
                    resp_per_min__isnull=True,
                ),
            ),
        ]
