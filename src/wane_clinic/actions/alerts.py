"""Acknowledging an alert."""

import uuid
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import audit, not_ahead, not_before, plain, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import Alert
from wane_clinic.people.models import Clinician


@transaction.atomic
def acknowledge_alert(
    *,
    alert: Alert,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    words: str = "",
    reason: str = "",
) -> Alert:
    """Somebody has seen it and says what was done; once."""
    current = Alert.objects.select_for_update(of=("self",)).select_related("score__patient").get(pk=alert.pk)
    if current.acknowledged_at is not None:
        if current.acknowledged_by_id == by.pk and current.acknowledged_at == happened_at:
            return current
        raise ActionError("This alert was acknowledged before; nothing is left to do here.")
    not_ahead(happened_at, entered_at)
    not_before(happened_at, current.happened_at, "the alert")
    current.acknowledged_at, current.acknowledged_by, current.words = happened_at, by, plain(words)
    save(current, moved=("acknowledged_at", "acknowledged_by", "words"))
    audit(
        action="acknowledge_alert", row=current, patient=current.score.patient, by=by, at=entered_at, why=reason,
        detail={"client_key": str(client_key)},
    )  # fmt: skip
    return current
