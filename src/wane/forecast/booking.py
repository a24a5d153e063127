"""Settings of booking: spacing, accepted risk and baselines, until a clinic chooses its own."""

from collections.abc import Mapping
from typing import cast

from wane.evidence.reading import load_register
from wane.forecast.next_session import Spacing


def setting(name: str) -> float:
    """One number of data/registers/booking.yaml."""
    settings = cast(Mapping[str, Mapping[str, float]], load_register("booking")["settings"])
    return float(settings[name]["value"])


def default_spacing() -> Spacing:
    """Shortest and longest days between sessions."""
    return Spacing(shortest_days=int(setting("shortest_spacing")), longest_days=int(setting("longest_spacing")))
