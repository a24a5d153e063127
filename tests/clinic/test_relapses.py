"""A relapse recorded on the patient's page: in the chart, in the past intervals, corrected beside what stood."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import KEYS, NOW, nine_months, tick_by_second
from wane_clinic.actions.amend import amend
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.tick import refresh_course
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.current import forecast_of
from wane_clinic.care.models import Course, Relapse
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]
ODD = ("", "10 points", "-1", "0", "1e999", "nan", "9" * 5000, "\x00", "\u202e", "🫀", "a" * 5000)


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    scores = ((-60, 20, 0), (-40, 11, 0), (-20, 6, 0))
    return nine_months(patient, person(Role.PRESCRIBER), sessions=(-58, -27), scores=scores)


def record(client: Client, course: Course, **said: str) -> Any:
    where = f"{reverse('relapse-enter', args=[course.patient.public_id])}?course={course.public_id}"
    asked = {"client_key": str(KEYS.next()), "day": "2026-11-17", "time": "10:00", "source": "clinician"}
    return client.post(where, asked | said)


def correct(client: Client, relapse: Relapse, **said: str) -> Any:
    where = reverse("relapse-correct", args=[relapse.course.patient.public_id, relapse.public_id])
    asked = {
        "client_key": str(KEYS.next()), "source": relapse.source, "words": relapse.words,
        "line": "" if relapse.line is None else f"{relapse.line:g}",
        "day": f"{relapse.happened_at:%Y-%m-%d}", "time": f"{relapse.happened_at:%H:%M}",
    }  # fmt: skip
    return client.post(where, asked | said)


def page(client: Client, course: Course) -> Any:
    return client.get(reverse("patient", args=[course.patient.public_id]))


def test_a_relapse_is_kept_once_marked_in_the_chart_and_ends_its_interval(browser: Browser, course: Course) -> None:
    client, key = browser(Role.PRESCRIBER), str(KEYS.next())

    answers = [record(client, course, words="Off work since", client_key=key).status_code for _ in range(2)]
    refresh_course(course, now=NOW)

    assert answers == [302, 302]
    assert AuditEvent.objects.filter(action="record_relapse").count() == Relapse.objects.count() == 1
    answer = page(client, course)
    assert ("9.9 d ago", "relapse recorded", "–") in answer.context["chart"].rows
    assert "clinician says relapse: Off work since" in answer.content.decode()
    stored = forecast_of(course)
    assert stored is not None
    assert [round(one["days"]) for one in stored.answer["past_intervals"]][-1] == 17, "from day -27 to day -10"
    assert stored.answer["past_intervals"][-1]["ended_by"] == "relapse recorded"


def test_a_score_that_crossed_a_line_names_the_line(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)

    assert record(client, course, source="score", line="10").status_code == 302
    assert "relapse: score at or above 10" in page(client, course).content.decode()


def test_a_relapse_is_corrected_or_taken_back_beside_what_stood(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    record(client, course)
    first = Relapse.objects.get()

    assert correct(client, first, day="2026-11-19", reason="two days later").status_code == 302
    second = Relapse.objects.get(amends=first)
    assert (second.happened_at.day, second.source, second.amend_reason) == (19, "clinician", "two days later")
    assert correct(client, second, reason="it was the flu", is_taken_back="on").status_code == 302
    text = page(client, course).content.decode()
    assert "<del>clinician says relapse → clinician says relapse</del>" in text
    assert "by Nora Nurse: it was the flu" in text
    assert not [row for row in page(client, course).context["chart"].rows if row[1] == "relapse recorded"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"source": ""}, "Say who judged so"),
        ({"source": "moon"}, "Say who judged so"),
        ({"source": "score"}, "Say which line the score crossed"),
        ({"line": "10"}, "A line is said only where a score crossed it"),
        ({"source": "score", "line": "10 points"}, "is a number in points"),
        ({"source": "score", "line": "-3"}, "must lie above 0 and up to 80 points"),
        ({"day": "2026-12-24"}, "lies in the future"),
        ({"day": "2019-12-24"}, "before the course was opened"),
        ({"day": "soon"}, "A day is needed"),
        ({"words": "a" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    browser: Browser, course: Course, said: dict[str, str], words: str
) -> None:
    answer = record(browser(Role.NURSE), course, **{"words": "felt it coming back"} | said)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert said.get("words", "felt it coming back") in text
    assert not Relapse.objects.exists()


def test_a_correction_needs_a_reason_and_a_difference(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    record(client, course)
    row = Relapse.objects.get()

    assert "Say why it is corrected" in correct(client, row, words="x").content.decode()
    assert "Nothing differs" in correct(client, row, reason="x").content.decode()
    correct(client, row, reason="x", words="y")
    assert "was corrected before" in correct(client, row, reason="x", words="z").content.decode()


def test_the_database_holds_the_line_to_the_score(browser: Browser, person: Person, course: Course) -> None:
    record(browser(Role.NURSE), course)

    with pytest.raises(ActionError, match="A line is needed where a score crossed it"):
        amend(
            entry=Relapse.objects.get(), changes={"line": 10.0}, by=person(Role.NURSE), entered_at=NOW,
            client_key=KEYS.next(), reason="x",
        )  # fmt: skip


def test_what_is_foreign_or_guessed_is_not_here(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    record(client, course)
    other = Patient.objects.create(given_name="Bo", family_name="Other", birth_date="1990-01-01", created_at=NOW)

    for patient_id, relapse_id in ((other.public_id, Relapse.objects.get().public_id), (course.patient.public_id, ID)):
        assert client.get(reverse("relapse-correct", args=[patient_id, relapse_id])).status_code == 404


ID = uuid.UUID(int=1)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from(["source", "line", "words", "day", "time", "client_key", "reason"]),
        st.one_of(st.sampled_from((*ODD, "score")), st.text(max_size=40)), max_size=5,
    )
)  # fmt: skip
def test_whatever_is_typed_is_taken_or_said(browser: Browser, course: Course, said: dict[str, str]) -> None:
    client = browser(Role.NURSE)

    assert record(client, course, **said).status_code in {302, 422}
    for row in Relapse.objects.filter(amendment=None)[:1]:
        assert correct(client, row, **said).status_code in {302, 422}
