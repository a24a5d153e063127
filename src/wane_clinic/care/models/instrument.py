"""Instruments that a score may be of, by the ids of the science, and their ranges."""

from enum import StrEnum
from typing import Final

from django.db.models import Q


class Instrument(StrEnum):
    """A scale."""

    PHQ9 = "phq9"
    GAD7 = "gad7"
    PCL5 = "pcl5"
    MADRS = "madrs"
    HAMD17 = "hamd17"
    QIDS_SR16 = "qids_sr16"
    PAIN_NRS = "pain_nrs"
    PEG = "peg"
    DAILY_MOOD = "daily_mood"


RANGES: Final[dict[Instrument, tuple[float, float]]] = {
    Instrument.PHQ9: (0, 27),
    Instrument.GAD7: (0, 21),
    Instrument.PCL5: (0, 80),
    Instrument.MADRS: (0, 60),
    Instrument.HAMD17: (0, 52),
    Instrument.QIDS_SR16: (0, 27),
    Instrument.PAIN_NRS: (0, 10),
    Instrument.PEG: (0, 10),
    Instrument.DAILY_MOOD: (0, 10),
}
"""Lowest and highest total; a test holds them to the register of instruments."""


def in_range() -> Q:
    """The total lies on its instrument."""
    found = Q()
    for instrument, (low, high) in RANGES.items():
        found |= Q(instrument=instrument.value, total__gte=low, total__lte=high)
    return found
