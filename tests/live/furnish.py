"""A small clinic with sessions to be lived through: run as a program, in the environment of one clinic."""

import json
import os
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

USERNAME, PASSWORD = "nurse", "only-for-tests-of-kills-26"


def furnish(n_sessions: int) -> list[str]:
    """Accounts, patients and one planned session each; the sessions' public ids."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wane_clinic.settings")
    django.setup()
    from django.core.management import call_command

    from wane_clinic.actions.courses import open_course
    from wane_clinic.actions.credentials import renewed
    from wane_clinic.actions.patients import register_patient
    from wane_clinic.actions.people import create_clinician, create_first_owner
    from wane_clinic.actions.sessions import plan_session
    from wane_clinic.people.roles import Role

    call_command("migrate", interactive=False, verbosity=0)
    at = datetime.now(UTC) - timedelta(hours=2)
    owner = create_first_owner(username="owner", full_name="Olive Ownerly", password=PASSWORD, at=at)
    made = create_clinician(
        by=owner, at=at, username=USERNAME, full_name="Noor Nursely", role=Role.NURSE, password=PASSWORD
    )
    nurse = renewed(by=made, at=at)
    prescriber = create_clinician(
        by=owner, at=at, username="orders", full_name="Pia Prescriberly", role=Role.PRESCRIBER, password=PASSWORD
    )
    said: dict[str, Any] = {"happened_at": at, "entered_at": at}
    found = []
    for number in range(n_sessions):
        patient = register_patient(
            given_name=f"Zed{number}", family_name="Fictional", birth_date=date(1980, 5, 1), by=nurse,
            client_key=uuid.uuid4(), **said,
        )  # fmt: skip
        course = open_course(
            patient=patient, condition="depression", instrument="phq9", lead=nurse, by=nurse, client_key=uuid.uuid4(),
            **said,
        )  # fmt: skip
        session = plan_session(
            course=course, planned_for=at + timedelta(hours=2), drug="ketamine", route="iv", dose_mg=35.0,
            duration_min=40.0, weight_kg=70.0, by=prescriber, client_key=uuid.uuid4(), **said,
        )  # fmt: skip
        found.append(str(session.public_id))
    return found


if __name__ == "__main__":
    print(json.dumps(furnish(int(sys.argv[1]))))
