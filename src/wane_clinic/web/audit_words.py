"""Events of the audit as a person reads them: what, about what, from where; ids shortened, and no name of a patient."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.apps import apps

from wane_clinic.audit.actions import AuditAction
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import BookingState, State
from wane_clinic.people.models import Clinician

OF_RECORDS: Final = (
    "acknowledge_alert", "amend_entry", "answer_leaving", "answer_link", "change_phase", "close_course",
    "confirm_order", "correct_course", "correct_session", "follow_check", "judge_forecasts", "make_link", "open_course",
    "plan_session", "propose_booking", "record_consent", "record_dose", "record_fact", "record_rating",
    "record_relapse", "record_rescue_drug", "record_score", "record_side_effect", "record_vitals", "release_forecast",
    "replan_session", "store_course_plan", "store_forecast", "store_plan", "take_back_step", "void_entry",
    "withdraw_forecast", "write_note",
    *(f"session_{state}" for state in State),
    *(f"booking_{state}" for state in BookingState),
)  # fmt: skip
"""Words that `wane_clinic.actions` records."""
ACCOUNTS: Final = frozenset({"clinician", "account"})
KINDS: Final = {"check-ins": "List of check-ins", "patients": "List of patients", "alert": "Alerts", "board": "Chairs"}
GAP: Final = re.compile(r"<[^>]*>")
WHERE: Final = re.compile(r"(?P<address>\S*) (?P<route>/\S*) session (?P<mark>\S+)")
SHORT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event. `about_id` is whole, `about_short` what is shown of it; a person who works here is named instead."""

    event: AuditEvent
    action: str
    about: str
    about_id: str
    about_short: str
    where: str


def words_of(action: str) -> str:
    """`record_vitals` as `Record vitals`."""
    return action.replace("_", " ").capitalize()


def choices() -> list[tuple[str, object]]:
    """For the filter: every action that may be on record, in two groups."""
    groups = {"Accounts and pages": tuple(AuditAction), "Records of patients": OF_RECORDS}
    found = [(name, sorted((str(one), words_of(str(one))) for one in actions)) for name, actions in groups.items()]
    return [("", "Any"), *found]


def lines_of(events: Sequence[AuditEvent]) -> list[Line]:
    """A page of events, in one query more: who works here is named, by the number that an event holds."""
    numbers = {one.subject_id for one in events if one.subject_kind in ACCOUNTS and one.subject_id.isdecimal()}
    named = {str(one.pk): one.full_name for one in Clinician.objects.filter(pk__in=numbers)}
    return [_line(one, named.get(one.subject_id, "") if one.subject_kind in ACCOUNTS else "") for one in events]


def _line(event: AuditEvent, person: str) -> Line:
    is_the_patient = event.subject_id == event.patient  # in a column of its own
    about_id = "" if person or is_the_patient else event.subject_id
    return Line(
        event=event,
        action=words_of(event.action),
        about=person or _kind(event.subject_kind),
        about_id=about_id,
        about_short=about_id if len(about_id) <= 2 * SHORT else f"{about_id[:SHORT]}…",
        where=_where(event.where),
    )


def _kind(kind: str) -> str:
    """A list, a table, or the word itself."""
    return KINDS.get(kind) or _models().get(kind) or words_of(kind)


def _where(said: str) -> str:
    """Address, page and device; what was written in another way is left as it was."""
    found = WHERE.fullmatch(said)
    if found is None:
        return said
    page = GAP.sub("…", found["route"])
    return f"{found['address']}, page {page}, device {found['mark']}"


@cache
def _models() -> dict[str, str]:
    """Tables by the kind that an event has of them."""
    return {one._meta.model_name or "": str(one._meta.verbose_name).capitalize() for one in apps.get_models()}
