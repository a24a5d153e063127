"""Scores: a total with or without its answers. An item 9 above zero raises an alert in the same transaction."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.db import transaction

from wane_clinic.actions.entries import Draft, already, audit, derived, insert, not_before
from wane_clinic.actions.errors import ActionError
from wane_clinic.care.models import Alert, AnsweredBy, Course, Relapse, Score, Session
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.models import Clinician


@transaction.atomic
def record_score(
    *,
    course: Course,
    instrument: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    items: Sequence[int] | None = None,
    total: float | None = None,
    item9: int | None = None,
    session: Session | None = None,
    answered_by: str = AnsweredBy.PATIENT,
    reason: str = "",
) -> Score:
    """A score that staff enter: the answers, or the total alone (with item 9, where it is known)."""
    fields = score_fields(course, instrument, items=items, total=total, item9=item9)
    draft = Draft(
        kind=Score, fields=fields | {"session": session, "answered_by": str(answered_by)}, by=by,
        happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    if session is not None and session.course_id != course.pk:
        raise ActionError("This session is of another course; load the page again.")
    score = insert_score(draft)
    audit(action="record_score", row=score, patient=course.patient, by=by, at=entered_at, why=reason)
    return score


def score_fields(
    course: Course, instrument: str, *, items: Sequence[int] | None, total: float | None, item9: int | None
) -> dict[str, object]:
    """The columns of a score from what was entered; ActionError where they do not agree."""
    try:
        asked = questionnaire(instrument)
    except ValueError:
        raise ActionError("This instrument is not known; choose one of the list.") from None
    if items is not None:
        try:
            counted = asked.total_of(items)
        except ValueError as error:
            raise ActionError(str(error)) from None
        watched = items[asked.watched_item - 1] if asked.watched_item else None
        if total not in (None, counted) or item9 not in (None, watched):
            raise ActionError(f"The answers make {counted:g}; another total or item 9 came beside them: leave it out.")
        total, item9 = counted, watched
    if total is None:
        raise ActionError("Neither answers nor a total came; enter one.")
    if (asked.is_sum and total != int(total)) or not asked.low <= total <= asked.high:
        raise ActionError(f"{asked.name} runs from {asked.low:g} to {asked.high:g}; check the total.")
    return {
        "patient": course.patient, "course": course, "instrument": str(asked.instrument), "total": total,
        "items": None if items is None else list(items), "item9": item9,
    }  # fmt: skip


def insert_score(draft: Draft[Score]) -> Score:
    """The row, and its alert to the course's named clinician where item 9 is above zero; no audit event."""
    course: Course = draft.fields["course"]
    not_before(draft.happened_at, course.happened_at, "the course was opened")
    score = insert(draft)
    if score.item9 and not _raised_before(score):
        insert(
            Draft(
                kind=Alert,
                fields={"score": score, "to": course.lead},
                by=draft.by,
                happened_at=draft.entered_at,
                entered_at=draft.entered_at,
                client_key=derived(draft.client_key, "alert"),
            )
        )
    return score


def _raised_before(score: Score) -> bool:
    """Whether an earlier version of the same score has an alert with the same or a higher item 9."""
    earlier: Score | None = cast("Score | None", score.amends)
    while earlier is not None:
        if earlier.alerts.exists() and (earlier.item9 or 0) >= (score.item9 or 0):
            return True
        earlier = cast("Score | None", earlier.amends)
    return False


@transaction.atomic
def record_relapse(
    *,
    course: Course,
    source: str,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    line: float | None = None,
    words: str = "",
    reason: str = "",
) -> Relapse:
    """Somebody says that the patient had relapsed by then, or a score crossed a line [points]."""
    draft = Draft(
        kind=Relapse, fields={"course": course, "source": str(source), "line": line, "words": words}, by=by,
        happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    not_before(happened_at, course.happened_at, "the course was opened")
    row = insert(draft)
    audit(action="record_relapse", row=row, patient=course.patient, by=by, at=entered_at, why=reason)
    return row
