"""The audit as a page: found by patient, person and day; the chain verified by a button."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from tests.clinic.conftest import AT
from wane_clinic.audit import guard
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Actor, Subject
from wane_clinic.people.models import Patient
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
