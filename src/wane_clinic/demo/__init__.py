"""A fictional clinic: twelve people who do not exist, made by the same actions that a real clinic uses."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from wane_clinic.environment import Mode

__all__ = ["build"]


def build(*, now: datetime, seed: int) -> str:
    """The clinic as of `now`, and what to say of it; refused outside of demo mode and where somebody works already."""
    from wane_clinic.demo.house import furnish, welcome
    from wane_clinic.people.models import Clinician

    if settings.ENVIRONMENT.mode is not Mode.DEMO:
        raise RuntimeError("A fictional clinic is made in demo mode only: run wane clinic demo.")
    if Clinician.objects.exists():
        raise RuntimeError("There is a clinic here already; a fictional one is made in an empty place.")
    with transaction.atomic():
        furnish(now=now.replace(microsecond=0), seed=seed)
    return welcome()
