"""Facts after the first visit: recorded on a page, used by plans, corrected beside what stood; phases too."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.sheet import a_session, ago, said
from wane_clinic.actions.notes import record_consent, record_fact, write_note
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.intake import questions
from wane_clinic.bridge.persons import person_inputs
from wane_clinic.care.current import facts_of, phase_of, weight_of
from wane_clinic.care.models import Course, IntakeFact
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.fixture
def nurse(person: Person) -> Clinician:
    return person(Role.NURSE)


@pytest.fixture
def course(nurse: Clinician) -> Course:
    return a_session(nurse).course


def at(minutes_ago: float = 1) -> dict[str, str]:
    moment = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return {"day": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}", "client_key": str(uuid.uuid4())}


def enter(client: Client, patient: Patient, what: str, **fields: str) -> Any:
    return client.post(reverse("fact-enter", args=[patient.public_id, what]), at() | fields)


def correct(client: Client, row: Any, kind: str, **fields: str) -> Any:
    where = reverse("record-correct", args=[row.patient.public_id, kind, row.public_id])
    local = {"day": f"{row.happened_at:%Y-%m-%d}", "time": f"{row.happened_at:%H:%M}"}
    return client.post(where, {"client_key": str(uuid.uuid4())} | local | fields)


def page(client: Client, course: Course) -> str:
    return client.get(reverse("patient", args=[course.patient.public_id])).content.decode()


def test_a_new_weight_counts_from_now_on_and_the_old_one_stays(browser: Browser, course: Course) -> None:
    client, patient = browser(Role.NURSE), course.patient
    first, second = (
        enter(client, patient, "weight", weight="181 lb"),
        enter(client, patient, "weight", weight="79.5 kg"),
    )

    assert (first.status_code, second.status_code) == (302, 302)
    newest = weight_of(patient)
    assert newest is not None
    assert newest.value == 79.5
    assert [fact.value for fact in facts_of(patient)] == [pytest.approx(82.1), 79.5]
    assert "weight: 79.5 kg" in page(client, course)


def test_a_weight_far_from_the_last_is_asked_about_once(browser: Browser, course: Course) -> None:
    client, patient = browser(Role.NURSE), course.patient
    enter(client, patient, "weight", weight="82 kg")
    asked = enter(client, patient, "weight", weight="171 kg")

    assert asked.status_code == 422
    assert "171 kg, and 82 kg on" in asked.content.decode()
    assert 'name="is_right"' in asked.content.decode()
    assert IntakeFact.objects.count() == 1
    assert enter(client, patient, "weight", weight="85 kg").status_code == 302
    assert enter(client, patient, "weight", weight="171 kg", is_right="on").status_code == 302


def test_allergies_medicines_and_weight_stand_beside_the_name(browser: Browser, course: Course) -> None:
    client, patient = browser(Role.NURSE), course.patient
    assert "allergies: not asked · medicines: not asked · weight: none on record" in page(client, course)

    enter(client, patient, "allergy", allergy="latex")
    enter(client, patient, "medicine", name="tranylcypromine")
    enter(client, patient, "weight", weight="82 kg")
    assert re.search(r"allergies: latex · medicines: tranylcypromine · weight: 82 kg \(", page(client, course))


def test_a_medicine_and_its_end_change_what_the_rules_are_told(browser: Browser, course: Course) -> None:
    client, patient = browser(Role.NURSE), course.patient
    enter(client, patient, "medicine", name="lamotrigine")
    assert person_inputs(patient, on=datetime.now(UTC))["taking"] == ["lamotrigine"]

    row = IntakeFact.objects.get(name="lamotrigine")
    told = correct(client, row, "fact", name="lamotrigine", reason="stopped on Monday", is_taken_back="on")

    assert told.status_code == 302
    assert person_inputs(patient, on=datetime.now(UTC))["taking"] is None
    assert "stopped on Monday" in page(client, course)
    assert "<del>medicine: lamotrigine</del>" in page(client, course)


def test_the_newer_answer_to_a_question_holds(browser: Browser, course: Course) -> None:
    client, patient = browser(Role.NURSE), course.patient
    asked = next(one.name for one in questions() if not one.is_number)
    for answer, known in (("yes", asked), ("no", f"no {asked}"), ("yes", asked)):
        enter(client, patient, "history", question=asked, answer=answer)
        inputs = person_inputs(patient, on=datetime.now(UTC))
        assert (inputs["history"], inputs["not_understood"]) == ([known], [])


@pytest.mark.parametrize(("what", "fields", "words"), [
    ("weight", {"weight": "82"}, "unit"), ("weight", {"weight": "12 kg"}, "from 20 to 400 kg"),
    ("height", {"height": "40 cm"}, "from 80 to 250 cm"), ("allergy", {}, "one of the two"),
    ("allergy", {"allergy": "latex", "is_none": "on"}, "one of the two"), ("medicine", {"name": " "}, "required"),
    ("history", {"question": ""}, "required"),
    ("history", {"question": "weeks_since_cardiovascular_event_incl_MI", "answer": "yes"}, "asks for weeks"),
    ("weight", {"weight": "82 kg", "day": "2199-01-01"}, "in the future"),
])  # fmt: skip
def test_a_slip_is_said_beside_the_form_and_nothing_is_kept(
    browser: Browser, course: Course, what: str, fields: dict[str, str], words: str
) -> None:
    answer = enter(browser(Role.NURSE), course.patient, what, **fields)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not IntakeFact.objects.exists()


@pytest.mark.parametrize("kind", ["note", "consent", "fact"])
def test_what_was_written_is_corrected_and_what_stood_stays_visible(
    browser: Browser, course: Course, nurse: Clinician, kind: str
) -> None:
    client, patient = browser(Role.NURSE), course.patient
    made: dict[str, Callable[[], Any]] = {
        "note": lambda: write_note(patient=patient, text="sleeps badly", **said(nurse, 9)),
        "consent": lambda: record_consent(patient=patient, what="ketamine", state="given", **said(nurse, 9)),
        "fact": lambda: record_fact(patient=patient, kind="allergy", words="penicillin", **said(nurse, 9)),
    }
    row = made[kind]()
    typed = {"note": {"text": "sleeps well"}, "consent": {"state": "refused", "words": ""}, "fact": {"words": "latex"}}
    address = reverse("record-correct", args=[patient.public_id, kind, row.public_id])

    assert address in page(client, course)
    assert "Say why" in correct(client, row, kind, **typed[kind]).content.decode()
    assert correct(client, row, kind, reason="misheard", **typed[kind]).status_code == 302
    told = page(client, course)
    before, after = {
        "note": ("sleeps badly", "sleeps well"), "consent": ("consent given", "consent refused"),
        "fact": ("allergy: penicillin", "allergy: latex"),
    }[kind]  # fmt: skip
    assert f"<del>{before}" in told
    assert f"<ins>{after}" in told
    assert type(row).objects.get(amends=row).amend_reason == "misheard"
    again = correct(client, row, kind, reason="once more", **typed[kind])
    assert "corrected before" in again.content.decode()


def test_another_patients_row_is_not_corrected_here(browser: Browser, course: Course, nurse: Clinician) -> None:
    other = Patient.objects.create(
        given_name="Cy", family_name="Example", birth_date=date(1990, 1, 1), created_at=datetime.now(UTC)
    )
    note = write_note(patient=other, text="not here", **said(nurse, 9))
    where = reverse("record-correct", args=[course.patient.public_id, "note", note.public_id])

    assert browser(Role.NURSE).get(where).status_code == 404
    assert browser(Role.NURSE).get(where.replace("/note/", "/score/")).status_code == 404


def test_the_desk_changes_how_somebody_is_reached_and_the_audit_names_the_field_alone(
    browser: Browser, course: Course
) -> None:
    client, patient = browser(Role.FRONT_DESK), course.patient
    where = reverse("patient-details", args=[patient.public_id])
    form = client.get(where)
    assert 'value="Bo"' in form.content.decode()
    stood = {"given_name": "Bo", "family_name": "Example", "birth_date": "1980-05-01", "sex": patient.sex}

    nothing = client.post(where, stood | {"reason": "no reason"})
    assert client.post(where, stood | {"phone": "555 0100"}).status_code == 422
    assert (nothing.status_code, "Nothing differs" in nothing.content.decode()) == (422, True)
    changed = client.post(where, stood | {"phone": "555 0100", "reason": "moved house"})

    assert changed.status_code == 302
    patient.refresh_from_db()
    assert patient.phone == "555 0100"
    event = AuditEvent.objects.get(action="change")
    assert (event.why, event.detail["fields"]) == ("moved house", "phone")
    assert "555" not in str(event.detail)


def test_the_desk_reaches_the_details_from_the_list_and_reads_nothing_clinical(
    browser: Browser, course: Course
) -> None:
    client = browser(Role.FRONT_DESK)
    listed = client.get(reverse("patients")).content.decode()

    assert reverse("patient-details", args=[course.patient.public_id]) in listed
    assert reverse("patient", args=[course.patient.public_id]) + '"' not in listed


def test_a_course_enters_a_phase_closes_and_another_opens(
    browser: Browser, course: Course, nurse: Clinician, person: Person
) -> None:
    client, patient = browser(Role.PRESCRIBER), course.patient
    query = f"?course={course.public_id}"
    phase = reverse("course-phase", args=[patient.public_id]) + query
    close = reverse("course-close", args=[patient.public_id]) + query
    open_ = reverse("course-open", args=[patient.public_id])

    assert client.post(phase, at() | {"phase": "induction"}).status_code == 422
    assert client.post(phase, at() | {"phase": "induction", "why": "six sessions"}).status_code == 302
    last = phase_of(course)
    assert last is not None
    assert last.phase == "induction"
    still = client.post(close, at() | {"reason": "moves away"})
    assert (still.status_code, "is open; close it first" in still.content.decode()) == (422, True)

    other = Course.objects.create(
        patient=patient, condition="depression", instrument="phq9", lead=nurse, happened_at=ago(9),
        entered_at=datetime.now(UTC), entered_by=nurse, client_key=uuid.uuid4(), content="fictional",
    )  # fmt: skip
    close = reverse("course-close", args=[patient.public_id]) + f"?course={other.public_id}"
    ended = client.post(close, at() | {"reason": "moves away"})
    assert ended.status_code == 302, ended.content.decode()
    assert "Open a course" in client.get(
        reverse("patient", args=[patient.public_id]) + f"?course={other.public_id}"
    ).content.decode()  # fmt: skip
    lead = str(person(Role.NURSE).pk)
    made = client.post(open_, at() | {"condition": "depression", "instrument": "phq9", "lead": lead, "goals": ""})
    assert made.status_code == 302
    assert Course.objects.filter(patient=patient).count() == 3


@pytest.mark.parametrize("name", ["course-open", "course-phase", "course-close"])
def test_a_nurse_neither_opens_nor_closes_a_course(browser: Browser, course: Course, name: str) -> None:
    assert browser(Role.NURSE).get(reverse(name, args=[course.patient.public_id])).status_code == 403


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), what=st.sampled_from(["weight", "height", "medicine", "allergy", "treatment"]))
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(
    browser: Browser, course: Course, text: str, what: str
) -> None:
    fields = dict.fromkeys(("weight", "height", "name", "allergy", "words"), text)
    answer = enter(browser(Role.NURSE), course.patient, what, **fields)

    assert answer.status_code in (302, 422)
    assert "Traceback" not in answer.content.decode()


def test_each_form_is_one_tap_from_the_patients_page(browser: Browser, course: Course) -> None:
    client = browser(Role.PRESCRIBER)
    told = page(client, course)
    for name, args in (
        ("fact-enter", ["weight"]), ("patient-details", []), ("course-phase", []), ("course-close", []),
    ):  # fmt: skip
        where = reverse(name, args=[course.patient.public_id, *args])
        assert where in told
        assert client.get(where).status_code == 200
    for what in ("medicine", "allergy", "history", "height", "treatment"):
        where = reverse("fact-enter", args=[course.patient.public_id, what])
        assert where in client.get(reverse("fact-enter", args=[course.patient.public_id, "weight"])).content.decode()
        assert client.get(where).status_code == 200
