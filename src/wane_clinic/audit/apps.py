"""The app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chain of audit events."""

    name = "wane_clinic.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
