"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Clinicians, patients and the clinic's settings."""

    name = "wane_clinic.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
