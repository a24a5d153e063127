"""The checklist that alone closes a session, in words. A clinic's rule decides about driving, never a model."""

from collections.abc import Mapping
from typing import Final

from wane_clinic.care.models import Leaving

LEAVING: Final[Mapping[Leaving, str]] = {
    Leaving.ALERT: "Awake and oriented to person, place and time",
    Leaving.WALKS: "Walks steadily without help",
    Leaving.PRESSURE_SETTLED: "Blood pressure back near where it began",
    Leaving.NO_DISSOCIATION: "No dissociation left that troubles",
    Leaving.NAUSEA_SETTLED: "Nausea settled",
    Leaving.LINE_OUT: "Cannula out, or none was used",
    Leaving.ESCORT: "An adult takes them home",
    Leaving.NO_DRIVING: "Told not to drive and for how long",
    Leaving.SHEET_GIVEN: "Written advice given, with whom to call",
    Leaving.NEXT_CONTACT: "Next contact agreed",
}
"""What is looked at, and the sentence beside its box."""
