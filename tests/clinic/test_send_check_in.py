"""Sending a check-in: who is due, a link that is shown once, and handing the device over."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.bedside import Bedside, at_bedside
from wane_clinic.actions.courses import open_course
from wane_clinic.actions.scores import record_score
from wane_clinic.care.models import Score, SessionEvent, SurveyLink
from wane_clinic.care.survey_clock import Standing
from wane_clinic.people.models import Patient
from wane_clinic.people.roles import Role
from wane_clinic.people.settled import current
from wane_clinic.web.send_check_in.values import check_ins_of

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]


@pytest.fixture
def here() -> Bedside:
    return at_bedside(session_begun="infusing")


def request_for(here: Bedside, **other: Any) -> dict[str, Any]:
    asked = {"course": str(here.course.public_id), "questionnaire": "phq9", "client_key": str(uuid.uuid4())}
    return asked | other


def test_the_desk_makes_a_link_that_a_patient_opens(here: Bedside, browser: Browser) -> None:
    page = browser(Role.FRONT_DESK).post("/check-ins/link/", request_for(here))

    text = page.content.decode()
    address = re.search(r"http://testserver(/check-in/[\w-]{22}/)", text)
    assert page.status_code == 201
    assert "<svg" in text
    assert address is not None
    assert Client().get(address[1]).status_code == 200


def test_the_same_request_again_makes_no_second_link(here: Bedside, browser: Browser) -> None:
    desk, asked = browser(Role.FRONT_DESK), request_for(here)
    desk.post("/check-ins/link/", asked)
    again = desk.post("/check-ins/link/", asked, follow=True)

    assert SurveyLink.objects.count() == 1
    assert "shown once only" in again.content.decode()


def test_handing_a_device_over_closes_the_screen_first(here: Bedside, browser: Browser) -> None:
    nurse = browser(Role.NURSE)
    text = nurse.post("/check-ins/link/", request_for(here)).content.decode()
    token = re.findall(r'name="token" value="([\w-]+)"', text)[0]
    opened = nurse.post("/check-ins/hand-over/", {"token": token})

    assert opened.headers["location"] == f"/check-in/{token}/"
    assert nurse.get(f"/check-in/{token}/").status_code == 200
    assert nurse.get("/check-ins/").status_code == 401
    assert "Nora" not in nurse.get(f"/check-in/{token}/").content.decode()


def test_the_list_says_who_is_due_and_what_was_missed(here: Bedside, browser: Browser) -> None:
    text = browser(Role.NURSE).get("/check-ins/").content.decode()

    assert "Due since" in text
    assert "missed" in text
    assert here.patient.full_name in text


def test_a_missed_check_in_has_no_value_and_an_answered_one_is_not_missed(here: Bedside) -> None:
    at = here.said(60 * 24 * 16)
    record_score(course=here.course, instrument="phq9", items=[1] * 8 + [0], **here.said(60 * 24 * 15))
    begun = [one.happened_at for one in SessionEvent.objects.filter(session=here.session, state="infusing")]
    scored = [one.happened_at for one in Score.objects.filter(course=here.course)]
    days = check_ins_of(here.course, sessions=begun, scores=scored, settled=current(), at=at["happened_at"])

    assert [one.standing for one in days if one.standing is not Standing.LATER] == [
        Standing.MISSED,
        Standing.MISSED,
        Standing.ANSWERED,
    ]


def told(page: str) -> str:
    """What the page has to say, without what is random: tokens and keys."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"[0-9A-Za-z]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.+Z]+", "", main)


def test_ac_3_the_list_shows_the_desk_no_score(here: Bedside, browser: Browser) -> None:
    before = browser(Role.FRONT_DESK).get("/check-ins/").content.decode()
    record_score(course=here.course, instrument="phq9", items=[3] * 8 + [0], **here.said(15))
    after = browser(Role.FRONT_DESK).get("/check-ins/").content.decode()

    assert told(before).count("24") == told(after).count("24")


def test_as_many_queries_for_forty_courses_as_for_one(here: Bedside, browser: Browser) -> None:
    nurse = browser(Role.NURSE)
    nurse.get("/check-ins/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        nurse.get("/check-ins/")
    for number in range(40):
        patient = Patient.objects.create(
            given_name="Cy",
            family_name=f"Sample{number}",
            birth_date=here.patient.birth_date,
            created_at=datetime.now(UTC),
        )
        said = here.said(1)
        open_course(patient=patient, condition="depression", instrument="phq9", lead=here.nurse, **said)
    with CaptureQueriesContext(connection) as many:
        nurse.get("/check-ins/")

    assert len(many) == len(few)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(st.sampled_from(["course", "questionnaire", "client_key"]), st.text(max_size=60), min_size=1)
)
def test_whatever_is_sent_is_answered_with_a_sentence(here: Bedside, browser: Browser, sent: dict[str, str]) -> None:
    desk = browser(Role.FRONT_DESK)

    assert desk.post("/check-ins/link/", request_for(here) | sent).status_code in {201, 302, 404}
    assert desk.post("/check-ins/hand-over/", {"token": sent.get("course", "")}).status_code == 302


def test_a_foreign_course_and_an_owned_questionnaire_are_refused(here: Bedside, browser: Browser) -> None:
    desk = browser(Role.FRONT_DESK)
    foreign = desk.post("/check-ins/link/", request_for(here, course=str(uuid.uuid4())))
    owned = desk.post("/check-ins/link/", request_for(here, questionnaire="madrs"), follow=True)

    assert foreign.status_code == 404
    assert "Choose a questionnaire of the list." in owned.content.decode()
    assert not SurveyLink.objects.filter(expires_at__gt=datetime.now(UTC) + timedelta(days=30)).exists()
