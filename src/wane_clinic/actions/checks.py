"""Answering the checklist before leaving, and the checks of a course."""

import uuid
from datetime import date, datetime

from django.db import transaction

from wane_clinic.actions.beside import add_beside
from wane_clinic.actions.entries import Draft, add, already
from wane_clinic.actions.whole import needs_open
from wane_clinic.care.models import Course, FollowedCheck, LeavingItem, Outcome, Session
from wane_clinic.people.models import Clinician


def answer_leaving(
    *,
    session: Session,
    item: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    not_done_because: str = "",
    reason: str = "",
) -> LeavingItem:
    """One line of the checklist: done, or not done and why. Another answer is a correction: `amend`."""
    outcome = Outcome.NOT_DONE if not_done_because.strip() else Outcome.DONE
    return add_beside(
        LeavingItem, action="answer_leaving", session=session,
        fields={"item": str(item), "outcome": outcome, "because": not_done_because.strip()},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip


@transaction.atomic
def follow_check(
    *,
    course: Course,
    check_id: str,
    due_on: date,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    not_done_because: str = "",
    reason: str = "",
) -> FollowedCheck:
    """A check that the course plan asked for: done, or not done and why."""
    outcome = Outcome.NOT_DONE if not_done_because.strip() else Outcome.DONE
    draft = Draft(
        kind=FollowedCheck,
        fields={
            "course": course, "check_id": check_id, "due_on": due_on, "outcome": outcome,
            "because": not_done_because.strip(),
        },
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    needs_open(course, happened_at)
    return add(draft, action="follow_check", patient=course.patient)
