"""Who to call: on every page where a patient can type or answer, and on the sheets that they take home."""

from dataclasses import dataclass
from typing import Final

from wane_clinic.people.models import ClinicSettings

CRISIS: Final = (
    "In danger now, or afraid that you may hurt yourself? Call your local emergency number (such as 911, 112 or 999). "
    "In the United States and Canada you can also call or text 988, day and night."
)
"""Where the clinic has written no text of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What to do in a crisis, and the clinic's number."""

    crisis: str
    phone: str

    @property
    def dialled(self) -> str:
        """The number as a phone dials it; empty where there is none."""
        return "".join(sign for sign in self.phone if sign in "+0123456789")


def help_of(settled: ClinicSettings) -> Help:
    """The clinic's own words, or the plain ones."""
    return Help(crisis=settled.crisis_text.strip() or CRISIS, phone=settled.phone.strip())
