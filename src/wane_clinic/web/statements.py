"""What CDS-1 asks of every plan, in plain words beside its numbers: six names, each with its sentences."""

from dataclasses import dataclass
from typing import Final

USE: Final = "Intended use and user"
INPUTS: Final = "Inputs used and missing"
METHOD: Final = "Method"
SOURCES: Final = "Data sources"
RESULTS: Final = "Validation results"
LIMITS: Final = "Known limits"
SIX: Final = (USE, INPUTS, METHOD, SOURCES, RESULTS, LIMITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One of the six, with its sentences and the ids of the evidence that it names."""

    name: str
    sentences: tuple[str, ...]
    evidence: tuple[str, ...] = ()
