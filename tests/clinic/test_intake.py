"""The first visit: saved once with every fact, judged by the rules, what nobody said not known, consent by version."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.intake import questions
from wane_clinic.care.models import Consent, Course, IntakeFact
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web.intake.risks import risks, version

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]


@pytest.fixture
def said(person: People) -> dict[str, Any]:
    return {
        "client_key": str(uuid.uuid4()), "begun_at": datetime.now(UTC).isoformat(), "given_name": "Quill",
        "family_name": "Fictive", "birth_date": "1980-05-01", "sex": "female", "condition": "depression",
        "instrument": "phq9", "lead": person(Role.PRESCRIBER).pk, "weight": "181 lb", "medicines": "sertraline",
        "duration": "since 2019", "severity": "cannot work", "earlier": "CBT\nduloxetine", "goals": "work again",
        "fact_psychosis": "yes", "fact_history_hypertension": "no", "step": "save",
    }  # fmt: skip


def test_an_intake_makes_the_patient_the_course_and_every_fact(browser: Browser, said: dict[str, Any]) -> None:
    answer = browser(Role.NURSE).post("/intake/", said)

    patient = Patient.objects.get(family_name="Fictive")
    facts = {(fact.kind, fact.name or fact.words or fact.value) for fact in IntakeFact.objects.all()}
    assert answer.headers["location"] == f"/intake/{patient.public_id}/"
    assert Course.objects.get().goals == "work again"
    assert {("weight", 82.1), ("medicine", "sertraline"), ("earlier_treatment", "CBT")} <= facts
    assert {("history", "psychosis"), ("history", "no history_hypertension"), ("severity", "cannot work")} <= facts
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"create", "open_course", "record_fact"}


def test_findings_come_before_saving_and_save_nothing(browser: Browser, said: dict[str, Any]) -> None:
    text = browser(Role.NURSE).post("/intake/", said | {"step": "check"}).content.decode()

    assert "82.1 kg (181 lb)" in text
    assert "Psychosis, now or earlier" in text
    assert "Could the person be pregnant?" in text
    assert not Patient.objects.exists()


def test_a_contraindication_is_a_finding_and_what_nobody_said_is_not_known(
    browser: Browser, said: dict[str, Any]
) -> None:
    asked = {"step": "check", "fact_aneurysmal_vascular_disease": "yes", "medicines": "sertraline\nflorbzine"}
    text = browser(Role.NURSE).post("/intake/", said | asked).content.decode()

    assert "neurysm" in text.split("Not known:")[0].split("Findings so far")[1]
    assert "no register knows, and no rule saw:</b> florbzine" in text


def test_the_same_intake_twice_is_one_patient(browser: Browser, said: dict[str, Any]) -> None:
    nurse = browser(Role.NURSE)
    first, again = nurse.post("/intake/", said), nurse.post("/intake/", said)
    other = nurse.post("/intake/", said | {"weight": "90 kg"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert Patient.objects.count() == Course.objects.count() == 1
    assert IntakeFact.objects.filter(kind="weight").count() == 1


def test_somebody_of_the_same_name_and_day_of_birth_is_asked_about(browser: Browser, said: dict[str, Any]) -> None:
    nurse = browser(Role.NURSE)
    nurse.post("/intake/", said)
    namesake = said | {"client_key": str(uuid.uuid4()), "given_name": "quill "}
    asked = nurse.post("/intake/", namesake)
    sure = nurse.post("/intake/", namesake | {"is_new_person": "on"})

    assert "is on record" in asked.content.decode()
    assert 'value="quill' in asked.content.decode()
    assert (asked.status_code, sure.status_code) == (422, 302)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weight": "82"}, "unit"),
        ({"weight": "820 kg"}, "from 20 to 400 kg"),
        ({"weight": "82 mg"}, "82 mg"),
        ({"birth_date": "2999-01-01"}, "impossible"),
        ({"birth_date": "yesterday"}, "1980-05-31"),
        ({"height": "5"}, "unit"),
        ({"takes_nothing": "on"}, "only one can hold"),
        ({"lead": "999999"}, "answers alerts"),
        ({"begun_at": "2999-01-01T00:00:00+00:00"}, "future"),
        ({"medicines": "x" * 300}, "one thing a line"),
        ({"fact_weeks_since_cardiovascular_event_incl_MI": "-3"}, "greater than or equal to 0"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(
    browser: Browser, said: dict[str, Any], wrong: dict[str, str], words: str
) -> None:
    answer = browser(Role.NURSE).post("/intake/", said | wrong)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="Quill"' in text
    assert not Patient.objects.exists()


def test_consent_is_recorded_with_who_when_and_the_version_of_the_text(browser: Browser, said: dict[str, Any]) -> None:
    nurse = browser(Role.NURSE)
    address = nurse.post("/intake/", said).headers["location"]
    page = nurse.get(address).content.decode()
    decision = {"client_key": str(uuid.uuid4()), "state": "given", "words": "asked about the bladder"}
    unread = nurse.post(address, decision)
    nurse.post(address, decision | {"is_explained": "on"})

    row = Consent.objects.get()
    assert all(line.split(",")[0] in page for lines in risks().values() for line in lines)
    assert unread.status_code == 422
    assert (row.state, row.text_version, row.entered_by) == (
        "given",
        version(),
        Clinician.objects.get(username="nurse"),
    )
    assert version() in nurse.get(address).content.decode()
    assert "Quill" not in page.split("</title>")[0]


def test_ac_3_the_desk_takes_no_history(browser: Browser) -> None:
    assert browser(Role.FRONT_DESK).get("/intake/").status_code == 403


NAMES = st.sampled_from(
    ["given_name", "weight", "height", "birth_date", "medicines", "earlier", "lead", "client_key", "begun_at", "goals"]
    + [f"fact_{one.name}" for one in questions()]
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wrong=st.dictionaries(NAMES, st.text(max_size=300), min_size=1, max_size=5), step=st.sampled_from(["check", "save"])
)
def test_whatever_is_typed_is_answered(
    browser: Browser, said: dict[str, Any], wrong: dict[str, str], step: str
) -> None:
    answer = browser(Role.NURSE).post("/intake/", said | wrong | {"step": step, "is_new_person": "on"})

    assert answer.status_code in {200, 302, 422}
