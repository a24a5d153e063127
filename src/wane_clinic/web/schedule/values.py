"""Who comes when: sessions and proposals of a week, with names or initials and nothing clinical."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from django.urls import reverse

from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import OPEN, Booking, BookingState, Session, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission
from wane_clinic.people.settled import current
from wane_clinic.web.times import clock_words, day_words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEAR: Final = timedelta(hours=1)
EXPECTED: Final = (State.PLANNED, *OPEN)
SESSION_STATES = {
    State.PLANNED: "booked", State.PREP: "here", State.INFUSING: "here", State.WATCH: "here",
    State.READY_CHECK: "here", State.CLOSED: "gone", State.CANCELLED: "cancelled",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit: who, when, its state in a word; `session_id` is empty for a proposal, which has a `booking_id`.

    `leads_to` is the sheet of a session or the patient of a proposal, empty for those who may read neither.
    """

    at: datetime
    day: str
    clock: str
    who: str
    state: str
    chair: str
    session_id: str
    can_move: bool
    leads_to: str
    booking_id: str = ""
    crowd: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the week with its visits."""

    words: str
    is_today: bool
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week from Monday."""

    monday: date

    @property
    def name(self) -> str:
        """`2026-W49`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    def shifted(self, weeks: int) -> "Week":
        """So many weeks later."""
        return Week(monday=self.monday + timedelta(days=7 * weeks))


def week_of(said: str, *, today: date) -> Week:
    """The week that was asked for (`2026-W49`), or this one where it is no week."""
    try:
        asked = date.fromisoformat(f"{said}-1") if "W" in said and len(said) == 8 else today
    except ValueError:
        asked = today
    near = asked if abs((asked - today).days) < 3660 else today
    return Week(monday=near - timedelta(days=near.weekday()))


def visits_of(week: Week, *, zone: tzinfo, now: datetime, by: Clinician) -> tuple[Visit, ...]:
    """Every visit of a week, by time: three queries."""
    start = datetime.combine(week.monday, time(), tzinfo=zone)
    until = datetime.combine(week.monday + timedelta(days=7), time(), tzinfo=zone)
    sessions = Session.objects.filter(planned_for__gte=start, planned_for__lt=until, amendment=None)
    proposed = Booking.objects.filter(
        state=BookingState.PROPOSED, proposed_for__gte=start, proposed_for__lt=until
    ).select_related("course__patient")
    rows = list(sessions.select_related("patient"))
    expected, chairs = [one.planned_for for one in rows if one.state in EXPECTED], current().chairs
    near = {one.pk: sum(abs(at - one.planned_for) < NEAR for at in expected) for one in rows if one.state in EXPECTED}
    found = [_visit(one, zone, now, by, crowd=_crowded(near.get(one.pk, 0), chairs)) for one in rows]
    found += [_proposal(one, zone, by) for one in proposed]
    return tuple(sorted(found, key=lambda one: (one.at, one.who)))


def proposed_elsewhere(week: Week, *, zone: tzinfo) -> tuple[int, str]:
    """How many proposals wait in other weeks, and the first of those weeks (`2026-W49`)."""
    start = datetime.combine(week.monday, time(), tzinfo=zone)
    waiting = Booking.objects.filter(state=BookingState.PROPOSED).order_by("proposed_for")
    dates = [at for at in waiting.values_list("proposed_for", flat=True) if not start <= at < start + timedelta(days=7)]
    first = week_of("", today=dates[0].astimezone(zone).date()).name if dates else ""
    return len(dates), first


def _visit(one: Session, zone: tzinfo, now: datetime, by: Clinician, *, crowd: str) -> Visit:
    missed = one.state == State.PLANNED and one.planned_for < now - timedelta(hours=12)
    return Visit(
        at=one.planned_for,
        day=day_words(one.planned_for, zone),
        clock=clock_words(one.planned_for, zone),
        who=getattr(one.patient, sees_names(by)),
        state="not taken" if missed else SESSION_STATES[State(one.state)],
        chair="" if one.chair is None else f"chair {one.chair}",
        session_id=str(one.public_id),
        can_move=one.state == State.PLANNED,
        leads_to=_if_read("session", one.public_id, by),
        crowd=crowd,
    )


def _proposal(one: Booking, zone: tzinfo, by: Clinician) -> Visit:
    patient = one.course.patient
    return Visit(
        at=one.proposed_for, day=day_words(one.proposed_for, zone), clock=clock_words(one.proposed_for, zone),
        who=getattr(patient, sees_names(by)), state="proposed", chair="", session_id="", can_move=False,
        leads_to=_if_read("patient", patient.public_id, by), booking_id=str(one.public_id),
    )  # fmt: skip


def _if_read(route: str, of: uuid.UUID, by: Clinician) -> str:
    return reverse(route, args=[of]) if Permission.SEE_CLINICAL in by.may else ""


def days_of(week: Week, visits: Sequence[Visit], *, zone: tzinfo, today: date) -> tuple[Day, ...]:
    """The days of a week; Saturday and Sunday only where somebody comes."""
    days = [week.monday + timedelta(days=ahead) for ahead in range(7)]
    by_day = {day: tuple(one for one in visits if one.at.astimezone(zone).date() == day) for day in days}
    return tuple(
        Day(words=day_words(day, zone), is_today=day == today, visits=by_day[day])
        for day in days
        if day.weekday() < 5 or by_day[day]
    )


def sees_names(by: Clinician) -> str:
    """The field of a patient that somebody reads: names for those who reach patients, initials for others."""
    return "full_name" if Permission.EDIT_PATIENTS in by.may else "initials"


def needs_clinic_time(local: datetime) -> None:
    """ActionError where the clinic gives no sessions on that day of the week, or is closed at that hour."""
    settled = current()
    if WEEKDAYS[local.weekday()] not in settled.weekdays:
        words = ", ".join(str(day).title() for day in settled.weekdays)
        raise ActionError(f"The clinic gives no sessions on that day; choose {words}.")
    if not settled.opens_at <= local.hour < settled.closes_at:
        raise ActionError(
            f"{local:%H:%M} lies outside the clinic's hours, {settled.opens_at:02d}:00 to {settled.closes_at:02d}:00; "
            "choose a time between them, or an owner changes the hours."
        )


def crowd_words(at: datetime) -> str:
    """What is said after a booking where more patients are expected within an hour than there are chairs."""
    near = Session.objects.filter(planned_for__gt=at - NEAR, planned_for__lt=at + NEAR, amendment=None)
    words = _crowded(near.filter(state__in=EXPECTED).count(), current().chairs)
    return f" {words}: look at the day once more." if words else ""


def _crowded(n_visits: int, n_chairs: int) -> str:
    return f"{n_visits} visits within an hour, {n_chairs} chairs" if n_visits > n_chairs else ""
