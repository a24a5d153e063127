"""What the clinic's clock does: forecasts of courses whose records have changed since the stored ones."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_course_plan, store_forecast
from wane_clinic.actions.score_cards import judge_when_due
from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.course import course_inputs
from wane_clinic.bridge.forecast import forecast_inputs
from wane_clinic.care.current import course_plan_of, forecast_of
from wane_clinic.care.models import Course, OwnData
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
    """How many answers of a course were stored anew."""
    made = 0
    for own_data in OwnData:
        old = forecast_of(course, own_data)
        told = inputs_hash(forecast_inputs(course, now=now, own_data=own_data))
        if old is None or old.inputs_hash != told:
            store_forecast(
                course=course, own_data=own_data, by=by, happened_at=now, entered_at=now,
                client_key=_key(course, own_data, told, now),
            )  # fmt: skip
            made += 1
    plan, told = course_plan_of(course), inputs_hash(course_inputs(course, now=now))
    if plan is None or plan.inputs_hash != told:
        store_course_plan(
            course=course, by=by, happened_at=now, entered_at=now, client_key=_key(course, "plan", told, now)
        )
        made += 1
    return made


def _key(course: Course, what: str, told: str, now: datetime) -> uuid.UUID:
    return uuid.uuid5(KEYS, f"{course.public_id} {what} {told} {now.isoformat()}")


def tick(*, now: datetime) -> str:
    """What is due, done; what was done, in one line."""
    done = reforecast_changed(now=now)
    judged = ", forecasts judged" if judge_when_due(now=now) is not None else ""
    words = f"{done.stored} answers stored, {done.unchanged} courses unchanged{judged}"
    return f"{words}, {len(done.withheld)} without an answer." if done.withheld else f"{words}."
