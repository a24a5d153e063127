"""The clinic's score card, judged by its clock once a day where records have changed, and stored."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from wane_clinic.actions.entries import Draft, already, insert
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Subject
from wane_clinic.bridge.computed import NotComputedError
from wane_clinic.bridge.judged import card_inputs, judge
from wane_clinic.care.current import score_card_of_clinic
from wane_clinic.care.models import StoredScoreCard
from wane_clinic.people.models import Clinician

KEYS: Final = uuid.UUID("b0f2ae5e-6c0e-4a3f-9f0b-0c1f1d7a3a52")
BETWEEN: Final = timedelta(hours=20)
"""Judging a clinic's whole past takes a while; its figures move slowly."""
UNCHANGED: Final = "judge_nothing_new"


def judge_when_due(*, now: datetime) -> StoredScoreCard | None:
    """A new card where there is none, or where the last is of another day and of other records.

    That nothing was new is an event of the audit, so that everybody is read once a day and not at each tick.
    """
    last = score_card_of_clinic()
    if last is not None and (now - last.happened_at < BETWEEN or _found_nothing_new(since=now - BETWEEN)):
        return None
    told, people = card_inputs(now=now)
    if last is not None and last.inputs["cohort"] == told["cohort"]:
        record(action=UNCHANGED, by=SYSTEM, at=now, subject=last)
        return None
    try:
        found = judge(told, people)
    except NotComputedError:
        return None
    return _store(found_at=now, by=None, client_key=uuid.uuid5(KEYS, told["cohort"] + now.isoformat()), ours={
        "inputs": found.inputs, "inputs_hash": found.inputs_hash, "answer": found.answer,
        "models_used": list(found.models_used), "evidence_digest": found.evidence_digest,
        "code_version": found.code_version, "seed": found.seed,
    })  # fmt: skip


def judge_now(*, by: Clinician, now: datetime, client_key: uuid.UUID) -> StoredScoreCard:
    """A new card because somebody asks for it."""
    told, people = card_inputs(now=now)
    try:
        found = judge(told, people)
    except NotComputedError as error:
        raise ActionError(str(error)) from None
    return _store(found_at=now, by=by, client_key=client_key, ours={
        "inputs": found.inputs, "inputs_hash": found.inputs_hash, "answer": found.answer,
        "models_used": list(found.models_used), "evidence_digest": found.evidence_digest,
        "code_version": found.code_version, "seed": found.seed,
    })  # fmt: skip


def _found_nothing_new(*, since: datetime) -> bool:
    return AuditEvent.objects.filter(action=UNCHANGED, at__gt=since).exists()


@transaction.atomic
def _store(
    *, found_at: datetime, by: Clinician | None, client_key: uuid.UUID, ours: dict[str, object]
) -> StoredScoreCard:
    draft = Draft(
        kind=StoredScoreCard, fields={}, by=by, happened_at=found_at, entered_at=found_at, client_key=client_key,
        ours=ours,
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return known
    row = insert(draft)
    subject = Subject(kind="storedscorecard", id=str(row.public_id))
    record(action="judge_forecasts", by=SYSTEM if by is None else by, at=found_at, subject=subject)
    return row
