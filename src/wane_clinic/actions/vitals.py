"""Vital signs beside the chair."""

import uuid
from datetime import datetime

from wane_clinic.actions.beside import add_beside
from wane_clinic.care.models import Session, VitalSigns
from wane_clinic.people.models import Clinician


def record_vitals(
    *,
    session: Session,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    systolic_mmhg: int | None = None,
    diastolic_mmhg: int | None = None,
    pulse_per_min: int | None = None,
    spo2_pct: int | None = None,
    resp_per_min: int | None = None,
    reason: str = "",
) -> VitalSigns:
    """One set of vital signs: at least one, a pressure whole."""
    return add_beside(
        VitalSigns, action="record_vitals", session=session,
        fields={
            "systolic_mmhg": systolic_mmhg, "diastolic_mmhg": diastolic_mmhg, "pulse_per_min": pulse_per_min,
            "spo2_pct": spo2_pct, "resp_per_min": resp_per_min,
        },
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
