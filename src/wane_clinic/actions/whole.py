"""What an entry belongs to: its session or course, as it stands now."""

from datetime import datetime

from django.db.models import Max

from wane_clinic.actions.entries import not_before
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import Course, Session


def locked(session: Session) -> Session:
    """The session as it stands now, held until the transaction ends."""
    return Session.objects.select_for_update(of=("self",)).select_related("patient").get(pk=session.pk)


def needs_order(session: Session) -> None:
    """ActionError where no prescriber has planned the session or confirmed its order."""
    if not Session.objects.filter(pk=session.pk, ordered_by__isnull=False).exists():
        raise ActionError("No prescriber has confirmed this order: nothing is given before one has.")


def next_number(course: Course) -> int:
    """One more than the last session of the course."""
    last: int | None = course.sessions.aggregate(last=Max("number"))["last"]
    return 1 + (last or 0)


def needs_open(course: Course, happened_at: datetime) -> None:
    """ActionError where the course is closed or had not been opened."""
    if Course.objects.filter(pk=course.pk, closed_at__isnull=False).exists():
        raise ActionError("This course is closed; open a new one.")
    not_before(happened_at, course.happened_at, "the course was opened")
