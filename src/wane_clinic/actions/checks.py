"""Answering the checklist before leaving, and the checks of a course."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from django.db import transaction

from wane_clinic.actions.beside import add_beside, during
from wane_clinic.actions.entries import Draft, add, already, audit, derived, insert
from wane_clinic.actions.errors import ActionError
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
def answer_leaving_list(
    *,
    session: Session,
    answers: Mapping[str, str],
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> list[LeavingItem]:
    """Several lines at once: item to why it was not done, empty where it was; one audit event."""
    drafts = [
        Draft(
            kind=LeavingItem,
            fields={
                "session": session, "item": str(item), "because": because.strip(),
                "outcome": Outcome.NOT_DONE if because.strip() else Outcome.DONE,
            },
            by=by, happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, str(item)),
            reason=reason,
        )
        for item, because in sorted(answers.items())
    ]  # fmt: skip
    if not drafts:
        raise ActionError("No line of the checklist came; answer at least one.")
    known = [already(draft) for draft in drafts]
    rows = [row for row in known if row is not None]
    if len(rows) == len(drafts):
        return rows
    if rows:
        raise ActionError("A part of these lines was sent before; load the page again and answer what is left.")
    during(session, happened_at)
    rows = [insert(draft) for draft in drafts]
    audit(
        action="answer_leaving", row=session, patient=session.patient, by=by, at=entered_at, why=reason,
        detail={"items": ", ".join(row.item for row in rows)},
    )  # fmt: skip
    return rows


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
    result: str = "",
    not_done_because: str = "",
    reason: str = "",
) -> FollowedCheck:
    """A check that the course plan asked for: done, with its result, or not done and why; it may be done later."""
    because, known = not_done_because.strip(), FollowedCheck.objects.filter(client_key=client_key).first()
    before = _answered_before(course, check_id, due_on) if known is None else cast("FollowedCheck | None", known.amends)
    draft: Draft[FollowedCheck] = Draft(
        kind=FollowedCheck,
        fields={
            "course": course, "check_id": check_id, "due_on": due_on, "because": because, "result": result.strip(),
            "outcome": Outcome.NOT_DONE if because else Outcome.DONE,
        },
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, amends=before,
        reason=reason if before is None else reason or "answered again",
    )  # fmt: skip
    found = already(draft)
    if found is not None:
        return found
    needs_open(course, happened_at)
    return add(draft, action="follow_check", patient=course.patient)


def _answered_before(course: Course, check_id: str, due_on: date) -> FollowedCheck | None:
    """What stands of this check, where it was not done or was taken back; ActionError where it was done."""
    rows = FollowedCheck.objects.filter(course=course, check_id=check_id, due_on=due_on, amendment=None)
    found = rows.first()
    if found is not None and found.outcome == Outcome.DONE and not found.is_void:
        raise ActionError("This check was ticked as done before; correct it where it stands.")
    return found
