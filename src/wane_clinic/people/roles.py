"""What a clinician is here for."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """One role a clinician; what it may do stands in `permissions`."""

    OWNER = "owner"
    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    FRONT_DESK = "front_desk"
    RESEARCHER = "researcher"
    AUDITOR = "auditor"


WORDS: Final[dict[Role, str]] = {
    Role.OWNER: "Owner",
    Role.PRESCRIBER: "Prescriber",
    Role.NURSE: "Nurse",
    Role.FRONT_DESK: "Front desk",
    Role.RESEARCHER: "Researcher",
    Role.AUDITOR: "Auditor",
}
"""A role as people read it."""

CHOICES: Final = [(role.value, words) for role, words in WORDS.items()]
