"""A forecast is released to its patient by a clinician, and withdrawn by one with a reason."""

import uuid
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import audit, not_ahead, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import StoredForecast
from wane_clinic.people.models import Clinician


@transaction.atomic
def release_forecast(
    *,
    forecast: StoredForecast,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> StoredForecast:
    """The patient may see this forecast from now on."""
    current = _locked(forecast)
    if current.withdrawn_at is not None:
        raise ActionError("This forecast was withdrawn; forecast again and release the new one.")
    if current.released_at is not None:
        return current
    not_ahead(happened_at, entered_at)
    current.released_at, current.released_by = happened_at, by
    save(current, moved=("released_at", "released_by"))
    audit(
        action="release_forecast", row=current, patient=current.course.patient, by=by, at=entered_at, why=reason,
        detail={"client_key": str(client_key)},
    )  # fmt: skip
    return current


@transaction.atomic
def withdraw_forecast(
    *,
    forecast: StoredForecast,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> StoredForecast:
    """The patient no longer sees it, nor any that was released before it."""
    if not reason.strip():
        raise ActionError("Say why the forecast is withdrawn.")
    current = _locked(forecast)
    if current.released_at is None:
        raise ActionError("This forecast was not released; the patient does not see it.")
    if current.withdrawn_at is not None:
        return current
    not_ahead(happened_at, entered_at)
    current.withdrawn_at, current.withdrawn_by, current.withdrawn_reason = happened_at, by, reason.strip()
    save(current, moved=("withdrawn_at", "withdrawn_by", "withdrawn_reason"))
    audit(
        action="withdraw_forecast", row=current, patient=current.course.patient, by=by, at=entered_at, why=reason,
        detail={"client_key": str(client_key)},
    )  # fmt: skip
    return current


def _locked(forecast: StoredForecast) -> StoredForecast:
    found = StoredForecast.objects.select_for_update(of=("self",)).select_related("course__patient")
    return found.get(pk=forecast.pk)
