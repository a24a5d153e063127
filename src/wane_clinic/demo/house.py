"""The fictional clinic put together: accounts, settings, patients, today, and the answers of the science."""

from datetime import datetime, timedelta
from typing import Final

from wane_clinic.actions.credentials import renewed
from wane_clinic.actions.people import create_clinician, create_first_owner
from wane_clinic.actions.score_cards import judge_when_due
from wane_clinic.actions.settings import Lines, change_settings, sign_threshold
from wane_clinic.actions.tick import reforecast_changed
from wane_clinic.demo.cast import ACCOUNTS, CAST, PASSWORD
from wane_clinic.demo.scripts import enter
from wane_clinic.demo.stage import Stage
from wane_clinic.demo.today import book, live
from wane_clinic.people.models import Clinician

OPENED_DAYS_AGO: Final = 300
CITATION: Final = "Made up for the demo: a clinic enters its own line and where it comes from"
LINES: Final = {
    "systolic_mmhg": Lines(low_amber=100, low_red=90, high_amber=160, high_red=180),
    "diastolic_mmhg": Lines(low_amber=55, low_red=50, high_amber=100, high_red=110),
    "pulse_per_min": Lines(low_amber=50, low_red=40, high_amber=110, high_red=130),
    "spo2_pct": Lines(low_amber=94, low_red=90, high_amber=None, high_red=None),
}


def furnish(*, now: datetime, seed: int) -> None:
    """Everything, in the order in which it would have happened."""
    stage = Stage(now=now, seed=seed, staff=_accounts(now))
    people = []
    for number, part in enumerate(CAST):
        began = stage.morning(stage.clinic_day(part.began_days_ago), minutes=12.0 * number - 6.0)
        stage.at(began, lambda part=part, number=number: people.append(enter(stage, part, number=number)))  # type: ignore[misc]
    stage.play()
    for who in people:
        live(stage, who)
    stage.play()
    judge_when_due(now=now)  # first: what dates a session depends on it
    reforecast_changed(now=now)
    for who in people:
        book(stage, who)


def _accounts(now: datetime) -> dict[str, Clinician]:
    at = now - timedelta(days=OPENED_DAYS_AGO)
    owner, *others = ACCOUNTS
    first = create_first_owner(username=owner.username, full_name=owner.full_name, password=PASSWORD, at=at)
    staff = {owner.username: first}
    for one in others:
        made = create_clinician(
            by=first, at=at, username=one.username, full_name=one.full_name, role=one.role, password=PASSWORD
        )
        staff[one.username] = renewed(by=made, at=at)  # the one password of the demo stays
    changes = {
        "name": "Example Clinic (fictional)",
        "phone": "555-0100",
        "crisis_text": "In danger now? Call your local emergency number. This clinic and its number are made up.",
    }
    change_settings(changes=changes, by=first, at=at, reason="Opening the demo")
    for vital, lines in LINES.items():
        sign_threshold(vital=vital, lines=lines, citation=CITATION, by=first, at=at)
    return staff


def welcome() -> str:
    """Who can log in."""
    names = "\n".join(f"  {one.username:<12}{one.full_name}" for one in ACCOUNTS)
    return f"A fictional clinic: nobody in it exists.\nLog in, each with the password {PASSWORD}:\n{names}"
