"""Who acts and what it is about, as an event names them: plain text and numbers, so that no row is held back by it."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import models


class Account(Protocol):
    """Anybody with an account: a clinician has what is asked for here."""

    @property
    def pk(self) -> int | None:
        """Its number."""
        ...

    @property
    def username(self) -> str:
        """Its name at log in."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody without an account: the clinic's own clock, a patient on a check-in link, an unknown name at log in."""

    username: str
    pk: int | None = None


SYSTEM: Final = Actor(username="(system)")
PATIENT: Final = Actor(username="(patient)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an event is about, and the patient whom it concerns, by public id."""

    kind: str
    id: str
    patient: str = ""


place: ContextVar[str] = ContextVar("place", default="")
"""From where the running request came: address, path and a mark of its session; set by the web room."""


def subject_of(row: models.Model) -> Subject:
    """A row as a subject: its `public_id` if it has one; the patient is itself, its `patient` or its session's."""
    return Subject(kind=row._meta.model_name or "", id=str(getattr(row, "public_id", row.pk)), patient=_patient_of(row))


def _patient_of(row: models.Model) -> str:
    if row._meta.model_name == "patient":
        return str(getattr(row, "public_id", row.pk))
    for name in ("patient", "session", "course"):
        above = getattr(row, name, None)
        if isinstance(above, models.Model):
            return _patient_of(above)
    return ""
