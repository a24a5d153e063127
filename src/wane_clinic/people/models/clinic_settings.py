"""What a clinic has settled for itself: one row, changed by its owner."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from wane_clinic.people.privacy import privacy


def weekdays_mon_to_fri() -> list[str]:
    """Monday to Friday, as a course names them."""
    return ["mon", "tue", "wed", "thu", "fri"]


@privacy(
    safe="id name zone weekdays opens_at closes_at "
    "idle_min shared_idle_min risk relapse_lines driving_h leave_floor_min session_cost "
    "retention_years coverage currency chairs crisis_text phone survey_often_days survey_first_days survey_then_days "
    "link_days"
)
class ClinicSettings(models.Model):
    """The clinic's own settings; `current()` in `people.settled` reads them."""

    name = models.CharField(max_length=120, default="Clinic")
    zone = models.CharField(max_length=60, default="UTC")
    weekdays = models.JSONField(default=weekdays_mon_to_fri)
    opens_at = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    closes_at = models.PositiveSmallIntegerField(default=20, validators=[MinValueValidator(1), MaxValueValidator(24)])
    """Whole hours of the clinic's clock between which a visit may begin."""

    phone = models.CharField(max_length=40, blank=True, default="")
    chairs = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(1), MaxValueValidator(40)])
    idle_min = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1), MaxValueValidator(60)])
    shared_idle_min = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    risk = models.FloatField(default=0.2, validators=[MinValueValidator(0.01), MaxValueValidator(0.9)])
    """Chance of relapse before the next session that the clinic accepts."""
    relapse_lines = models.JSONField(default=dict, blank=True)
    """Instrument: score from which somebody counts as relapsed, where it differs from the published line."""
    driving_h = models.PositiveSmallIntegerField(default=24, validators=[MaxValueValidator(168)])
    leave_floor_min = models.PositiveSmallIntegerField(default=60, validators=[MaxValueValidator(720)])
    retention_years = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(6), MaxValueValidator(100)]
    )
    """How long records and audit are kept at least. Nothing here ever removes one: it is for archives."""
    session_cost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    coverage = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    """Share of the cost that an insurance pays."""
    currency = models.CharField(max_length=3, default="USD")
    crisis_text = models.TextField(blank=True, default="")
    """Whom to call in a crisis, as patients read it."""

    survey_often_days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    """A check-in is due every so many days after a session, for `survey_first_days`, then every `survey_then_days`."""
    survey_first_days = models.PositiveSmallIntegerField(default=28, validators=[MaxValueValidator(365)])
    survey_then_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    link_days = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(14)])
    """How long a check-in link can be answered."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="settings_are_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="settings_open_before_they_close",
                condition=models.Q(opens_at__lt=models.F("closes_at")),
                violation_error_message="A clinic closes after it opens; look at both hours.",
            ),
            models.CheckConstraint(name="settings_keep_six_years", condition=models.Q(retention_years__gte=6)),
        ]

    def __str__(self) -> str:
        return self.name
