"""Whatever is typed, sent or guessed: a clear sentence, nothing lost, never a 500."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.sheet import Queue, a_session, ago
from wane_clinic.care.models import Note, SideEffect, VitalSigns
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.session_sheet.acts import ACTS, CLOSE, NOTE

pytestmark = pytest.mark.django_db
ODD = (
    "", " ", "0", "-1", "1e999", "nan", "१२०", "120 mmHg", "1,5", "0x10", "9" * 5000, "\x00", "\u202e140", "🫀", "null",
    "a" * 20_000,
)  # fmt: skip
TYPED = st.one_of(st.sampled_from(ODD), st.text(max_size=60), st.integers().map(str), st.floats().map(str))
CLOCKS = ("", "now", "2026-03-02", "2026-03-02T10:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z")
TIMES = st.one_of(
    st.sampled_from(CLOCKS), st.datetimes().map(lambda at: at.isoformat() + "Z"), st.just(ago(1).isoformat())
)
FORMS = {**ACTS, "note": NOTE, "close": CLOSE}
WHATS = [*FORMS, "undo", "correct", "nothing-like-it"]
ELSE = {"entries_id", "reason", "is_taken_back"}
NAMES = sorted({name for act in FORMS.values() for name in act.form.base_fields} | ELSE)


@pytest.fixture
def beside(browser: Callable[[Role], Client], person: Callable[[Role], Clinician]) -> Queue:
    return Queue(client=browser(Role.NURSE), session=a_session(person(Role.NURSE)))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.sampled_from(WHATS), typed=st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=6), at=TIMES)
def test_an_entry_is_taken_or_refused_in_a_sentence(beside: Queue, what: str, typed: dict[str, str], at: str) -> None:
    answer = beside.send(what, typed | {"happened_at": at})

    assert answer.status_code in {200, 404, 422}
    if answer.status_code != 200:
        sentence = answer.content.decode()
        assert 10 < len(sentence) < 600
        assert "<" not in sentence
        assert "Traceback" not in sentence


@pytest.mark.parametrize("unit", ["142 mmHg", "14.2", "1420", "-142", "१४२", "142\u200b"])
def test_a_slip_in_a_number_names_the_field_and_its_range(beside: Queue, unit: str) -> None:
    answer = beside.send("set", {"systolic_mmhg": unit, "diastolic_mmhg": "80"})

    if answer.status_code == 422:
        assert "Systolic must lie between 40 and 300 mmHg" in answer.content.decode()
    else:
        assert VitalSigns.objects.get().systolic_mmhg == 142


@pytest.mark.parametrize("minutes", [-3, -60 * 24 * 400])
def test_a_time_to_come_is_refused(beside: Queue, minutes: float) -> None:
    answer = beside.send("note", {"text": "tomorrow", "happened_at": ago(minutes).isoformat()})

    assert (answer.status_code, "future" in answer.content.decode()) == (422, True)


def test_a_time_before_the_session_is_refused(beside: Queue) -> None:
    answer = beside.send("set", {"pulse_per_min": "70", "happened_at": ago(600).isoformat()})

    assert (answer.status_code, "before the session" in answer.content.decode()) == (422, True)


def test_a_time_without_its_zone_is_refused(beside: Queue) -> None:
    assert beside.send("note", {"text": "x", "happened_at": "2026-03-02T10:00:00"}).status_code == 422


@pytest.mark.parametrize("key", ["", "1", "not-a-key", "0" * 400])
def test_an_entry_without_its_key_is_refused(beside: Queue, key: str) -> None:
    answer = beside.send("note", {"text": "x", "client_key": key})

    assert (answer.status_code, "key" in answer.content.decode()) == (422, True)


def test_odd_text_is_kept_as_it_was_typed(beside: Queue) -> None:
    text = "naïve 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eright to left\u202c <script>alert(1)</script> 👩🏽‍⚕️ %s {{ 1 }} ' or 1=1 --"
    page = beside.send("note", {"text": text}).content.decode()

    assert Note.objects.get().text == text
    assert "<script>" not in page


def test_a_text_too_long_is_refused_and_says_how_long_it_may_be(beside: Queue) -> None:
    answer = beside.send("note", {"text": "a" * 4001})

    assert answer.status_code == 422
    assert "4000" in answer.content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize("field", ["effect", "severity"])
def test_a_word_that_is_no_choice_is_refused(beside: Queue, field: str) -> None:
    said: dict[str, Any] = {"effect": "nausea", "severity": "mild"} | {field: "terrible"}

    assert beside.send("effect", said).status_code == 422
    assert not SideEffect.objects.exists()


@pytest.mark.parametrize("path", ["", "live/", "print/", "correct/"])
def test_a_guessed_session_is_not_there(beside: Queue, path: str) -> None:
    assert beside.client.get(f"/session/{uuid.uuid4()}/{path}").status_code == 404


@pytest.mark.parametrize("what", WHATS)
def test_an_entry_for_a_guessed_session_keeps_its_words(beside: Queue, what: str) -> None:
    path = what if what in {"note", "undo", "close", "correct"} else f"record/{what}"
    answer = beside.client.post(f"/session/{uuid.uuid4()}/{path}/", {"text": "x"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(
        st.sampled_from(["weight", "age", "bp", "drug", "route", "dose", "over", "bag", "route2", "dose2", "over2"]),
        st.one_of(TYPED, st.sampled_from(["0.5 mg/kg", "40 min", "1 mg/mL", "ketamine", "iv", "im"])),
    ),
    name=TYPED,
)
def test_a_plan_is_shown_or_refused_in_a_sentence(beside: Queue, typed: dict[str, str], name: str) -> None:
    asked = {"weight": "82 kg", "drug": "ketamine", "route": "iv", "dose": "0.5 mg/kg", "over": "40 min"} | typed

    assert beside.client.get("/plan/", asked | {"patient": name}).status_code in {200, 422}
    asked |= {"session": str(beside.session.public_id), "chair": name, "planned_for": name, "asked_at": name}
    assert beside.client.post("/plan/prepare/", asked).status_code == 422


@pytest.mark.parametrize(
    ("what", "fields", "sentence"),
    [
        ("cancel", {}, "Say why the session does not take place."),
        ("again", {}, "Say why the patient is watched again."),
        ("cancel", {"reason": "x" * 2001}, "Reason: Ensure this value has at most 2000 characters (it has 2001)."),
        ("rescue", {"dose_mg": "4", "route": "iv"}, "Drug: This field is required."),
        ("rate", {"rate_ml_h": "fast"}, "Rate on the pump is a number in mL/h, with a point and without the unit."),
    ],
)
def test_a_sentence_of_ours_stands_as_it_is_and_djangos_names_its_field(
    beside: Queue, what: str, fields: dict[str, str], sentence: str
) -> None:
    assert beside.send(what, fields).content.decode() == sentence
