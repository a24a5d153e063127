"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Clinicians, patients and the clinic's settings."""

    name = "wane_clinic.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database itself removes nobody, and keeps lines and emergencies as they were signed."""
        from wane_clinic.audit import guard
        from wane_clinic.people import models

        for model in (models.Clinician, models.Patient):
            guard.keep(model, moves=[field.name for field in model._meta.concrete_fields])
        guard.keep(models.EmergencyAccess, moves=["acknowledged_by", "acknowledged_at"])
        guard.keep(models.Threshold, moves=["replaced_at"])
