"""The audit as a page: found by patient, person and day; the chain verified by a button."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.clinic.conftest import AT
from tests.clinic.sheet import a_session
from wane_clinic.audit import guard
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Actor, Subject
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]


def shown(browser: Browser, query: str = "") -> list[str]:
    page = browser(Role.AUDITOR).get(f"/audit/{query}").context["page"]
    return [event.why for event in page if event.actor != "auditor"]


@pytest.fixture
def events(patient: Patient) -> Patient:
    thing = Subject(kind="thing", id="1")
    record(action="change", by=SYSTEM, at=AT, subject=patient, why="about Ada")
    record(action="view", by=Actor(username="nurse", pk=3), at=AT, subject=thing, why="by the nurse")
    record(action="view", by=SYSTEM, at=datetime(2026, 3, 9, tzinfo=UTC), subject=thing, why="a week later")
    return patient


def test_the_latest_stands_first(browser: Browser, events: Patient) -> None:
    assert shown(browser) == ["a week later", "by the nurse", "about Ada"]


def test_events_are_found_by_patient_person_day_and_action(browser: Browser, events: Patient) -> None:
    assert shown(browser, f"?patient={events.public_id}") == ["about Ada"]
    assert shown(browser, "?actor=nurse") == ["by the nurse"]
    assert shown(browser, "?day=2026-03-09") == ["a week later"]
    assert shown(browser, "?action=change") == ["about Ada"]
    assert shown(browser, "?day=2026-03-09&actor=nurse") == []


def test_a_person_and_a_patient_lead_to_all_about_them(browser: Browser, events: Patient) -> None:
    text = browser(Role.AUDITOR).get("/audit/").content.decode()

    for query, why in ((f"?patient={events.public_id}", ["about Ada"]), ("?actor=nurse", ["by the nurse"])):
        assert f'href="{query}"' in text
        assert shown(browser, query) == why


def test_the_action_is_chosen_from_those_that_there_are(browser: Browser, events: Patient) -> None:
    client = browser(Role.AUDITOR)
    text = client.get("/audit/").content.decode()

    assert '<select name="action"' in text
    for action, words in (("view", "View"), ("record_vitals", "Record vitals"), ("session_closed", "Session closed")):
        assert f'<option value="{action}">{words}</option>' in text
    assert client.get("/audit/?action=nothing").status_code == 422


def cells(browser: Browser, person: Callable[[Role], Clinician], patient: Patient) -> list[str]:
    """One row as it is read: of a page of a session, asked by a nurse."""
    session = a_session(person(Role.NURSE))
    browser(Role.NURSE).get(f"/session/{session.public_id}/", REMOTE_ADDR="192.0.2.7")
    text = browser(Role.AUDITOR).get("/audit/?action=view&actor=nurse").content.decode()
    assert session.patient.family_name not in text
    (row,) = re.findall(r"<tr><td>.*?</tr>", text, re.DOTALL)
    assert f'title="{session.public_id}"' in row
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]


def test_a_row_is_read_without_patterns_and_long_ids(
    browser: Browser, person: Callable[[Role], Clinician], patient: Patient
) -> None:
    _, _, who, what, about, _, _, where = cells(browser, person, patient)

    assert (who, what) == ("nurse", "View")
    assert re.fullmatch(r"Session [0-9a-f]{8}…", about)
    assert re.fullmatch(r"192\.0\.2\.7, page /session/…/, device [0-9a-f]{12}", where)


def test_a_person_who_works_here_is_named_and_the_number_of_queries_stays(
    browser: Browser, person: Callable[[Role], Clinician], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    auditor = browser(Role.AUDITOR)
    for role in Role:
        record(action="login", by=person(role), at=AT, subject=person(role))

    with django_assert_max_num_queries(20):
        text = auditor.get("/audit/?action=login").content.decode()

    for role in Role:
        assert f"<td>{person(role).full_name}</td>" in text


def test_what_was_recorded_in_another_way_is_left_as_it_was(browser: Browser) -> None:
    record(action="tick", by=SYSTEM, at=AT, subject=Subject(kind="clock", id=""), where="<b>by hand</b>")

    text = browser(Role.AUDITOR).get("/audit/").content.decode()

    assert "<td>&lt;b&gt;by hand&lt;/b&gt;</td>" in text
    assert "<td>Tick</td><td>Clock</td>" in text


def test_a_filter_that_cannot_be_read_is_said(browser: Browser, events: Patient) -> None:
    answer = browser(Role.AUDITOR).get("/audit/?patient=Ada&page=x")

    assert answer.status_code == 422
    assert list(answer.context["page"]) == []


def test_pages_go_on(browser: Browser) -> None:
    for k in range(60):
        record(action="change", by=SYSTEM, at=AT, subject=Subject(kind="thing", id=str(k)), why=str(k))

    assert len(shown(browser, "?action=change")) == 50
    assert len(shown(browser, "?action=change&page=2")) == 10


def test_the_button_says_that_the_chain_holds(browser: Browser, events: Patient) -> None:
    answer = browser(Role.OWNER).post("/audit/verify/")

    assert "The chain holds: " in answer.content.decode()


def test_au_2_the_button_says_where_it_does_not(browser: Browser, events: Patient) -> None:
    guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET why = 'nothing' WHERE seq = 2")

    answer = browser(Role.AUDITOR).post("/audit/verify/")

    assert "Event 2 was changed after it was written" in answer.content.decode()


def test_au_1_reading_the_audit_is_in_the_audit(browser: Browser) -> None:
    browser(Role.AUDITOR).get("/audit/")
    page = browser(Role.AUDITOR).get("/audit/?action=view").context["page"]

    assert [(event.actor, event.subject_kind) for event in page] == [("auditor", "audit")]
