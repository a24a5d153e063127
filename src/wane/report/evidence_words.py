"""What a reader is told about an evidence id, looked up in the evidence data."""

from wane.errors import UnknownNameError
from wane.report.sources import Described


def describe(evidence_id: str) -> Described:
    """Describe one evidence id."""
    raise UnknownNameError(evidence_id)
