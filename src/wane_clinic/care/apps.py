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
        from wane_clinic.care.models import Course, CourseVersion, Entry, Session, SessionVersion

        tables: dict[type[Entry], type[Entry]] = {Session: SessionVersion, Course: CourseVersion}
        common = {field.name for field in Entry._meta.get_fields()} | {"id"}
        for model in self.get_models():
            if not issubclass(model, Entry):
                continue
            versions = None
            if model in tables:
                here, there = ({field.name for field in one._meta.concrete_fields} for one in (model, tables[model]))
                kept, columns = (tuple(sorted(names)) for names in (here & there - common, model.VERSIONED))
                versions = guard.Versions(table=tables[model], columns=columns, kept=kept)
            guard.keep(model, moves=model.MOVES, versions=versions)
