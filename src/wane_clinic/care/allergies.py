"""Allergies in words: not asked is another thing than none known."""

from collections.abc import Sequence
from typing import Final

NONE_KNOWN: Final = "none known"
"""The name of the fact that somebody asked and there was none."""


def allergy_words(names: Sequence[str]) -> str:
    """The line beside a patient's name; an allergy outlives an earlier "none known"."""
    known = [name for name in names if name != NONE_KNOWN]
    return f"allergies: {', '.join(known) or (NONE_KNOWN if names else 'not asked')}"
