"""Check-in links: made for one questionnaire of one patient, answered once, without a password."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wane_clinic.actions.entries import AHEAD, Draft, already, audit, derived, insert, not_ahead, not_before, save
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.scores import insert_score, score_fields
from wane_clinic.actions.whole import needs_open
from wane_clinic.audit.subjects import PATIENT
from wane_clinic.care.models import AnsweredBy, Course, Score, SurveyLink
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.models import Clinician

TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeLink:
    """A link and its token, which nobody can read again; None where the same request had made it before."""

    link: SurveyLink
    token: str | None


@transaction.atomic
def make_link(
    *,
    course: Course,
    questionnaire_id: str,
    expires_at: datetime,
    by: Clinician,
    happened_at: datetime,
    entered_at: datetime,
    client_key: uuid.UUID,
    reason: str = "",
) -> MadeLink:
    """A link of 128 random bits to one questionnaire; only its hash is kept."""
    try:
        asked = questionnaire(questionnaire_id)
    except ValueError:
        raise ActionError("This questionnaire is not known; choose one of the list.") from None
    if not asked.may_be_answered:
        raise ActionError(f"The questions of {asked.name} have an owner; enter its total instead.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    draft = Draft(
        kind=SurveyLink, fields={"course": course, "questionnaire": str(asked.instrument), "expires_at": expires_at},
        by=by, happened_at=happened_at, entered_at=entered_at, client_key=client_key, reason=reason,
        ours={"token_hash": hash_of(token)},
    )  # fmt: skip
    known = already(draft)
    if known is not None:
        return MadeLink(link=known, token=None)
    needs_open(course, happened_at)
    link = insert(draft)
    audit(action="make_link", row=link, patient=course.patient, by=by, at=entered_at, why=reason)
    return MadeLink(link=link, token=token)


def link_of(token: str, *, at: datetime) -> SurveyLink:
    """The link of a token that may be answered now; the same sentence for a wrong, used or expired one."""
    found = SurveyLink.objects.select_related("course__patient").filter(token_hash=hash_of(token)).first()
    if found is None or found.used_at is not None or found.expires_at < at:
        raise ActionError("This link cannot be used; ask the clinic for a new one.")
    return found


@transaction.atomic
def answer_link(
    *, token: str, items: Sequence[int], happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> Score:
    """The patient's answers, once."""
    found = SurveyLink.objects.select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    draft = None if found is None else _answer(found, items, happened_at, entered_at, client_key)
    known = None if draft is None else already(draft)
    if known is not None:
        return known
    link = link_of(token, at=entered_at)
    not_ahead(happened_at, entered_at)
    not_before(happened_at, link.happened_at - AHEAD, "the link was made")
    assert draft is not None
    score = insert_score(draft)
    link.used_at, link.score = entered_at, score
    save(link, moved=("used_at", "score"))
    audit(action="answer_link", row=score, patient=link.course.patient, by=None, at=entered_at, actor=PATIENT)
    return score


def _answer(
    link: SurveyLink, items: Sequence[int], happened_at: datetime, entered_at: datetime, client_key: uuid.UUID
) -> Draft[Score]:
    fields = score_fields(link.course, link.questionnaire, items=items, total=None, item9=None)
    return Draft(
        kind=Score, fields=fields | {"session": None, "answered_by": AnsweredBy.PATIENT}, by=None,
        happened_at=happened_at, entered_at=entered_at, client_key=derived(client_key, str(link.public_id)),
    )  # fmt: skip


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
