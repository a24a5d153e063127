"""Planning a course and booking from it: a person decides, with a reason where another date is taken."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import (
    KEYS,
    NOW,
    day,
    judged,
    new_course,
    nine_months,
    planned_course,
    said,
    score,
    tick_by_second,
)
from wane_clinic.actions.courses import change_phase
from wane_clinic.actions.settings import change_settings
from wane_clinic.actions.tick import refresh_course
from wane_clinic.care.current import course_plan_of
from wane_clinic.care.models import Booking, Course, Session, StoredCoursePlan
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web.course.dated import dated_words

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    return planned_course(patient, person(Role.PRESCRIBER))


@pytest.fixture
def maintained(person: Person, patient: Patient) -> Course:
    """Two sessions 28 days apart, the last of them on Monday four days ago; the last score is 6."""
    scores = ((-62, 20, 1), (-40, 11, 0), (-30, 6, 0), (-20, 7, 0), (-1, 6, 0))
    course = nine_months(patient, person(Role.PRESCRIBER), sessions=(-60, -57, -53, -32, -4), scores=scores)
    refresh_course(course, now=NOW, by=None)
    return course


def plan_of(course: Course) -> StoredCoursePlan:
    plan = course_plan_of(course)
    assert plan is not None
    return plan


def told(course: Course, **more: str) -> dict[str, str]:
    plan = plan_of(course)
    return {"course": str(course.public_id), "plan": str(plan.public_id), "client_key": str(KEYS.next())} | more


def page(client: Client, course: Course) -> str:
    return client.get(reverse("course", args=[course.patient.public_id])).content.decode()


def open_and_plan(course: Course) -> None:
    """The clinic's forecasts have shown their skill, and the course is planned by them."""
    judged("open")
    refresh_course(course, now=NOW + timedelta(seconds=1), by=None)


def chosen(course: Course) -> Any:
    return next(one for one in plan_of(course).answer["next_session"] if one["is_chosen"])


def options(course: Course) -> list[str]:
    found = [one for one in plan_of(course).answer["next_session"] if one["at"] is not None]
    return [one["at"] for one in sorted(found, key=lambda one: not one["is_chosen"])]


def book(client: Client, course: Course, **more: str) -> int:
    answer = client.post(reverse("course-book", args=[course.patient.public_id]), told(course, **more))
    return answer.status_code


def test_the_plan_offers_options_with_their_risk_and_a_clinician_decides(browser: Browser, course: Course) -> None:
    open_and_plan(course)
    text = page(browser(Role.PRESCRIBER), course)

    for words in ("clinician decides", "relapse before it", "Accept", "Later sessions, proposed only", "Phases"):
        assert words in text, words
    assert len(options(course)) >= 2
    assert not Session.objects.filter(course=course, planned_for__gt=NOW).exists(), "nothing is booked by itself"


def test_no_chance_is_shown_before_forecasts_were_judged_here(browser: Browser, course: Course) -> None:
    text = browser(Role.PRESCRIBER).get(reverse("course", args=[course.patient.public_id])).content.decode()

    assert "Chances of relapse are closed until they were judged here" in text
    assert "relapse before it" not in text
    assert "best spacing" not in text
    assert "Accept" in text, "the dates stand, and a clinician decides"


def test_a_forecast_without_shown_skill_dates_nothing_that_one_tap_accepts(
    browser: Browser, maintained: Course
) -> None:
    """RELIEF: the ladder is the fallback. A score of 6 lies between 5 and 10, so the interval of 28 d is kept."""
    text = page(browser(Role.PRESCRIBER), maintained)

    assert chosen(maintained)["dating"] == "ladder"
    assert datetime.fromisoformat(chosen(maintained)["at"]).date() == day(-4 + 28).date()
    assert "dated by the ladder of scores, a fixed rule" in text
    assert text.count(">Accept<") == 1
    assert "which has not shown skill at this clinic: it is not the proposed date" in text


def test_a_plan_dated_by_a_forecast_books_nothing_once_the_skill_is_gone(browser: Browser, maintained: Course) -> None:
    course = maintained
    open_and_plan(course)
    assert chosen(course)["dating"] == "accepted risk"
    client, asked = browser(Role.PRESCRIBER), told(course, at=options(course)[0])
    judged("widen", held=0.9)

    assert ">Accept<" not in page(client, course)
    assert client.post(reverse("course-book", args=[course.patient.public_id]), asked).status_code == 422


def test_the_head_says_what_dated_the_proposed_session(browser: Browser, person: Person, maintained: Course) -> None:
    course = maintained
    open_and_plan(course)
    by_forecast = page(browser(Role.PRESCRIBER), course)
    other = Patient(given_name="Bea", family_name="Zzyzx", birth_date=day(-20000).date(), created_at=NOW)
    other.save()
    induction = nine_months(other, person(Role.PRESCRIBER), sessions=(-5, -2), scores=((-6, 20, 0),), phase="induction")
    refresh_course(induction, now=NOW, by=None)
    by_schedule = page(browser(Role.PRESCRIBER), induction)

    assert "it keeps the expected chance of relapse before it within 20 %" in by_forecast
    assert chosen(course)["risk_before"] <= 0.2
    assert chosen(induction)["dating"] == "schedule"
    assert "dated by the printed schedule of the course" in by_schedule
    assert "within 20 %" not in by_schedule


def test_a_day_past_the_accepted_risk_is_not_called_within_it() -> None:
    late = {"dating": "accepted risk", "risk_before": 0.31, "is_chosen": True}

    said = dated_words({"next_session": [late], "asked": {"risk": 0.2}})

    assert "later than the accepted chance of relapse of 20 %" in said


def test_the_phase_is_one_word_on_every_page(browser: Browser, person: Person, course: Course) -> None:
    """Five of six sessions were given when a clinician recorded the response check: their word counts."""
    change_phase(course=course, phase="response check", **said(person(Role.PRESCRIBER), day(-1)))
    refresh_course(course, now=NOW + timedelta(seconds=1), by=None)
    client = browser(Role.PRESCRIBER)
    patient = client.get(reverse("patient", args=[course.patient.public_id])).content.decode()

    assert plan_of(course).answer["phase"] == "response check"
    assert "PHQ-9 · response check" in patient
    assert "Now: response check, because a clinician recorded it" in page(client, course)


@pytest.mark.parametrize(("verdict", "held"), [("open", 0.9), ("widen", 0.57)])
def test_the_caution_of_the_score_card_stands_beside_the_plan(
    browser: Browser, course: Course, verdict: str, held: float
) -> None:
    open_and_plan(course)
    judged(verdict, held=held, words=["They held 57 %.", "With 10 people it can easily turn out otherwise."])

    assert "With 10 people it can easily turn out otherwise." in page(browser(Role.PRESCRIBER), course)


def test_the_proposed_date_is_accepted_once(browser: Browser, course: Course) -> None:
    client, asked = browser(Role.PRESCRIBER), told(course, at=options(course)[0])
    where = reverse("course-book", args=[course.patient.public_id])

    assert [client.post(where, asked).status_code for _ in range(2)] == [302, 302]
    booking = Booking.objects.get(course=course)
    assert (booking.state, booking.session is not None) == ("accepted", True)
    text = client.get(reverse("course", args=[course.patient.public_id])).content.decode()
    assert "Booked for" in text
    assert book(client, course, at=options(course)[1], reason="again") == 422, "one booking is enough"


def test_another_date_needs_a_reason(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)

    assert book(client, course, at=options(course)[1]) == 422
    assert not Booking.objects.exists()
    assert book(client, course, at=options(course)[1], reason="holiday") == 302
    assert Booking.objects.get().reason == "holiday"


def test_none_of_the_dates_is_refused_with_a_reason(browser: Browser, course: Course) -> None:
    client, where = browser(Role.PRESCRIBER), reverse("course-refuse", args=[course.patient.public_id])

    assert client.post(where, told(course)).status_code == 422
    assert client.post(where, told(course, reason="wants to wait")).status_code == 302
    assert Booking.objects.get().state == "refused"


def test_an_old_plan_books_nothing(browser: Browser, person: Person, course: Course) -> None:
    score(course, person(Role.NURSE), -1, 14)

    answer = browser(Role.PRESCRIBER).post(
        reverse("course-book", args=[course.patient.public_id]), told(course, at=options(course)[0])
    )

    assert answer.status_code == 422
    assert "plan the course again" in answer.content.decode()
    assert not Booking.objects.exists(), "nothing half done"


def test_planning_again_makes_a_new_plan(browser: Browser, course: Course) -> None:
    where = reverse("course-refresh", args=[course.patient.public_id])

    answer = browser(Role.NURSE).post(where, {"course": str(course.public_id)})

    assert answer.status_code == 302
    assert StoredCoursePlan.objects.filter(course=course).count() == 2


def test_a_course_without_an_order_says_what_it_needs(browser: Browser, person: Person, patient: Patient) -> None:
    course = new_course(patient, person(Role.PRESCRIBER), began=-3)
    client = browser(Role.PRESCRIBER)

    assert "Not planned yet" in client.get(reverse("course", args=[patient.public_id])).content.decode()
    answer = client.post(reverse("course-refresh", args=[patient.public_id]), {"course": str(course.public_id)})
    assert "plan the first one" in answer.content.decode()


def test_who_does_not_read_forecasts_books_none_from_them(browser: Browser, course: Course) -> None:
    assert book(browser(Role.FRONT_DESK), course, at=options(course)[0]) == 404
    assert browser(Role.RESEARCHER).get(reverse("course", args=[course.patient.public_id])).status_code == 403


def test_the_cost_is_shown_where_the_clinic_said_it(browser: Browser, person: Person, course: Course) -> None:
    changes = {"session_cost": "450.00", "coverage": 0.5, "currency": "EUR"}
    change_settings(changes=changes, by=person(Role.OWNER), at=NOW, reason="asked")
    refresh_course(course, now=NOW + timedelta(seconds=1), by=None)

    text = browser(Role.PRESCRIBER).get(reverse("course", args=[course.patient.public_id])).content.decode()

    assert re.search(r"\d+\.\d\d EUR", text)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.text(max_size=60) | st.datetimes().map(str), reason=st.text(max_size=400), plan=st.text(max_size=40))
def test_whatever_is_sent_gets_one_sentence(browser: Browser, course: Course, at: str, reason: str, plan: str) -> None:
    client = browser(Role.PRESCRIBER)

    assert book(client, course, at=at, reason=reason) == 422
    assert book(client, course, at=at, reason=reason, plan=plan) in {404, 422}
    assert not Booking.objects.exists()


def test_the_plan_takes_a_constant_number_of_queries(browser: Browser, person: Person, course: Course) -> None:
    client, where = browser(Role.PRESCRIBER), reverse("course", args=[course.patient.public_id])
    client.get(where)
    with CaptureQueriesContext(connection) as little:
        client.get(where)
    for number in range(1, 20):
        score(course, person(Role.NURSE), -5 + number / 10, 6, 0)
    with CaptureQueriesContext(connection) as much:
        client.get(where)

    assert len(much) <= len(little) < 50


def test_cds_1_the_plan_of_a_course_says_each_of_the_six(browser: Browser, course: Course) -> None:
    judged("open")
    text = page(browser(Role.PRESCRIBER), course)
    said = dict(re.findall(r"<dt>([^<]*)</dt><dd>(.*?)</dd>", text.split('class="basis"')[1], re.S))

    for name, words in (
        ("Intended use and user", "a clinician who plans a course"),
        ("Inputs used and missing", "4 own sessions and 5 own PHQ-9 scores"),
        ("Inputs used and missing", "questions of the rules are not answered"),
        ("Method", "until then the ladder of scores"), ("Data sources", "depression__phq9"),
        ("Validation results", "84 % lie in their 90 % interval"),
        ("Validation results", "Of 200 past 90 % intervals of scores at this clinic, 180 held"),
        ("Known limits", "Trials disagree threefold"),
    ):  # fmt: skip
        assert words in said[name], name
