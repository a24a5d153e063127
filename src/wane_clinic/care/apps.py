"""The app of care."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Courses, sessions, scores and what was answered from them."""

    name = "wane_clinic.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"
