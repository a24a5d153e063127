"""What the clinic's clock does: forecasts of courses whose records have changed since the stored ones."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_course_plan, store_forecast
from wane_clinic.actions.score_cards import judge_when_due
from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.course import course_inputs_of
from wane_clinic.bridge.forecast import forecast_inputs_of
from wane_clinic.bridge.on_record import on_record
from wane_clinic.care.models import Course, OwnData, StoredCoursePlan, StoredForecast
from wane_clinic.people.models import Clinician

KEYS: Final = uuid.UUID("5f1d3c0a-3a57-4a55-9f3f-0d9f4f7f2c11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What one tick did: answers stored, courses left as they were, and why some have no answer."""

    stored: int
    unchanged: int
    withheld: tuple[tuple[Course, str], ...]


def reforecast_changed(*, now: datetime, by: Clinician | None = None) -> Refreshed:
    """Both forecasts and the plan of each open course whose records changed; the others are left alone."""
    stored, unchanged, withheld = 0, 0, []
    for course in Course.objects.filter(closed_at__isnull=True, amendment=None).select_related("patient"):
        try:
            made = refresh_course(course, now=now, by=by)
        except ActionError as error:
            withheld.append((course, str(error)))
            continue
        stored, unchanged = stored + made, unchanged + (made == 0)
    return Refreshed(stored=stored, unchanged=unchanged, withheld=tuple(withheld))


def refresh_course(course: Course, *, now: datetime, by: Clinician | None = None) -> int:
    """How many answers of a course were stored anew; its records are read once for all of them."""
    made, known = 0, on_record(course)
    for own_data in OwnData:
        old = _hash(StoredForecast.objects.filter(course=course, own_data=own_data))
        told = inputs_hash(forecast_inputs_of(known, now=now, own_data=own_data))
        if old != told:
            store_forecast(
                course=course, own_data=own_data, by=by, happened_at=now, entered_at=now,
                client_key=_key(course, own_data, told, now),
            )  # fmt: skip
            made += 1
    old, told = _hash(StoredCoursePlan.objects.filter(course=course)), inputs_hash(course_inputs_of(known, now=now))
    if old != told:
        store_course_plan(
            course=course, by=by, happened_at=now, entered_at=now, client_key=_key(course, "plan", told, now)
        )
        made += 1
    return made


def _hash(stored: QuerySet[Any]) -> str | None:
    """Of the inputs of the newest; the answer itself is long, and not asked for."""
    found: str | None = stored.order_by("-happened_at", "-id").values_list("inputs_hash", flat=True).first()
    return found


def _key(course: Course, what: str, told: str, now: datetime) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"{course.public_id} {what} {told} {now.isoformat()}")


def tick(*, now: datetime) -> str:
    """What is due, done; what was done, in one line."""
    done = reforecast_changed(now=now)
    judged = ", forecasts judged" if judge_when_due(now=now) is not None else ""
    words = f"{done.stored} answers stored, {done.unchanged} courses unchanged{judged}"
    return f"{words}, {len(done.withheld)} without an answer." if done.withheld else f"{words}."
