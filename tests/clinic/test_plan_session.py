"""Planning a session: what CDS-1 asks stands on the page, a slip is said, a booking keeps plan and provenance."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.clinic.sheet import a_session, ago
from wane_clinic.bridge.session_plan import compute_plan
from wane_clinic.care.models import Session, State, StoredPlan
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
PERSON = Callable[[Role], Clinician]
ASKED = {"weight": "82 kg", "age": "44 years", "drug": "ketamine", "route": "iv", "dose": "0.5 mg/kg", "over": "40 min"}


@pytest.fixture
def client(browser: Callable[[Role], Client]) -> Client:
    return browser(Role.NURSE)


def told(client: Client, **asked: str) -> str:
    return client.get("/plan/", ASKED | asked).content.decode()


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_cds_1_the_page_says_use_inputs_method_sources_and_limits(client: Client) -> None:
    words = plain(told(client))

    parts = (
        "Intended use:",
        "Inputs used: weight 82 kg, age 44 years",
        "Method:",
        "Who was studied",
        "Not in the model",
    )
    for part in parts:
        assert part in words
    assert "questions that nobody has answered" in words


def test_the_line_above_names_peak_band_and_time(client: Client) -> None:
    assert re.search(r"Peak ketamine, venous: 1\d0 ng/mL \(90 % \d+ to \d+\) at 40 min", plain(told(client)))


def test_a_second_order_stands_dashed_beside_the_first(client: Client) -> None:
    page = told(client, dose2="0.5 mg/kg", over2="60 min")

    assert "over 60 min (dashed)" in page
    assert "Beside it" in page
    assert '"strokeDash"' in page


def test_every_number_has_a_way_to_its_source(client: Client) -> None:
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", told(client), re.S)

    assert len(rows) > 20
    assert all("data-evidence" in row or "withheld" in row or "–" in row for row in rows)


@pytest.mark.parametrize(("weight", "age"), [("25 kg", "44 years"), ("200 kg", "44 years"), ("82 kg", "90 years")])
def test_cds_9_outside_the_studied_range_each_number_is_marked(client: Client, weight: str, age: str) -> None:
    page = told(client, weight=weight, age=age)

    assert "Outside what was studied" in page
    assert page.count("outside the studied range") > 20


def test_cds_9_a_child_is_held(client: Client) -> None:
    assert "not approved in children" in told(client, weight="40 kg", age="12 years")


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"weight": "82"}, "unit"),
        ({"weight": "82 mg"}, "kg"),
        ({"dose": "0.5"}, "unit"),
        ({"dose": "50 mg/kg"}, "No plan for this"),
        ({"over": ""}, "An IV dose needs its time"),
        ({"bp": "78/128"}, "78/128"),
        ({"dose": "x" * 500}, "40 characters"),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(client: Client, slip: dict[str, str], words: str) -> None:
    answer = client.get("/plan/", ASKED | slip)

    assert answer.status_code == 422
    assert words in plain(answer.content.decode()).replace("&quot;", '"')
    assert all(value in answer.content.decode() for value in slip.values())


def test_pounds_are_understood_as_pounds(client: Client) -> None:
    assert "weight 81.6" in plain(told(client, weight="180 lb"))


def booked(client: Client, session: Session, **fields: Any) -> Any:
    asked = {
        "session": str(session.public_id), "chair": "3", "client_key": str(uuid.uuid4()),
        "asked_at": ago(0).isoformat(),
        "planned_for": f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    return client.post("/plan/prepare/", ASKED | asked | fields)


def test_au_7_a_booking_keeps_order_plan_and_provenance_and_gives_the_same_again(
    client: Client, person: PERSON
) -> None:
    old = a_session(person(Role.NURSE), state="planned")
    answer = booked(client, old)
    made = Session.objects.get(amends=old)
    stored = StoredPlan.objects.get(session=made)

    assert answer.headers["Location"] == f"/session/{made.public_id}/"
    assert (made.dose_mg, made.duration_min, made.chair, made.state) == (41.0, 40.0, 3, State.PLANNED)
    assert all((stored.models_used, stored.evidence_digest, stored.code_version, stored.inputs_hash))
    assert compute_plan(stored.inputs).answer == stored.answer


def test_a_booking_sent_twice_is_one_session(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    when = f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    asked = {
        "patient": str(session.patient.public_id), "chair": "3", "client_key": str(uuid.uuid4()),
        "asked_at": ago(0).isoformat(), "planned_for": when,
    }  # fmt: skip
    places = {client.post("/plan/prepare/", ASKED | asked).headers["Location"] for _ in range(2)}

    assert len(places) == 1
    assert Session.objects.count() == 2


def test_a_session_that_has_begun_gets_no_other_order(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE))

    assert booked(client, session).status_code == 422
    assert "Prepare this session" not in told(client, session=str(session.public_id))


@pytest.mark.parametrize("when", ["1999-01-01T10:00", "9999-12-31T23:59", "tomorrow", ""])
def test_an_impossible_day_is_refused_in_a_sentence(client: Client, person: PERSON, when: str) -> None:
    answer = booked(client, a_session(person(Role.NURSE), state="planned"), planned_for=when)

    assert answer.status_code == 422
    assert Session.objects.count() == 1


def test_the_patient_s_own_facts_start_the_form(client: Client, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")
    page = client.get("/plan/", {"session": str(session.public_id)}).content.decode()

    for known in ('value="80 kg"', 'value="40 mg"', 'value="40 min"'):
        assert known in page


@pytest.mark.parametrize("name", ["nobody", "00000000-0000-4000-8000-000000000000", "'; drop table--"])
def test_an_address_that_names_nobody_plans_for_nobody(client: Client, name: str) -> None:
    assert client.get("/plan/", {"patient": name}).status_code == 200
