"""Who may open which route, written down by hand and not taken from the code, which `test_routes.py` holds to it.

A route that is added stands here before it works. Three of the front desk answer it as if nothing were there:
`course-book`, `course-propose` and `course-refuse` ask for the right to read a forecast as well (`test_course.py`).
"""

from typing import Final

OWNER, PRESCRIBER, NURSE = "owner", "prescriber", "nurse"
FRONT_DESK, RESEARCHER, AUDITOR = "front_desk", "researcher", "auditor"

OPEN_TO_ANYBODY: Final = frozenset({
    "account_login", "account_logout", "account_inactive", "mfa_authenticate",
    "check-in", "calendar",  # each by a secret of its own in the address
    "account_signup", "account_email", "account_reset_password", "account_set_password",  # never there: 404
})  # fmt: skip

GROUPS: Final = (
    (
        {OWNER, PRESCRIBER, NURSE, FRONT_DESK, RESEARCHER, AUDITOR},
        """home lock unlock unlock-page own own_shared own_pin account_reauthenticate account_change_password
        mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes
        mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn
        mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn""",
    ),
    (
        {PRESCRIBER, NURSE},
        """board board-cards session session-live session-print session-record session-note session-undo
        session-correct session-close session-amend plan-session plan-prepare alerts alerts-banner alert-acknowledge
        intake intake-consent patient patient-note why forecast-refresh course course-refresh score-enter score-correct
        relapse-enter relapse-correct check-answer check-correct score-card-judge fact-enter record-correct""",
    ),
    (
        {PRESCRIBER},
        """session-order course-amend course-open course-phase course-close
        forecast-release forecast-withdraw""",
    ),
    (
        {PRESCRIBER, NURSE, FRONT_DESK},
        """schedule-move schedule-cancel schedule-proposal check-ins check-in-link check-in-hand-over
        course-book course-propose course-refuse hand-out patient-details""",
    ),
    ({OWNER, PRESCRIBER, NURSE, FRONT_DESK}, "patients schedule schedule-feed"),
    ({OWNER, PRESCRIBER, NURSE, RESEARCHER}, "evidence score-card"),
    (
        {OWNER},
        """owner owner-add-person owner-person owner-role owner-password owner-factors owner-disable owner-settings
        owner-thresholds owner-acknowledge alerts-over-time emergency""",
    ),
    ({OWNER, AUDITOR}, "audit audit-verify"),
)

WHO_MAY: Final = {route: frozenset(roles) for roles, routes in GROUPS for route in routes.split()}
