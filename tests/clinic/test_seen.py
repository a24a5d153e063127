"""AU-1: every page that shows a patient leaves a row with that patient's id, and a part of one is no way round it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.clinic.nine_months import KEYS, tick_by_second
from tests.clinic.real_ids import RealIds, real_ids
from tests.clinic.routes import all_routes
from tests.clinic.sheet import a_session
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import Session
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web import requires, seen

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
Person = Callable[[Role], Clinician]

ONE_PATIENT = {
    "patient", "why", "course", "course-amend", "score-enter", "score-correct", "relapse-enter", "relapse-correct",
    "check-answer", "check-correct", "intake-consent", "hand-out", "session", "session-live", "session-print",
    "session-correct", "session-amend", "schedule-move", "schedule-cancel", "schedule-proposal", "plan-session",
    "fact-enter", "record-correct", "patient-details", "course-open", "course-phase", "course-close",
}  # fmt: skip
"""What answers GET with something of one patient."""
MANY_PATIENTS = {
    "board": "board", "board-cards": "board", "patients": "patients", "schedule": "schedule",
    "check-ins": "check-ins", "alerts": "alert",
}  # fmt: skip
"""What answers GET with something of many, and the kind under which it stands in the audit."""
NO_PATIENT = {
    "home", "own", "own_pin", "intake", "alerts-banner", "evidence", "score-card", "schedule-feed",
    "calendar", "check-in",
}  # fmt: skip
"""What answers GET with nothing of a patient; a check-in shows none before it is answered."""
PART = {"HX-Request": "true"}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, person: Person, patient: Patient) -> RealIds:
    tick_by_second(monkeypatch)
    return real_ids(patient, person(Role.PRESCRIBER))


def views() -> list[tuple[str, str, str]]:
    rows = AuditEvent.objects.filter(action="view").order_by("seq")
    return list(rows.values_list("actor", "subject_kind", "patient"))


def test_every_route_that_a_prescriber_reads_is_known_to_these_tests(browser: Browser) -> None:
    client = browser(Role.PRESCRIBER)
    asked = [one for one in all_routes() if not one.name.startswith(("account_", "mfa_"))]

    answered = {one.name for one in asked if client.get(one.address).status_code not in {403, 405}}

    assert answered == ONE_PATIENT | set(MANY_PATIENTS) | NO_PATIENT


@pytest.mark.parametrize("headers", [{}, PART], ids=["as a page", "as a part"])
def test_au_1_every_page_of_a_patient_leaves_a_row_with_the_patients_id(
    browser: Browser, patient: Patient, real: RealIds, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "LATELY", timedelta(0))  # nothing was seen before: parts are alone
    client, about = browser(Role.PRESCRIBER), str(patient.public_id)
    for route in [one for one in all_routes() if one.name in ONE_PATIENT]:
        before = len(views())
        answer = client.get(real.address(route), real.query(route), headers=headers)
        assert answer.status_code == 200, route.name
        assert {(actor, whose) for actor, _, whose in views()[before:]} == {("prescriber", about)}, route.name


@pytest.mark.parametrize("headers", [{}, PART], ids=["as a page", "as a part"])
@pytest.mark.parametrize(("name", "kind"), MANY_PATIENTS.items())
def test_au_1_a_list_of_patients_leaves_a_row(browser: Browser, name: str, kind: str, headers: dict[str, str]) -> None:
    browser(Role.NURSE).get(reverse(name), headers=headers)

    assert views() == [("nurse", kind, "")]


def test_au_1_a_search_by_name_leaves_a_row(browser: Browser, patient: Patient) -> None:
    assert b"Zzyzx" in browser(Role.FRONT_DESK).post(reverse("patients"), {"name": "zzy"}).content

    assert views() == [("front.desk", "patients", "")]


def test_au_1_a_refused_form_that_shows_the_patient_again_leaves_a_row(
    browser: Browser, patient: Patient, real: RealIds
) -> None:
    course = {"course": real.queries["course"]["course"], "client_key": str(KEYS.next())}

    answer = browser(Role.PRESCRIBER).post(reverse("patient-note", args=[patient.public_id]), course | {"text": ""})

    assert answer.status_code == 422
    assert b"Zzyzx" in answer.content
    assert views() == [("prescriber", "patient", str(patient.public_id))]


@pytest.mark.parametrize("named", ["patient", "session"])
def test_au_1_planning_is_recorded_with_whom_it_is_for(browser: Browser, person: Person, named: str) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    about = {"patient": session.patient.public_id, "session": session.public_id}

    browser(Role.PRESCRIBER).get(reverse("plan-session"), {named: str(about[named])})

    event = AuditEvent.objects.get(action="view")
    assert (event.subject_id, event.patient) == (str(about[named]), str(session.patient.public_id))


@pytest.fixture
def session(person: Person) -> Session:
    return a_session(person(Role.NURSE))


def polled(client: Client, session: Session) -> Any:
    return client.get(reverse("session-live", args=[session.public_id]) + "?was=open", headers=PART)


def test_au_1_asking_for_the_part_alone_is_recorded_with_the_patient(browser: Browser, session: Session) -> None:
    for _ in range(3):
        polled(browser(Role.NURSE), session)

    assert views() == [("nurse", "session", str(session.patient.public_id))]


def test_au_1_a_part_of_a_page_that_was_just_seen_is_not_recorded_again(browser: Browser, session: Session) -> None:
    nurse = browser(Role.NURSE)
    nurse.get(reverse("session", args=[session.public_id]))
    for _ in range(3):
        assert polled(nurse, session).status_code == 200

    assert len(views()) == 1


def test_au_1_what_one_person_saw_of_one_session_hides_nothing_else(
    browser: Browser, person: Person, session: Session
) -> None:
    other = a_session(person(Role.NURSE), chair=2)
    browser(Role.NURSE).get(reverse("session", args=[session.public_id]))
    polled(browser(Role.NURSE), other)
    polled(browser(Role.PRESCRIBER), session)

    rows = [(actor, about) for actor, _, about in views()]
    first, second = str(session.patient.public_id), str(other.patient.public_id)
    assert rows == [("nurse", first), ("nurse", second), ("prescriber", first)]


def test_au_1_a_page_left_open_is_recorded_again_after_a_quarter_of_an_hour(
    browser: Browser, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = datetime.now(UTC)
    for minutes in (0, 10, 14, 16, 20, 32):
        monkeypatch.setattr(requires, "now", lambda m=minutes: started + timedelta(minutes=m))
        polled(browser(Role.NURSE), session)

    assert len(views()) == 3
