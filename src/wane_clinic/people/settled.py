"""The clinic's settings as they stand."""

from collections.abc import Mapping
from contextvars import ContextVar

from django.core.signals import request_finished, request_started
from django.db.models.signals import post_save
from django.dispatch import receiver

from wane_clinic.people.models import ClinicSettings, Threshold

_asked: ContextVar[list[ClinicSettings] | None] = ContextVar("settings of the running request", default=None)
"""Empty until they are asked for; None outside of requests, where each question is asked anew."""


def current() -> ClinicSettings:
    """The one row of settings, asked for once a request; the defaults, unsaved, where nothing was settled yet.

    It belongs to the whole request: whoever wants to change it takes a copy, or a row of their own.
    """
    known = _asked.get()
    if known:
        return known[0]
    found = ClinicSettings.objects.filter(id=1).first() or ClinicSettings(id=1)
    if known is not None:
        known.append(found)
    return found


def thresholds_in_force() -> Mapping[str, Threshold]:
    """Vital: its lines as signed last."""
    return {line.vital: line for line in Threshold.objects.filter(replaced_at__isnull=True).select_related("signed_by")}


@receiver(request_started)
def _begin(**_: object) -> None:
    _asked.set([])


@receiver(request_finished)
def _end(**_: object) -> None:
    _asked.set(None)


@receiver(post_save, sender=ClinicSettings)
def _changed(**_: object) -> None:
    known = _asked.get()
    if known:
        known.clear()
