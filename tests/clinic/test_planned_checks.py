"""Checks of the course plan on the patient's page: due until done, with a result, corrected beside what stood."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import KEYS, NOW, day, nine_months, tick_by_second
from wane_clinic.actions.tick import refresh_course
from wane_clinic.bridge.checks import CourseChecks, checks_of
from wane_clinic.care.current import every, lines
from wane_clinic.care.models import Course, FollowedCheck
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web.times import clinic_zone

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]
ODD = ("", "\x00", "\u202e", "🫀", "a" * 5000, "yesterday", "9" * 5000)


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    """The first session was 58 days ago: every fourth week asks about the bladder, the last time two days ago."""
    scores = ((-60, 20, 0), (-40, 11, 0), (-20, 6, 0))
    course = nine_months(patient, person(Role.PRESCRIBER), sessions=(-58, -27), scores=scores)
    refresh_course(course, now=day(-19))
    refresh_course(course, now=NOW)
    return course


def found(course: Course) -> CourseChecks:
    return checks_of(course, lines(every(FollowedCheck, course=course)), now=NOW, zone=clinic_zone())


def bladder(course: Course) -> Any:
    return next((one for one in found(course).due if one.check_id == "bladder"), None)


def answer(client: Client, course: Course, *, check: str = "bladder", due: str = "2026-11-25", **said: str) -> Any:
    where = reverse("check-answer", args=[course.patient.public_id])
    asked = {"client_key": str(KEYS.next()), "day": "2026-11-26", "time": "09:00", "outcome": "done"}
    return client.post(f"{where}?course={course.public_id}&check={check}&due={due}", asked | said)


def correct(client: Client, check: FollowedCheck, **said: str) -> Any:
    where = reverse("check-correct", args=[check.course.patient.public_id, check.public_id])
    asked = {
        "client_key": str(KEYS.next()), "outcome": check.outcome, "result": check.result, "because": check.because,
        "day": f"{check.happened_at:%Y-%m-%d}", "time": f"{check.happened_at:%H:%M}",
    }  # fmt: skip
    return client.post(where, asked | said)


def page(client: Client, course: Course) -> str:
    return client.get(reverse("patient", args=[course.patient.public_id])).content.decode()


def test_what_a_plan_asked_for_and_nobody_did_stays_due(browser: Browser, course: Course) -> None:
    text = page(browser(Role.NURSE), course)

    assert (bladder(course).since, bladder(course).due_on) == (date(2026, 11, 25), date(2026, 11, 25))
    assert "due since 25 Nov 2026" in text
    assert "psychotherapy" not in {one.check_id for one in (*found(course).due, *found(course).ahead)}
    assert [one.due_on > NOW.date() for one in found(course).ahead].count(False) == 0


def test_a_check_is_done_once_with_its_result(browser: Browser, course: Course) -> None:
    client, key = browser(Role.NURSE), str(KEYS.next())

    said = [answer(client, course, result="no symptoms", client_key=key).status_code for _ in range(2)]

    assert said == [302, 302]
    row = FollowedCheck.objects.get()
    assert (row.outcome, row.result, row.happened_at.day) == ("done", "no symptoms", 26)
    assert bladder(course) is None
    assert "bladder check of 25 Nov: done, no symptoms" in page(client, course)
    again = answer(client, course, result="no symptoms")
    assert (again.status_code, "ticked as done before" in again.content.decode()) == (422, True)


def test_what_was_not_done_says_why_stays_due_and_is_done_later(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)

    assert answer(client, course, outcome="not_done", because="in a hurry").status_code == 302
    assert bladder(course).because == "in a hurry"
    assert "not done: in a hurry" in page(client, course)
    assert answer(client, course, result="none").status_code == 302
    assert bladder(course) is None
    assert "<del>bladder check of 25 Nov: not done, because in a hurry</del>" in page(client, course)


def test_an_answer_is_corrected_and_taken_back_it_is_due_again(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    answer(client, course, result="no symptons")
    first = FollowedCheck.objects.get()

    assert "Nothing differs" in correct(client, first, reason="x").content.decode()
    assert correct(client, first, result="no symptoms", reason="spelling").status_code == 302
    second = FollowedCheck.objects.get(amends=first)
    assert (second.result, second.happened_at) == ("no symptoms", first.happened_at)
    assert "was corrected before" in correct(client, first, result="y", reason="x").content.decode()
    assert correct(client, second, is_taken_back="on", reason="another patient's").status_code == 302
    assert bladder(course) is not None
    assert answer(client, course, result="asked now").status_code == 302, "it can be answered anew"


def test_a_check_may_be_done_before_its_day(browser: Browser, course: Course) -> None:
    ahead = next(one for one in found(course).ahead if one.check_id == "liver")

    said = answer(browser(Role.NURSE), course, check="liver", due=ahead.due_on.isoformat(), result="ALT 20 U/L")

    assert said.status_code == 302
    assert ahead.due_on not in {one.due_on for one in found(course).ahead if one.check_id == "liver"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"result": ""}, "Say what was found"),
        ({"outcome": "not_done"}, "Say why it was not done"),
        ({"outcome": ""}, "Say whether it was done"),
        ({"outcome": "perhaps", "result": "x"}, "Say whether it was done"),
        ({"result": "x", "because": "y"}, "belongs to a check that was not done"),
        ({"result": "x", "day": "2026-12-24"}, "lies in the future"),
        ({"result": "x", "day": "2019-12-24"}, "before the course was opened"),
        ({"result": "a" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    browser: Browser, course: Course, said: dict[str, str], words: str
) -> None:
    reply = answer(browser(Role.NURSE), course, **said)

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert said.get("result", "") in reply.content.decode()
    assert not FollowedCheck.objects.exists()


@pytest.mark.parametrize(
    ("check", "due"),
    [("appendix", "2026-11-25"), ("bladder", "2026-11-24"), ("bladder", "soon"), ("%00", "2026-11-25")],
)
def test_a_check_that_no_plan_asked_for_is_not_here(browser: Browser, course: Course, check: str, due: str) -> None:
    assert answer(browser(Role.NURSE), course, check=check, due=due, result="x").status_code == 404


def test_a_foreign_answer_is_not_here(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    answer(client, course, result="x")
    other = Patient.objects.create(given_name="Bo", family_name="Other", birth_date="1990-01-01", created_at=NOW)

    where = reverse("check-correct", args=[other.public_id, FollowedCheck.objects.get().public_id])
    assert client.get(where).status_code == 404


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from(["outcome", "result", "because", "day", "time", "client_key", "reason"]),
        st.one_of(st.sampled_from((*ODD, "not_done")), st.text(max_size=40)), max_size=5,
    )
)  # fmt: skip
def test_whatever_is_typed_is_taken_or_said(browser: Browser, course: Course, said: dict[str, str]) -> None:
    client = browser(Role.NURSE)

    assert answer(client, course, **said).status_code in {302, 422}
    for row in FollowedCheck.objects.filter(amendment=None)[:1]:
        assert correct(client, row, **said).status_code in {302, 422}
