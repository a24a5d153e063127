"""What is due now."""

import importlib
from datetime import datetime
from typing import cast


def do_what_is_due(*, now: datetime) -> str:
    """Do it; what was done, in a sentence."""
    tick = importlib.import_module("wane_clinic.actions.tick").tick
    return cast("str", tick(now=now))
