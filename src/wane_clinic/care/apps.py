"""The app of care."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Courses, sessions, scores and what was answered from them."""

    name = "wane_clinic.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The database itself keeps every entry as it was made."""
        from wane_clinic.audit import guard
        from wane_clinic.care.models import Entry

        for model in self.get_models():
            if issubclass(model, Entry):
                guard.keep(model, moves=model.MOVES)
