"""Story 10: an item 9 above zero reaches the named clinician, who acknowledges; the record shows who, when and what."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.bedside import LATER, Bedside, at_bedside
from wane_clinic.actions.courses import open_course
from wane_clinic.actions.people import disable_clinician
from wane_clinic.actions.scores import record_score
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import Alert
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]


@pytest.fixture
def here() -> Bedside:
    return at_bedside()


def alert_to(here: Bedside, lead: Clinician) -> Alert:
    course = open_course(patient=here.patient, condition="depression", instrument="phq9", lead=lead, **here.said(1))
    return record_score(course=course, instrument="phq9", items=[1] * 8 + [2], **here.said(5)).alerts.get()


def sent(words: str = "Called, safe, seen tomorrow") -> dict[str, str]:
    return {"client_key": str(uuid.uuid4()), "words": words}


def test_the_named_clinician_sees_a_banner_on_every_page(here: Bedside, browser: Browser, person: People) -> None:
    alert_to(here, person(Role.PRESCRIBER))

    for address in ("/alerts/", "/check-ins/", "/alerts/banner/"):
        assert "1 alert for you" in browser(Role.PRESCRIBER).get(address).content.decode()
        assert "1 alert for you" not in browser(Role.NURSE).get(address).content.decode()


def test_an_alert_is_acknowledged_with_who_when_and_what(here: Bedside, browser: Browser, person: People) -> None:
    alert = alert_to(here, person(Role.PRESCRIBER))
    doctor = browser(Role.PRESCRIBER)
    page = doctor.get("/alerts/").content.decode()
    answer = doctor.post(f"/alerts/{alert.public_id}/acknowledge/", sent(), follow=True)

    alert.refresh_from_db()
    event = AuditEvent.objects.get(action="acknowledge_alert")
    assert "More than half the days (2 of 3)" in page
    assert "Called, safe, seen tomorrow" in answer.content.decode()
    assert alert.acknowledged_by == person(Role.PRESCRIBER)
    assert alert.acknowledged_at is not None
    assert (event.actor, event.patient) == ("prescriber", str(here.patient.public_id))
    assert "alert for you" not in doctor.get("/alerts/").content.decode()


def test_nothing_is_acknowledged_without_a_word_and_only_once(here: Bedside, browser: Browser, person: People) -> None:
    alert = alert_to(here, person(Role.PRESCRIBER))
    doctor, address = browser(Role.PRESCRIBER), f"/alerts/{alert.public_id}/acknowledge/"
    empty = doctor.post(address, sent("  "))
    doctor.post(address, sent())
    again = doctor.post(address, sent("again"), follow=True)

    assert empty.status_code == 422
    assert "Say what was done" in empty.content.decode()
    assert "was acknowledged before" in again.content.decode()
    assert Alert.objects.get().words == "Called, safe, seen tomorrow"


def test_somebody_else_may_step_in(here: Bedside, browser: Browser, person: People) -> None:
    alert = alert_to(here, person(Role.PRESCRIBER))
    browser(Role.NURSE).post(f"/alerts/{alert.public_id}/acknowledge/", sent())

    assert Alert.objects.get().acknowledged_by == person(Role.NURSE)


def test_an_alert_to_somebody_who_left_reaches_everybody(here: Bedside, browser: Browser, person: People) -> None:
    alert_to(here, person(Role.PRESCRIBER))
    disable_clinician(person=person(Role.PRESCRIBER), by=person(Role.OWNER), at=LATER, reason="left")

    text = browser(Role.NURSE).get("/alerts/").content.decode()
    assert "1 alert for you" in text
    assert "who no longer works here" in text


def test_the_owner_sees_how_long_alerts_waited_and_no_name_and_no_score(
    here: Bedside, browser: Browser, person: People
) -> None:
    alert_to(here, person(Role.PRESCRIBER))
    page = browser(Role.OWNER).get("/alerts/over-time/").content.decode()

    assert "Paul Prescriber" in page
    assert "waiting for more than an hour" in page
    assert here.patient.family_name not in page
    assert "of 27" not in page
    assert browser(Role.OWNER).get("/alerts/").status_code == 403


def test_a_fresh_alert_does_not_disturb_the_owner(here: Bedside, browser: Browser, person: People) -> None:
    at = datetime.now(UTC) - timedelta(minutes=5)
    said = here.said(1) | {"happened_at": at, "entered_at": at}
    course = open_course(patient=here.patient, condition="x", instrument="phq9", lead=person(Role.PRESCRIBER), **said)
    record_score(course=course, instrument="phq9", items=[0] * 8 + [1], **said | {"client_key": uuid.uuid4()})

    assert "waiting for more than an hour" not in browser(Role.OWNER).get("/alerts/over-time/").content.decode()


def test_as_many_queries_for_twenty_alerts_as_for_one(here: Bedside, browser: Browser, person: People) -> None:
    doctor = browser(Role.PRESCRIBER)
    alert_to(here, person(Role.PRESCRIBER))
    doctor.get("/alerts/")
    with CaptureQueriesContext(connection) as few:
        doctor.get("/alerts/")
    for _ in range(20):
        alert_to(here, person(Role.PRESCRIBER))
    with CaptureQueriesContext(connection) as many:
        doctor.get("/alerts/")

    assert len(many) == len(few)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=2300), key=st.text(max_size=40) | st.uuids().map(str))
def test_whatever_is_written_is_answered(here: Bedside, browser: Browser, person: People, words: str, key: str) -> None:
    alert = alert_to(here, person(Role.PRESCRIBER))
    address = f"/alerts/{alert.public_id}/acknowledge/"

    assert browser(Role.PRESCRIBER).post(address, {"words": words, "client_key": key}).status_code in {302, 422}
    assert browser(Role.PRESCRIBER).post(f"/alerts/{uuid.uuid4()}/acknowledge/", sent()).status_code == 404
