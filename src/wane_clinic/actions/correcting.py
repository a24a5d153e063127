"""What was typed wrong of a session or a course, corrected in its place: a version keeps what stood, and why."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import models, transaction

from wane_clinic.actions.entries import Draft, already, audit, clean, insert, not_ahead, not_before, plain, save
from wane_clinic.actions.errors import NOTHING_DIFFERS, ActionError
from wane_clinic.actions.whole import locked
from wane_clinic.care.models import Course, CourseVersion, Entry, Session, SessionVersion, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import Permission

E = TypeVar("E", bound=Entry)
KEPT_BESIDE: Final = ("chair", "ordered_by", "ordered_at")
"""Columns of a session that may move without a version, and that a version keeps all the same."""


@transaction.atomic
def correct_session(
    *,
    session: Session,
    changes: Mapping[str, Any],
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> SessionVersion:
    """Another dose, weight, bag or chair than was typed. An order is a prescriber's, who orders it by this."""
    current, draft = locked(session), _version(SessionVersion, "session", session, changes, by, happened_at, entered_at,
                                               client_key, reason)  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    ordered = set(changes) & Session.VERSIONED
    _may_be_corrected(current, changes, Session.VERSIONED | {"chair"}, draft)
    if current.state == State.CANCELLED:
        raise ActionError("This session was called off; nothing of it is corrected.")
    if ordered and Permission.PRESCRIBE not in by.may:
        raise ActionError("A prescriber corrects an order; ask one.")
    ours = {name: getattr(current, name) for name in (*Session.VERSIONED, *KEPT_BESIDE)}
    for name, value in changes.items():
        setattr(current, name, plain(value) if isinstance(value, str) else value)
    if ordered:
        current.ordered_by, current.ordered_at = by, happened_at
    made = _kept(draft, ours, current, moved=(*changes, "ordered_by", "ordered_at"))
    audit(
        action="correct_session", row=current, patient=current.patient, by=by, at=entered_at, why=draft.reason,
        detail={"changed": ", ".join(sorted(changes))},
    )  # fmt: skip
    session.refresh_from_db()
    return made


@transaction.atomic
def correct_course(
    *,
    course: Course,
    changes: Mapping[str, Any],
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str,
) -> CourseVersion:
    """Another condition, instrument, line, risk, lead or goal than was typed."""
    current = Course.objects.select_for_update(of=("self",)).select_related("patient").get(pk=course.pk)
    draft = _version(CourseVersion, "course", course, changes, by, happened_at, entered_at, client_key, reason)
    known = already(draft)
    if known is not None:
        return known
    _may_be_corrected(current, changes, Course.VERSIONED, draft)
    lead = changes.get("lead", current.lead)
    if not lead.is_active:
        raise ActionError("Alerts must reach somebody who works here; choose another clinician.")
    ours = {name: getattr(current, name) for name in Course.VERSIONED}
    for name, value in changes.items():
        setattr(current, name, plain(value) if isinstance(value, str) else value)
    made = _kept(draft, ours, current, moved=tuple(changes))
    audit(
        action="correct_course", row=current, patient=current.patient, by=by, at=entered_at, why=draft.reason,
        detail={"changed": ", ".join(sorted(changes))},
    )  # fmt: skip
    course.refresh_from_db()
    return made


def _version(
    kind: type[E], whole: str, row: Entry, changes: Mapping[str, Any], by: Clinician, happened_at: datetime,
    entered_at: datetime, client_key: uuid.UUID, reason: str,
) -> Draft[E]:  # fmt: skip
    became = {
        name: str(value.pk) if isinstance(value, models.Model) else value for name, value in sorted(changes.items())
    }
    return Draft(
        kind=kind, fields={whole: row, "changed": became, "why": reason.strip()}, by=by, happened_at=happened_at,
        entered_at=entered_at, client_key=client_key, reason=reason.strip(),
    )  # fmt: skip


def _may_be_corrected(
    current: Session | Course, changes: Mapping[str, Any], allowed: frozenset[str], draft: Draft[E]
) -> None:
    unknown = set(changes) - allowed
    if unknown:
        raise ActionError(f"This cannot be corrected here: {', '.join(sorted(unknown))}.")
    if not draft.reason:
        raise ActionError("Say why it is corrected.")
    if type(current)._base_manager.filter(amends_id=current.pk).exists():
        raise ActionError("This was planned anew since; load the page again and correct what stands.")
    if all(getattr(current, name) == value for name, value in changes.items()):
        raise ActionError(NOTHING_DIFFERS)
    not_ahead(draft.happened_at, draft.entered_at)
    not_before(draft.happened_at, current.happened_at, "it was entered")


def _kept(draft: Draft[E], ours: dict[str, Any], current: Session | Course, *, moved: tuple[str, ...]) -> E:
    """The version first, for the database changes nothing that no version keeps; then the row."""
    made = insert(
        Draft(
            kind=draft.kind, fields=draft.fields, by=draft.by, happened_at=draft.happened_at,
            entered_at=draft.entered_at, client_key=draft.client_key, reason=draft.reason, ours=ours,
        )
    )  # fmt: skip
    clean(current)
    save(current, moved=tuple(dict.fromkeys(moved)))
    return made
