"""The calendar feed: visits for a calendar program, by a secret address, without name, drug or diagnosis."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from wane_clinic.actions.feeds import end_feed, feed_of, make_feed
from wane_clinic.care.models import Booking, BookingState, Session, State
from wane_clinic.people.models import CalendarFeed
from wane_clinic.people.permissions import Permission
from wane_clinic.web.people_here import now
from wane_clinic.web.requires import here, open_to_anybody, requires

BACK: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=120)
LASTS: Final = timedelta(hours=2)
MOST: Final = 2000


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_SCHEDULE)
def own_feed(request: HttpRequest) -> HttpResponse:
    """Make an address for oneself, told once, or end it."""
    by, address = here(request), ""
    if request.method == "POST" and request.POST.get("do") == "end":
        words = (
            "Ended: the address answers nobody from now on." if end_feed(clinician=by, at=now()) else "None was open."
        )
        messages.success(request, words, extra_tags="done")
    elif request.method == "POST":
        path = reverse("calendar", args=[make_feed(clinician=by, at=now())])
        address = request.build_absolute_uri(path)
    is_open = CalendarFeed.objects.filter(clinician=by, ended_at__isnull=True).exists()
    shown = {"address": address, "is_open": is_open, "is_plain": not settings.IS_PRODUCTION}
    return render(request, "schedule/feed.html", shown)


@require_safe
@open_to_anybody
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The visits, for whoever holds an open address of somebody who may see the schedule."""
    feed = feed_of(token)
    if feed is None or Permission.SEE_SCHEDULE not in feed.clinician.may:
        raise Http404
    answer = HttpResponse(calendar_file(now()), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="visits.ics"'
    return answer


def calendar_file(at: datetime) -> bytes:
    """The calendar: booked, proposed and cancelled visits, each with the id by which a program moves it."""
    made = Calendar()
    made.add("prodid", "-//Wane//Schedule//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Clinic visits")
    span = {"planned_for__gte": at - BACK, "planned_for__lt": at + AHEAD}
    for session in Session.objects.filter(amendment=None, **span).order_by("planned_for", "id")[:MOST]:
        is_off = session.state == State.CANCELLED
        made.add_component(_event(
            f"{session.course_id}-{session.number}", "Visit", session.planned_for,
            "CANCELLED" if is_off else "CONFIRMED", session.entered_at,
        ))  # fmt: skip
    waiting = Booking.objects.filter(
        state=BookingState.PROPOSED, proposed_for__gte=at - BACK, proposed_for__lt=at + AHEAD
    )
    for booking in waiting.order_by("proposed_for", "id")[:MOST]:
        words = "Visit (proposed, not booked)"
        made.add_component(
            _event(f"p-{booking.public_id.hex}", words, booking.proposed_for, "TENTATIVE", booking.entered_at)
        )
    return bytes(made.to_ical())


def _event(uid: str, words: str, start: datetime, status: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@wane.invalid")
    event.add("dtstamp", stamp)
    event.add("dtstart", start)
    event.add("dtend", start + LASTS)
    event.add("summary", words)
    event.add("status", status)
    event.add("class", "PRIVATE")
    event.add("sequence", int(stamp.timestamp()) // 60 + (status == "CANCELLED"))
    return event
