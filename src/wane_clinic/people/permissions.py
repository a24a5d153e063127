"""What may be done, and by which role.

The front desk sees who comes when and how to reach them, no session and no free text. A researcher sees people without
names. An auditor reads the audit and nothing else. An owner runs the clinic; an owner who treats has a second account
with a clinical role, so that each reading of a patient has one reason.
"""

from enum import StrEnum
from typing import Final

from wane_clinic.people.roles import Role


class Permission(StrEnum):
    """One thing that a view may need."""

    HOME = "home"
    SEE_BOARD = "see_board"
    SEE_PATIENTS = "see_patients"
    EDIT_PATIENTS = "edit_patients"
    SEE_CLINICAL = "see_clinical"
    RECORD_SESSION = "record_session"
    CLOSE_SESSION = "close_session"
    SCORE = "score"
    WRITE_NOTES = "write_notes"
    PRESCRIBE = "prescribe"
    PLAN = "plan"
    SEE_FORECAST = "see_forecast"
    RELEASE_FORECAST = "release_forecast"
    SEE_SCHEDULE = "see_schedule"
    BOOK = "book"
    SEND_CHECK_IN = "send_check_in"
    ANSWER_ALERTS = "answer_alerts"
    SEE_EVIDENCE = "see_evidence"
    SEE_SCORE_CARD = "see_score_card"
    EXPORT_DEIDENTIFIED = "export_deidentified"
    EXPORT_ALL = "export_all"
    BREAK_GLASS = "break_glass"
    SEE_AUDIT = "see_audit"
    RUN_CLINIC = "run_clinic"
    SIGN_THRESHOLDS = "sign_thresholds"


P = Permission
EVERYONE: Final = frozenset({P.HOME})
CLINICAL: Final = EVERYONE | {
    P.SEE_BOARD, P.SEE_PATIENTS, P.EDIT_PATIENTS, P.SEE_CLINICAL, P.RECORD_SESSION, P.CLOSE_SESSION, P.SCORE,
    P.WRITE_NOTES, P.SEE_FORECAST, P.SEE_SCHEDULE, P.BOOK, P.SEND_CHECK_IN, P.ANSWER_ALERTS, P.SEE_EVIDENCE,
    P.SEE_SCORE_CARD,
}  # fmt: skip
ALLOWED: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: EVERYONE | {
        P.RUN_CLINIC, P.SIGN_THRESHOLDS, P.SEE_AUDIT, P.SEE_PATIENTS, P.SEE_SCHEDULE, P.SEE_EVIDENCE, P.SEE_SCORE_CARD,
        P.EXPORT_DEIDENTIFIED, P.EXPORT_ALL, P.BREAK_GLASS,
    },
    Role.PRESCRIBER: CLINICAL | {P.PRESCRIBE, P.PLAN, P.RELEASE_FORECAST},
    Role.NURSE: CLINICAL | {P.PLAN},
    Role.FRONT_DESK: EVERYONE | {P.SEE_PATIENTS, P.EDIT_PATIENTS, P.SEE_SCHEDULE, P.BOOK, P.SEND_CHECK_IN},
    Role.RESEARCHER: EVERYONE | {P.SEE_EVIDENCE, P.SEE_SCORE_CARD, P.EXPORT_DEIDENTIFIED},
    Role.AUDITOR: EVERYONE | {P.SEE_AUDIT},
}  # fmt: skip
EMERGENCY: Final = frozenset({P.SEE_BOARD, P.SEE_PATIENTS, P.SEE_CLINICAL, P.RECORD_SESSION})
"""What an open emergency access adds, to read and to record, never to prescribe, sign or export.

Clinical roles have all of it anyway, so the owner alone may break the glass: nothing is offered that opens nothing.
"""


def allowed(role: Role) -> frozenset[Permission]:
    """What a role may do."""
    return ALLOWED[role]
