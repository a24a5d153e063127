"""What the inbox shows of an alert, and what the owner sees of all of them: no score and no name."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wane_clinic.care.models import Alert
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.web.alerts.forms import AcknowledgeForm
from wane_clinic.web.context_links import patient_href

LONG: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One alert with everything that is needed to act on it."""

    alert: Alert
    patient: Patient
    patient_href: str
    answered: str
    at: str
    since: str
    to: str
    form: AcknowledgeForm | None
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One alert as the owner sees it: whom it was for, and how long it waited."""

    to: str
    at: str
    waited: str
    by: str
    is_open: bool


def shown(
    rows: Iterable[Alert], *, zone: ZoneInfo, reader: Clinician, refused: dict[uuid.UUID, AcknowledgeForm]
) -> tuple[Shown, ...]:
    """Alerts of the inbox; `refused` are forms that were sent and not accepted."""
    return tuple(_shown(row, zone, reader, refused.get(row.public_id)) for row in rows)


def told(rows: Iterable[Alert], *, zone: ZoneInfo, at: datetime) -> tuple[Told, ...]:
    """Alerts as the owner sees them."""
    return tuple(
        Told(
            to=row.to.full_name,
            at=_clock(row.happened_at, zone),
            waited=lasting((row.acknowledged_at or at) - row.happened_at),
            by="" if row.acknowledged_by is None else row.acknowledged_by.full_name,
            is_open=row.acknowledged_at is None,
        )
        for row in rows
    )


def lasting(time: timedelta) -> str:
    """A stretch of time in words."""
    minutes = max(0, round(time.total_seconds() / 60))
    if time < LONG:
        return f"{minutes} min"
    return f"{minutes // 60} h" if time < timedelta(days=2) else f"{time.days} days"


def _shown(row: Alert, zone: ZoneInfo, reader: Clinician, refused: AcknowledgeForm | None) -> Shown:
    score = row.score
    options = {option.value: option.text for option in questionnaire(score.instrument).options}
    is_open = row.acknowledged_at is None
    fresh = AcknowledgeForm(initial={"client_key": uuid.uuid4()}, auto_id=f"id_{row.public_id}_%s")
    return Shown(
        alert=row,
        patient=score.patient,
        patient_href=patient_href(score.patient),
        answered=options.get(score.item9 or 0, str(score.item9)),
        at=_clock(row.happened_at, zone),
        since=row.happened_at.isoformat(),
        to="you" if row.to_id == reader.pk else _named(row.to),
        form=(refused or fresh) if is_open else None,
        done="" if row.acknowledged_at is None else _clock(row.acknowledged_at, zone),
    )


def _named(to: Clinician) -> str:
    return to.full_name if to.is_active else f"{to.full_name}, who no longer works here"


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b %Y, %H:%M}"
