"""Clinic days: which days are open, and when a session of a day begins in the clinic's zone."""

from datetime import UTC, date, datetime, time, timedelta

from wane.errors import ConflictError
from wane.plan.course_request import ClinicCalendar

SEARCHED_DAYS = 366


def is_open(calendar: ClinicCalendar, day: date) -> bool:
    """Whether the clinic gives sessions on this day."""
    return day.weekday() in calendar.weekdays and day not in calendar.closed


def open_from(calendar: ClinicCalendar, day: date) -> date:
    """The first open day at or after `day`."""
    for ahead in range(SEARCHED_DAYS):
        if is_open(calendar, found := day + timedelta(days=ahead)):
            return found
    raise ConflictError(
        f"No clinic day is open within a year from {day:%-d %B %Y}; one is needed: give more clinic days, "
        "or close fewer."
    )


def open_until(calendar: ClinicCalendar, day: date, earliest: date) -> date | None:
    """The last open day at or before `day` that is not before `earliest`."""
    while day >= earliest:
        if is_open(calendar, day):
            return day
        day -= timedelta(days=1)
    return None


def begins(calendar: ClinicCalendar, day: date, at: time) -> datetime:
    """When a session of this day begins; a time that the clocks skip is an hour later, the first of two is taken."""
    local = datetime.combine(day, at, tzinfo=calendar.zone)
    return local.astimezone(UTC).astimezone(calendar.zone)


def first_after(calendar: ClinicCalendar, earlier: datetime, days: int, at: time) -> date:
    """The first day whose session begins at least `days` days after `earlier`, by the clock on the wall."""
    start = earlier.astimezone(calendar.zone).replace(tzinfo=None) + timedelta(days=days)
    return start.date() if datetime.combine(start.date(), at) >= start else start.date() + timedelta(days=1)
