"""What the pump did, or what was given at once."""

import uuid
from datetime import datetime

from wane_clinic.actions.beside import add_beside
from wane_clinic.actions.whole import needs_order
from wane_clinic.care.models import DoseEvent, Session
from wane_clinic.people.models import Clinician


def record_dose(
    *,
    session: Session,
    kind: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    rate_ml_h: float | None = None,
    rate_mg_h: float | None = None,
    dose_mg: float | None = None,
    total_mg: float | None = None,
    words: str = "",
    reason: str = "",
) -> DoseEvent:
    """One event of the dose: start, rate, pause, resume, stop or bolus. The steps of the session are `sessions`."""
    needs_order(session)
    return add_beside(
        DoseEvent, action="record_dose", session=session,
        fields={
            "kind": str(kind), "rate_ml_h": rate_ml_h, "rate_mg_h": rate_mg_h, "dose_mg": dose_mg, "total_mg": total_mg,
            "words": words,
        },
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
