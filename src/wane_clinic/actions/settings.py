"""What the clinic settles for itself, and the lines it draws for vital signs."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.chain import JsonValue
from wane_clinic.audit.record import record
from wane_clinic.people.models import VITALS, Clinician, ClinicSettings, Threshold
from wane_clinic.people.permissions import Permission

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CHANGEABLE: Final = frozenset({
    "name", "zone", "weekdays", "opens_at", "closes_at",
    "phone", "chairs", "idle_min", "shared_idle_min", "risk", "relapse_lines", "driving_h",
    "leave_floor_min", "retention_years", "session_cost", "coverage", "currency", "crisis_text", "survey_often_days",
    "survey_first_days", "survey_then_days", "link_days",
})  # fmt: skip


@transaction.atomic
def change_settings(*, changes: Mapping[str, object], by: Clinician, at: datetime, reason: str) -> ClinicSettings:
    """The settings with some of them changed; what was there before stands in the audit."""
    if Permission.RUN_CLINIC not in by.may:
        raise ActionError("Only an owner changes the clinic's settings.")
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise ActionError(f"No such setting: {', '.join(unknown)}.")
    row = ClinicSettings.objects.select_for_update().filter(id=1).first() or ClinicSettings(id=1)
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row)
    row.save()
    moved = {name: _before_and_after(before[name], getattr(row, name)) for name in changes}
    changed = {name: pair for name, pair in moved.items() if pair["before"] != pair["after"]}
    if changed:
        record(action=AuditAction.CHANGE, by=by, at=at, subject=row, why=reason, detail={**changed})
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Amber and red of one vital sign; None where the clinic draws no line."""

    low_red: float | None = None
    low_amber: float | None = None
    high_amber: float | None = None
    high_red: float | None = None

    def __post_init__(self) -> None:
        drawn = [value for value in (getattr(self, each.name) for each in fields(self)) if value is not None]
        if not drawn:
            raise ActionError("Draw at least one line.")
        if not all(math.isfinite(value) for value in drawn):
            raise ActionError("A line is a number.")
        if any(lower >= higher for lower, higher in zip(drawn, drawn[1:], strict=False)):
            raise ActionError("The lines go upwards: low red, low amber, high amber, high red.")


@transaction.atomic
def sign_threshold(*, vital: str, lines: Lines, citation: str, by: Clinician, at: datetime) -> Threshold:
    """New lines for a vital sign, with their source and an owner's signature; the ones before are kept, as replaced."""
    if Permission.SIGN_THRESHOLDS not in by.may:
        raise ActionError("An owner signs thresholds.")
    if vital not in VITALS:
        raise ActionError(f"No line is drawn for {vital!r}; one of {', '.join(VITALS)} is.")
    if not citation.strip():
        raise ActionError("Say where the lines come from: a guideline, a label, a decision of the clinic.")
    Threshold.objects.select_for_update().filter(vital=vital, replaced_at__isnull=True).update(replaced_at=at)
    values: dict[str, JsonValue] = {each.name: getattr(lines, each.name) for each in fields(lines)}
    row = Threshold(vital=vital, citation=citation.strip(), signed_by=by, signed_at=at, **values)
    row.save()
    record(action=AuditAction.SIGN, by=by, at=at, subject=row, why=row.citation, detail={"vital": vital, **values})
    return row


def _check(row: ClinicSettings) -> None:
    if row.zone not in available_timezones():
        raise ActionError(f"{row.zone!r} is no time zone; Europe/Paris or America/New_York are.")
    days = row.weekdays
    if not isinstance(days, list) or not days or [day for day in WEEKDAYS if day in days] != days:
        raise ActionError("Clinic days are some of mon, tue, wed, thu, fri, sat, sun, in that order.")
    if row.opens_at >= row.closes_at:
        raise ActionError("A clinic closes after it opens; look at both hours.")
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        wrong = [f"{name.replace('_', ' ')}: {' '.join(words)}" for name, words in error.message_dict.items()]
        raise ActionError(" ".join(wrong)) from error


def _before_and_after(before: object, after: object) -> dict[str, JsonValue]:
    return {"before": _plain(before), "after": _plain(after)}


def _plain(value: object) -> JsonValue:
    if isinstance(value, str | int | float | bool | list | dict | None):
        return value
    return str(value)
