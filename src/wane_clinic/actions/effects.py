"""Side effects, and drugs given for them."""

import uuid
from datetime import datetime

from wane_clinic.actions.beside import add_beside
from wane_clinic.care.models import RescueDrug, Session, SideEffect
from wane_clinic.people.models import Clinician


def record_side_effect(
    *,
    session: Session,
    effect: str,
    severity: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    is_serious: bool = False,
    words: str = "",
    reason: str = "",
) -> SideEffect:
    """One side effect; `is_serious` is the regulator's word, and then words are needed."""
    return add_beside(
        SideEffect, action="record_side_effect", session=session,
        fields={"effect": str(effect), "severity": str(severity), "is_serious": is_serious, "words": words},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip


def record_rescue_drug(
    *,
    session: Session,
    drug: str,
    dose_mg: float,
    route: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    words: str = "",
    reason: str = "",
) -> RescueDrug:
    """A drug given beside the course's own."""
    return add_beside(
        RescueDrug, action="record_rescue_drug", session=session,
        fields={"drug": drug, "dose_mg": dose_mg, "route": route, "words": words},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
