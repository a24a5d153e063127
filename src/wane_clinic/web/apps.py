"""The app of pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Views, templates and static files."""

    name = "wane_clinic.web"
    label = "web"

    def ready(self) -> None:
        """Checks of a server in production, and what is recorded as people log in and out."""
        from django.core.checks import register

        from wane_clinic.web import production
        from wane_clinic.web.accounts import signals

        register(production.refuse)
        signals.connect()
