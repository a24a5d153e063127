"""Quick ratings beside the chair."""

import uuid
from datetime import datetime

from wane_clinic.actions.beside import add_beside
from wane_clinic.care.models import QuickRating, Session
from wane_clinic.people.models import Clinician


def record_rating(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    dissociation: int | None = None,
    moaas: int | None = None,
    reason: str = "",
) -> QuickRating:
    """Dissociation 0 to 10, MOAA/S 5 to 0: at least one."""
    return add_beside(
        QuickRating, action="record_rating", session=session,
        fields={"dissociation": dissociation, "moaas": moaas},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
