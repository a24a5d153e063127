"""A session's order or chair and a course that were typed wrong: corrected, with what stood, by whom and why."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.sheet import ORDER, Queue, a_proposal, a_session
from wane_clinic.actions.forecasts import store_plan
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.patient_rows import cells_of
from wane_clinic.care.models import Course, CourseVersion, Session, SessionVersion, StoredPlan
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.people_here import now

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
STANDS = {
    "drug": "ketamine", "route": "iv", "dose_mg": "40", "duration_min": "40", "weight_kg": "80", "bag_mg_ml": "",
    "chair": "1", "reason": "typed wrong",
}  # fmt: skip
ODD = ("", "40 mg", "-1", "0", "1e999", "nan", "9" * 5000, "\x00", "🫀", "a" * 5000, "2")


@pytest.fixture
def nurse(person: Callable[[Role], Clinician]) -> Clinician:
    return person(Role.NURSE)


@pytest.fixture
def session(nurse: Clinician) -> Session:
    return a_session(nurse)


def correct(client: Client, session: Session, **said: str) -> Any:
    where = reverse("session-amend", args=[session.public_id])
    return client.post(where, {"client_key": str(uuid.uuid4())} | STANDS | said)


def correct_course(client: Client, course: Course, **said: str) -> Any:
    asked = {
        "client_key": str(uuid.uuid4()), "condition": "depression", "instrument": "phq9", "relapse_line": "",
        "risk": "", "lead": str(course.lead_id), "goals": "", "reason": "typed wrong",
    }  # fmt: skip
    return client.post(reverse("course-amend", args=[course.patient.public_id]), asked | said)


def test_a_prescriber_corrects_a_dose_once_and_what_stood_stays_struck(browser: Browser, session: Session) -> None:
    client, key = browser(Role.PRESCRIBER), str(uuid.uuid4())

    said = [correct(client, session, dose_mg="35", client_key=key).status_code for _ in range(2)]

    session.refresh_from_db()
    kept = SessionVersion.objects.get()
    assert said == [302, 302]
    assert (session.dose_mg, session.ordered_by.role if session.ordered_by else "") == (35.0, "prescriber")
    assert (kept.dose_mg, kept.why, kept.changed) == (40.0, "typed wrong", {"dose_mg": 35.0})
    assert AuditEvent.objects.filter(action="correct_session", why="typed wrong").count() == 1
    text = client.get(reverse("session", args=[session.public_id])).content.decode()
    assert "<del>ketamine 40 mg iv over 40 min, 80 kg, chair 1" in text
    assert "by Paul Prescriber: typed wrong" in text
    assert cells_of(session.course, now=now())[0]["dose"] == "35 mg", "the forecast reads the corrected order"


def test_the_plan_of_a_corrected_order_is_made_anew(browser: Browser, person: Any, session: Session) -> None:
    store_plan(session=session, by=None, happened_at=now(), entered_at=now(), client_key=uuid.uuid4())

    correct(browser(Role.PRESCRIBER), session, dose_mg="35")

    assert [one.inputs["order"]["dose"] for one in StoredPlan.objects.order_by("id")] == ["40 mg", "35 mg"]


def test_a_nurse_corrects_the_chair_and_no_order(browser: Browser, nurse: Clinician, session: Session) -> None:
    client, other = browser(Role.NURSE), a_session(nurse, chair=3)
    form = client.get(reverse("session-amend", args=[session.public_id])).content.decode()

    assert 'name="dose_mg"' not in form
    assert correct(client, session, chair="2", dose_mg="5").status_code == 302
    session.refresh_from_db()
    assert (session.chair, session.dose_mg) == (2, 40.0)
    taken = correct(client, other, chair="2")
    assert (taken.status_code, "Somebody sits in this chair" in taken.content.decode()) == (422, True)


def test_what_a_nurse_planned_is_ordered_by_the_prescriber_who_corrects_it(browser: Browser, nurse: Clinician) -> None:
    proposal = a_proposal(nurse)

    correct(browser(Role.PRESCRIBER), proposal, dose_mg="20", chair="")

    proposal.refresh_from_db()
    assert (proposal.dose_mg, proposal.ordered_by is not None) == (20.0, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": ""}, "Say why it is corrected"),
        ({}, "Nothing differs from what stands"),
        ({"dose_mg": "40 mg"}, "Dose is a number in mg"),
        ({"dose_mg": "4000"}, "Dose must lie above 0 and up to 2000 mg"),
        ({"weight_kg": "7"}, "A weight must lie between 20 and 400 kg"),
        ({"route": "im"}, "Only an IV dose runs over time"),
        ({"duration_min": "", "bag_mg_ml": "1"}, "Only a dose that a pump gives over time has a bag"),
        ({"chair": "0"}, "whole number from 1 to 40"),
        ({"chair": ""}, "on record"),
        ({"drug": "other"}, "Select a valid choice"),
        ({"dose_mg": "30", "reason": "x" * 401}, "at most 400 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    browser: Browser, session: Session, said: dict[str, str], words: str
) -> None:
    answer = correct(browser(Role.PRESCRIBER), session, **said)

    session.refresh_from_db()
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (session.dose_mg, session.chair, SessionVersion.objects.count()) == (40.0, 1, 0)


def test_a_session_called_off_stays_as_it_is(browser: Browser, nurse: Clinician) -> None:
    session = a_session(nurse, state="planned")
    Queue(client=browser(Role.NURSE), session=session).send("cancel", {"reason": "ill"})

    answer = correct(browser(Role.PRESCRIBER), session, dose_mg="30", chair="")

    assert (answer.status_code, "was called off" in answer.content.decode()) == (422, True)


def test_a_course_is_corrected_and_the_patients_page_says_what_it_was(browser: Browser, session: Session) -> None:
    client, course, key = browser(Role.PRESCRIBER), session.course, str(uuid.uuid4())

    said = [
        correct_course(client, course, condition="ptsd", instrument="pcl5", risk="0.3", client_key=key).status_code
        for _ in range(2)
    ]

    course.refresh_from_db()
    assert said == [302, 302]
    assert (course.condition, course.instrument, course.risk) == ("ptsd", "pcl5", 0.3)
    assert CourseVersion.objects.get().condition == "depression"
    text = client.get(reverse("patient", args=[course.patient.public_id])).content.decode()
    assert "condition was depression, instrument was PHQ-9, risk was the clinic&#x27;s; typed wrong" in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": ""}, "Say why it is corrected"),
        ({}, "Nothing differs"),
        ({"condition": "boredom"}, "Select a valid choice"),
        ({"risk": "20 %"}, "a chance from 0.01 to 0.9"),
        ({"relapse_line": "ten"}, "Relapse line is a number in points"),
        ({"lead": "999999"}, "Choose somebody who works here"),
        ({"goals": "a" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_cannot_be_of_a_course_is_said(
    browser: Browser, session: Session, said: dict[str, str], words: str
) -> None:
    answer = correct_course(browser(Role.PRESCRIBER), session.course, **said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not CourseVersion.objects.exists()


def test_what_is_foreign_is_not_here_and_a_nurse_corrects_no_course(browser: Browser, session: Session) -> None:
    assert browser(Role.NURSE).get(reverse("session-amend", args=[uuid.uuid4()])).status_code == 404
    assert browser(Role.PRESCRIBER).get(reverse("course-amend", args=[uuid.uuid4()])).status_code == 404
    assert correct_course(browser(Role.NURSE), session.course, condition="ptsd").status_code == 403


def test_a_bag_is_planned_shown_and_missed_when_another_is_hung(browser: Browser, nurse: Clinician) -> None:
    session = a_session(nurse, state="prep", order=ORDER | {"bag_mg_ml": 1.0})
    client = browser(Role.NURSE)
    where = reverse("session", args=[session.public_id])

    before = client.get(where).content.decode()
    Queue(client=client, session=session).send("start", {"rate_ml_h": "30", "bag_mg_ml": "2"})
    after = client.get(where).content.decode()

    assert "order 40 mg ketamine iv over 40 min, bag 1 mg/mL" in before
    assert "60 mg/h, 60 mL/h from a bag of 1 mg/mL" in before
    assert "Another bag than planned: 2 mg/mL instead of 1" in after
    assert "Another bag than planned" not in before


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from([*STANDS, "client_key", "condition", "instrument", "relapse_line", "risk", "lead", "goals"]),
        st.one_of(st.sampled_from(ODD), st.text(max_size=30)), max_size=6,
    )
)  # fmt: skip
def test_whatever_is_typed_is_taken_or_said(browser: Browser, session: Session, said: dict[str, str]) -> None:
    client = browser(Role.PRESCRIBER)

    assert correct(client, session, **said).status_code in {302, 422}
    assert correct_course(client, session.course, **said).status_code in {302, 422}
