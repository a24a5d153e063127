"""The clinic's settings as they stand."""

from collections.abc import Mapping

from wane_clinic.people.models import ClinicSettings, Threshold


def current() -> ClinicSettings:
    """The one row of settings; the defaults, unsaved, where the clinic has settled nothing yet."""
    return ClinicSettings.objects.filter(id=1).first() or ClinicSettings(id=1)


def thresholds_in_force() -> Mapping[str, Threshold]:
    """Vital: its lines as signed last."""
    return {line.vital: line for line in Threshold.objects.filter(replaced_at__isnull=True).select_related("signed_by")}
