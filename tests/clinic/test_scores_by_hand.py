"""Scores that staff enter and correct on the patient's page: kept once, struck through, alerted as from a check-in."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import KEYS, NOW, judged, nine_months, tick_by_second
from wane_clinic.actions.tick import refresh_course
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import Alert, Course, Score, StoredForecast
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]
PHQ9 = {f"q{number}": "1" for number in range(1, 9)} | {"q9": "0"}
WHEN = {"day": "2026-11-26", "time": "09:30", "answered_by": "patient"}
ODD = ("", "-1", "28", "20 points", "20/27", "1e999", "nan", "12.5", "9" * 5000, "\x00", "\u202e7", "🫀", "a" * 20_000)


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    scores = ((-60, 20, 1), (-40, 11, 0), (-30, 6, 0), (-6, 6, 0))
    return nine_months(patient, person(Role.PRESCRIBER), sessions=(-58, -27), scores=scores)


def enter(client: Client, course: Course, said: dict[str, str], *, instrument: str = "phq9") -> Any:
    where = f"{reverse('score-enter', args=[course.patient.public_id])}?course={course.public_id}&instrument="
    return client.post(where + instrument, {"client_key": str(KEYS.next())} | WHEN | said)


def correct(client: Client, score: Score, said: dict[str, str]) -> Any:
    where = reverse("score-correct", args=[score.patient.public_id, score.public_id])
    at = {"day": f"{score.happened_at:%Y-%m-%d}", "time": f"{score.happened_at:%H:%M}"}
    return client.post(where, {"client_key": str(KEYS.next()), "answered_by": "patient"} | at | said)


def page(client: Client, course: Course) -> str:
    return client.get(reverse("patient", args=[course.patient.public_id])).content.decode()


def test_answers_add_up_and_are_kept_once_for_one_key(browser: Browser, course: Course) -> None:
    said, before = PHQ9 | {"client_key": str(KEYS.next())}, AuditEvent.objects.filter(action="record_score").count()

    answers = [enter(browser(Role.NURSE), course, said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    score = Score.objects.get(happened_at__date="2026-11-26")
    assert (score.total, score.item9, score.items) == (8.0, 0, [1] * 8 + [0])
    assert AuditEvent.objects.filter(action="record_score").count() == before + 1
    assert "PHQ-9 8, item 9: 0" in page(browser(Role.NURSE), course)


def test_an_instrument_whose_wording_has_an_owner_takes_its_total_alone(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    where = reverse("score-enter", args=[course.patient.public_id])
    form = client.get(where, {"instrument": "madrs"}).content.decode()

    assert enter(client, course, {"total": "18"}, instrument="madrs").status_code == 302
    assert Score.objects.get(instrument="madrs").total == 18
    assert 'name="q1"' not in form
    assert 'name="q1"' in client.get(where).content.decode(), "the PHQ-9 may be shown"


def test_item_9_above_zero_takes_the_way_of_a_check_in(browser: Browser, person: Person, course: Course) -> None:
    client, before = browser(Role.NURSE), Alert.objects.count()

    answer = enter(client, course, {"total": "14", "item9": "2"})

    alert = Alert.objects.order_by("-pk")[0]
    assert (Alert.objects.count(), alert.to) == (before + 1, person(Role.PRESCRIBER))
    assert "has an alert" in client.get(answer.headers["location"]).content.decode()
    assert f"id_{alert.public_id}_words" in browser(Role.PRESCRIBER).get(reverse("alerts")).content.decode()


def test_a_corrected_score_stays_struck_through_and_the_clock_forecasts_anew(browser: Browser, course: Course) -> None:
    client, score = browser(Role.NURSE), Score.objects.filter(total=6, instrument="phq9").latest("happened_at")
    judged("open")
    refresh_course(course, now=NOW)
    stored = StoredForecast.objects.count()
    said = {"total": "9", "item9": "1", "reason": "misread", "client_key": str(KEYS.next())}

    assert [correct(client, score, said).status_code for _ in range(2)] == [302, 302]
    row = Score.objects.get(amends=score)
    assert (row.total, row.item9, row.amend_reason, row.happened_at) == (9, 1, "misread", score.happened_at)
    text = page(client, course)
    assert "<del>PHQ-9 6, item 9: 0</del>" in text
    assert "by Nora Nurse: misread" in text
    assert "Something was recorded since" in text
    assert row.alerts.exists()
    assert refresh_course(course, now=NOW) == 3, "both forecasts and the plan"
    assert StoredForecast.objects.count() == stored + 2
    assert "Something was recorded since" not in page(client, course)


def test_answers_are_corrected_one_by_one_and_add_up_again(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    enter(client, course, PHQ9)
    score = Score.objects.get(happened_at__date="2026-11-26")

    assert correct(client, score, PHQ9 | {"q1": "3", "reason": "read from the wrong line"}).status_code == 302
    assert Score.objects.get(amends=score).total == 10


def test_a_score_of_another_patient_is_taken_back(browser: Browser, course: Course) -> None:
    client, score = browser(Role.NURSE), Score.objects.filter(total=6, instrument="phq9").latest("happened_at")

    answer = correct(client, score, {"total": "6", "item9": "0", "reason": "wrong patient", "is_taken_back": "on"})

    assert answer.status_code == 302
    assert Score.objects.get(amends=score).is_void
    assert "taken back" in page(client, course)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Neither answers nor a total came"),
        ({"q1": "1"}, "Question 2 has no answer"),
        (PHQ9 | {"q3": "4"}, "Question 3 has no such answer"),
        (PHQ9 | {"total": "20"}, "The answers make 8"),
        ({"total": "20 points"}, "a number from 0 to 27, without a unit"),
        ({"total": "28"}, "a number from 0 to 27, without a unit"),
        ({"total": "12.5", "no_item9": "on"}, "runs from 0 to 27; check the total"),
        ({"total": "12"}, "Enter item 9, or tick that it is not known"),
        ({"total": "12", "item9": "1", "no_item9": "on"}, "only one can hold"),
        ({"total": "12", "item9": "4"}, "must lie between 0 and 3"),
        ({"total": "12", "item9": "0", "day": "2026-11-28"}, "lies in the future"),
        ({"total": "12", "item9": "0", "day": "2019-11-28"}, "before the course was opened"),
        ({"total": "12", "day": "0001-01-01"}, "check the year"),
        ({"total": "12", "day": "yesterday"}, "A day is needed, as in 2026-03-02"),
        ({"total": "12", "time": "25:00"}, "A time is needed, as in 14:05"),
        ({"total": "12", "answered_by": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browser: Browser, course: Course, said: dict[str, str], words: str
) -> None:
    before = Score.objects.count()

    answer = enter(browser(Role.NURSE), course, said)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "nothing that you typed is lost" in text
    if said.get("total", "").isdigit():
        assert f'value="{said["total"]}"' in text
    assert Score.objects.count() == before


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"total": "9", "item9": "0"}, "Say why it is corrected"),
        ({"total": "6", "item9": "0", "reason": "again"}, "Nothing differs from what stands"),
        ({"total": "9", "reason": "x" * 401}, "at most 400 characters"),
        ({"total": "9", "no_item9": "on", "day": "2026-12-24", "reason": "x"}, "lies in the future"),
    ],
)
def test_a_correction_needs_a_reason_and_a_difference(
    browser: Browser, course: Course, said: dict[str, str], words: str
) -> None:
    score = Score.objects.filter(total=6, instrument="phq9").latest("happened_at")

    answer = correct(browser(Role.NURSE), score, said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Score.objects.filter(amends=score).exists()


def test_a_score_that_was_corrected_is_not_corrected_again(browser: Browser, course: Course) -> None:
    client, score = browser(Role.NURSE), Score.objects.filter(total=6, instrument="phq9").latest("happened_at")
    correct(client, score, {"total": "9", "item9": "0", "reason": "misread"})

    again = correct(client, score, {"total": "8", "item9": "0", "reason": "misread"})
    where = reverse("score-correct", args=[course.patient.public_id, score.public_id])

    assert (again.status_code, "was corrected before" in again.content.decode()) == (422, True)
    assert "correct the one that stands" in client.get(where).content.decode()


def test_what_is_foreign_or_guessed_is_not_here(browser: Browser, course: Course) -> None:
    client, score = browser(Role.NURSE), course.scores.latest("happened_at")
    other = Patient.objects.create(
        given_name="Bo", family_name="Other", birth_date="1990-01-01", created_at=NOW, public_id=uuid.uuid4()
    )

    for patient_id, score_id in ((other.public_id, score.public_id), (course.patient.public_id, uuid.uuid4())):
        assert client.post(reverse("score-correct", args=[patient_id, score_id]), {"reason": "x"}).status_code == 404
    assert enter(client, course, {"total": "3"}, instrument="\x00nothing").status_code == 404
    assert (
        client.get(reverse("score-enter", args=[other.public_id]), {"course": str(course.public_id)}).status_code == 404
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from(["total", "item9", "q1", "q9", "day", "time", "answered_by", "reason", "client_key"]),
        st.one_of(st.sampled_from(ODD), st.text(max_size=40)), max_size=6,
    ),
    instrument=st.sampled_from(["phq9", "peg", "madrs", "daily_mood"]),
)  # fmt: skip
def test_whatever_is_typed_is_taken_or_said(
    browser: Browser, course: Course, said: dict[str, str], instrument: str
) -> None:
    client, score = browser(Role.NURSE), course.scores.earliest("happened_at")

    assert enter(client, course, said, instrument=instrument).status_code in {302, 422}
    assert correct(client, score, said).status_code in {302, 422}
