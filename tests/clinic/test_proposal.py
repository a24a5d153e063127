"""Story 8: whoever reaches the patient accepts, moves or refuses a proposed date, sees its chance and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import KEYS, NOW, judged, planned_course, score, tick_by_second
from wane_clinic.actions.tick import refresh_course
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.current import course_plan_of
from wane_clinic.care.models import Booking, Course, Session
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    return planned_course(patient, person(Role.PRESCRIBER))


def propose(client: Client, course: Course) -> Any:
    plan = course_plan_of(course)
    assert plan is not None
    told = {"course": str(course.public_id), "plan": str(plan.public_id), "client_key": str(KEYS.next())}
    return client.post(reverse("course-propose", args=[course.patient.public_id]), told)


@pytest.fixture
def waiting(browser: Browser, course: Course) -> Booking:
    """A clinician has read the plan and left its dates to the front desk."""
    judged("open")
    refresh_course(course, now=NOW + timedelta(seconds=1), by=None)
    assert propose(browser(Role.PRESCRIBER), course).status_code == 302
    return Booking.objects.get(course=course)


def decide(client: Client, booking: Booking, **said: str) -> Any:
    asked = {"client_key": str(KEYS.next())} | said
    return client.post(reverse("schedule-proposal", args=[booking.public_id]), asked)


def dates(booking: Booking) -> list[str]:
    """The proposed date first."""
    return [one["at"] for one in sorted(booking.options, key=lambda one: not one["is_chosen"])]


def test_the_front_desk_sees_dates_with_their_chance_and_nothing_clinical(browser: Browser, waiting: Booking) -> None:
    client, week = browser(Role.FRONT_DESK), f"{waiting.proposed_for:%G-W%V}"
    where = reverse("schedule-proposal", args=[waiting.public_id])

    text = client.get(where).content.decode()

    assert where in client.get(f"{reverse('schedule')}?week={week}").content.decode()
    assert where in client.get(f"{reverse('schedule')}?week={week}&view=list").content.decode()
    assert "Ada Zzyzx" in text
    assert "relapse before it" in text
    assert "Its sources and limits stand on the plan of the course" in text
    assert text.count('name="at"') == len(set(dates(waiting)))
    for word in ("ketamine", "35.5", "depression", "PHQ", "ladder", "points", "accepted risk", "score", "days at or"):
        assert word not in text.split('id="page"')[1].split("<footer")[0], word


def test_a_proposal_of_another_week_is_told_and_led_to(browser: Browser, waiting: Booking) -> None:
    client, own = browser(Role.FRONT_DESK), f"{waiting.proposed_for:%G-W%V}"
    elsewhere = client.get(reverse("schedule"), {"week": "2026-W40"}).content.decode()

    assert "1 more proposed in other weeks" in elsewhere
    assert f'href="?week={own}"' in elsewhere
    assert "more proposed" not in client.get(reverse("schedule"), {"week": own}).content.decode()


def test_while_forecasts_are_silent_no_chance_is_shown(browser: Browser, course: Course) -> None:
    propose(browser(Role.NURSE), course)
    where = reverse("schedule-proposal", args=[Booking.objects.get().public_id])

    text = browser(Role.FRONT_DESK).get(where).content.decode()

    assert "relapse before it" not in text
    assert "Its sources" not in text
    assert "not shown until forecasts were judged here" in text


def test_the_proposed_date_is_accepted_once_and_orders_nothing(browser: Browser, waiting: Booking) -> None:
    client, key = browser(Role.FRONT_DESK), str(KEYS.next())

    said = [decide(client, waiting, do="take", at=dates(waiting)[0], client_key=key).status_code for _ in range(2)]

    waiting.refresh_from_db()
    assert said == [302, 302]
    assert (waiting.state, waiting.decided_by.role if waiting.decided_by else "") == ("accepted", "front_desk")
    made = waiting.session
    assert made is not None
    assert (made.planned_for, made.ordered_by) == (waiting.proposed_for, None), "a prescriber confirms the order"
    assert AuditEvent.objects.filter(action="booking_accepted", actor="front.desk").count() == 1


def test_another_proposed_date_or_clinic_day_needs_a_reason(browser: Browser, waiting: Booking) -> None:
    client, other = browser(Role.FRONT_DESK), dates(waiting)[1]

    assert "Say why another date" in decide(client, waiting, do="take", at=other).content.decode()
    assert "Reason" in decide(client, waiting, do="move", day="2026-12-17", time="09:30").content.decode()
    assert decide(client, waiting, do="move", day="2026-12-17", time="09:30", reason="no ride").status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason, waiting.booked_for.isoformat() if waiting.booked_for else "") == (
        "moved", "no ride", "2026-12-17T09:30:00+00:00",
    )  # fmt: skip


def test_none_is_refused_with_a_reason(browser: Browser, waiting: Booking) -> None:
    client = browser(Role.FRONT_DESK)

    assert "Say why none of the dates" in decide(client, waiting, do="refuse", reason=" ").content.decode()
    assert decide(client, waiting, do="refuse", reason="wants to wait").status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "wants to wait")
    assert "was refused" in client.get(reverse("schedule-proposal", args=[waiting.public_id])).content.decode()
    assert "was refused before" in decide(client, waiting, do="take", at=dates(waiting)[0]).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"do": "take", "at": "2026-12-24T10:00:00+00:00", "reason": "x"}, "no date of the proposal"),
        ({"do": "take", "at": "tomorrow", "reason": "x"}, "no date of the proposal"),
        ({"do": "move", "day": "2026-12-19", "time": "09:30", "reason": "x"}, "gives no sessions on that day"),
        ({"do": "move", "day": "2026-11-20", "time": "09:30", "reason": "x"}, "has passed"),
        ({"do": "move", "day": "2036-12-18", "time": "09:30", "reason": "x"}, "check the year"),
        ({"do": "move", "day": "soon", "time": "09:30", "reason": "x"}, "Enter a valid date"),
        ({"do": "refuse", "reason": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_booked(
    browser: Browser, waiting: Booking, said: dict[str, str], words: str
) -> None:
    answer = decide(browser(Role.FRONT_DESK), waiting, **said)

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (422, "proposed")
    assert words in answer.content.decode()


def test_what_was_recorded_since_sends_it_back_to_a_clinician(
    browser: Browser, person: Person, course: Course, waiting: Booking
) -> None:
    score(course, person(Role.NURSE), -1, 14)

    answer = decide(browser(Role.FRONT_DESK), waiting, do="take", at=dates(waiting)[0])

    assert (answer.status_code, "a clinician must plan the course again" in answer.content.decode()) == (422, True)


def test_who_does_not_read_forecasts_proposes_nothing(browser: Browser, course: Course) -> None:
    assert propose(browser(Role.FRONT_DESK), course).status_code == 404
    assert propose(browser(Role.OWNER), course).status_code == 403
    assert not Booking.objects.exists()


def test_dates_wait_once(browser: Browser, course: Course, waiting: Booking) -> None:
    answer = propose(browser(Role.NURSE), course)

    assert (answer.status_code, "wait in the schedule already" in answer.content.decode()) == (422, True)
    page = browser(Role.NURSE).get(reverse("course", args=[course.patient.public_id])).content.decode()
    assert "Leave the dates to the front desk" not in page
    assert Booking.objects.get() == waiting


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.dictionaries(
        st.sampled_from(["do", "at", "day", "time", "client_key"]),
        st.one_of(st.sampled_from(["take", "move", "\x00", "🫀", "9" * 5000, "0001-01-01"]), st.text(max_size=30)),
        max_size=5,
    )
)
def test_whatever_is_sent_books_nothing(browser: Browser, waiting: Booking, said: dict[str, str]) -> None:
    assert decide(browser(Role.FRONT_DESK), waiting, **said).status_code == 422
    assert not Session.objects.filter(planned_for__gt=NOW).exists()
