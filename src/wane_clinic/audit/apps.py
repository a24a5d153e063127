"""The app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chain of audit events."""

    name = "wane_clinic.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """What is on record is guarded again after every migration."""
        from django.db.models.signals import post_migrate, pre_migrate

        from wane_clinic.audit import guard

        pre_migrate.connect(guard.remove_before_migration, sender=self, dispatch_uid="wane_clinic.guard.before")
        post_migrate.connect(guard.install_after_migration, sender=self, dispatch_uid="wane_clinic.guard")
