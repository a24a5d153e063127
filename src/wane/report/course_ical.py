"""A course plan as a calendar file (iCalendar, RFC 5545): proposed occasions, with no name, drug or diagnosis in it.

Times are in UTC, so every calendar shows them right. An entry keeps its UID when the plan is made again, so that a
calendar moves it and does not double it; the stamp is the plan's now, because a plan has no clock.
"""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from wane.plan.course_plan import CoursePlan

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT: Final = "-//Wane//Course plan//EN"
SESSION: Final = "Appointment (proposed)"
ACTIVITY: Final = "Check or talk (proposed)"
NOTE: Final = "Proposed, not booked. Ask the clinic; it decides."
UID_ENDING: Final = "wane.invalid"


def render_course_ical(plan: CoursePlan, *, calendar_id: str | None = None) -> bytes:
    """The calendar file.

    Args:
        plan: the plan; only what lies ahead is written.
        calendar_id: a word of the clinic that keeps people's entries apart; without one, when the course began.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    key = course_key(plan, calendar_id)
    length = timedelta(minutes=plan.session_minutes)
    for one in plan.sessions:
        start = one.at.astimezone(UTC)
        calendar.add_component(_event(plan, SESSION, f"{key}-session-{one.number}", start, start + length))
    for number, at in _dropped(plan):
        event = _event(plan, SESSION, f"{key}-session-{number}", at.astimezone(UTC), at.astimezone(UTC) + length)
        event["status"] = "CANCELLED"
        calendar.add_component(event)
    for day, place in _activity_days(plan):
        uid = f"{key}-{place}"
        calendar.add_component(_event(plan, ACTIVITY, uid, day, day + timedelta(days=1)))
    return bytes(calendar.to_ical())


def course_key(plan: CoursePlan, calendar_id: str | None) -> str:
    """A word that is the same whenever this course is planned again, and that nobody can read anything from."""
    if calendar_id is not None:
        begun = f"clinic {calendar_id}"
    elif plan.request.records is not None:
        first = min(record.at for record in plan.request.records.records)
        begun = f"record {first.astimezone(UTC).isoformat()}"
    else:
        begun = f"start {plan.request.start}"
    return hashlib.sha256(begun.encode()).hexdigest()[:24]


def _dropped(plan: CoursePlan) -> "list[tuple[int, datetime]]":
    """Sessions of the earlier plan that are neither given nor planned any more: their entries are taken back."""
    earlier = plan.request.earlier
    kept = {one.number for one in plan.sessions} | {one.number for one in plan.given}
    return [] if earlier is None else [(n, at) for n, at in sorted(earlier.sessions.items()) if n not in kept]


def _activity_days(plan: CoursePlan) -> "list[tuple[date, str]]":
    """Each day with activities once, by its date: what is done there stands in the plan, not in the calendar."""
    return [(day, f"day-{day.isoformat()}") for day in dict.fromkeys(one.day for one in plan.activities)]


def _event(plan: CoursePlan, summary: str, uid: str, start: datetime | date, end: datetime | date) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{uid}@{UID_ENDING}")
    event.add("dtstamp", plan.request.now.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", summary)
    event.add("description", NOTE)
    event.add("status", "TENTATIVE")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if isinstance(start, datetime) else "TRANSPARENT")
    event.add("sequence", int(plan.request.now.timestamp()) // 60)
    return event
