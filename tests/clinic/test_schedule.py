"""The schedule: who comes when, moved or cancelled with a reason, nothing clinical; a calendar without names."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.clinic.nine_months import NOW, new_course, planned, tick_by_second
from wane_clinic.care.models import Course, Session
from wane_clinic.people.models import CalendarFeed, Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]
WEEK = "2026-W49"


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    return new_course(patient, person(Role.PRESCRIBER), began=-10)


@pytest.fixture
def booked(person: Person, course: Course) -> Session:
    return planned(course, person(Role.PRESCRIBER), 4)


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_the_front_desk_sees_names_and_nothing_clinical(browser: Browser, booked: Session, view: str) -> None:
    text = browser(Role.FRONT_DESK).get(f"{reverse('schedule')}?week={WEEK}{view}").content.decode()

    assert "Ada Zzyzx" in text
    assert "booked" in text
    for word in ("ketamine", "35.5", "depression", "PHQ"):
        assert word not in text


def test_others_see_initials(browser: Browser, booked: Session) -> None:
    text = browser(Role.OWNER).get(f"{reverse('schedule')}?week={WEEK}").content.decode()

    assert "Zzyzx" not in text
    assert "A.Z." in text
    assert "Move" not in text


@pytest.mark.parametrize("role", list(Role))
def test_a_visit_leads_whoever_may_read_it_to_its_sheet(browser: Browser, booked: Session, role: Role) -> None:
    client, sheet = browser(role), reverse("session", args=[booked.public_id])
    answer = client.get(f"{reverse('schedule')}?week={WEEK}")

    assert (sheet in answer.content.decode()) is (answer.status_code == 200 == client.get(sheet).status_code)


def test_a_visit_is_moved_with_a_reason_and_keeps_its_order(browser: Browser, booked: Session) -> None:
    client, where = browser(Role.FRONT_DESK), reverse("schedule-move", args=[booked.public_id])
    told = {"day": "2026-12-03", "time": "09:30"}

    assert client.get(where).status_code == 200
    assert client.post(where, told).status_code == 422, "no reason"
    assert client.post(where, told | {"reason": "no ride home"}).status_code == 302
    moved = Session.objects.get(amends=booked)
    assert (moved.planned_for.isoformat(), moved.dose_mg) == ("2026-12-03T09:30:00+00:00", 35.5)
    assert "no ride home" in moved.amend_reason


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"day": "2026-12-05", "time": "09:30"}, "gives no sessions on that day"),
        ({"day": "2026-12-03", "time": "03:10"}, "03:10 lies outside the clinic&#x27;s hours, 07:00 to 20:00"),
        ({"day": "2026-12-03", "time": "20:00"}, "lies outside the clinic"),
        ({"day": "2026-11-02", "time": "09:30"}, "has passed"),
        ({"day": "2036-12-03", "time": "09:30"}, "check the year"),
        ({"day": "tomorrow", "time": "soon"}, "Enter a valid"),
    ],
)
def test_a_date_that_cannot_be_is_said_in_a_sentence(
    browser: Browser, booked: Session, told: dict[str, str], words: str
) -> None:
    where = reverse("schedule-move", args=[booked.public_id])

    answer = browser(Role.FRONT_DESK).post(where, told | {"reason": "asked"})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_sheet_of_a_moved_visit_leads_to_where_it_went(browser: Browser, booked: Session) -> None:
    browser(Role.FRONT_DESK).post(reverse("schedule-move", args=[booked.public_id]), {
        "day": "2026-12-03", "time": "09:30", "reason": "no ride home"
    })  # fmt: skip
    old = browser(Role.NURSE).get(reverse("session", args=[booked.public_id])).content.decode()

    assert "it was planned anew" in old
    assert reverse("session", args=[Session.objects.get(amends=booked).public_id]) in old


def test_more_visits_within_an_hour_than_chairs_are_told_and_not_refused(
    browser: Browser, person: Person, booked: Session
) -> None:
    client, week = browser(Role.FRONT_DESK), f"{reverse('schedule')}?week={WEEK}"
    for _ in range(4):
        planned(booked.course, person(Role.PRESCRIBER), 4)
    assert "5 visits within an hour, 4 chairs" in client.get(week).content.decode()

    at = booked.planned_for + timedelta(minutes=59)
    moved = client.post(reverse("schedule-move", args=[booked.public_id]), {
        "day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "reason": "no ride home"
    }, follow=True)  # fmt: skip
    assert "5 visits within an hour, 4 chairs: look at the day once more" in moved.content.decode()
    at += timedelta(minutes=1)
    apart = client.post(reverse("schedule-move", args=[Session.objects.get(amends=booked).public_id]), {
        "day": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}", "reason": "later still"
    }, follow=True)  # fmt: skip
    assert "within an hour" not in apart.content.decode()


def test_a_visit_is_cancelled_with_a_reason_and_stays_visible(browser: Browser, booked: Session) -> None:
    client, where = browser(Role.FRONT_DESK), reverse("schedule-cancel", args=[booked.public_id])

    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "ill"}).status_code == 302
    assert "cancelled" in client.get(f"{reverse('schedule')}?week={WEEK}").content.decode()
    assert "Only a booked one" in client.get(where).content.decode()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(week=st.text(max_size=12), day=st.text(max_size=12), time=st.text(max_size=9), reason=st.text(max_size=400))
def test_whatever_is_sent_is_answered(
    browser: Browser, booked: Session, week: str, day: str, time: str, reason: str
) -> None:
    client = browser(Role.FRONT_DESK)

    assert client.get(reverse("schedule"), {"week": week, "view": week}).status_code == 200
    told = {"day": day, "time": time, "reason": reason}
    assert client.post(reverse("schedule-move", args=[booked.public_id]), told).status_code == 422


@pytest.mark.parametrize("week", ["0001-W01", "9999-W52", "2026-W60", "2026-W00", "WWWWWWWW"])
def test_a_week_that_cannot_be_is_this_week(browser: Browser, db: None, week: str) -> None:
    text = browser(Role.FRONT_DESK).get(reverse("schedule"), {"week": week}).content.decode()

    assert "week of 23 Nov 2026" in text


def test_the_schedule_takes_a_constant_number_of_queries(browser: Browser, person: Person, booked: Session) -> None:
    client, where = browser(Role.FRONT_DESK), f"{reverse('schedule')}?week={WEEK}"
    client.get(where)
    with CaptureQueriesContext(connection) as little:
        client.get(where)
    for _ in range(8):
        planned(booked.course, person(Role.PRESCRIBER), 4)
    with CaptureQueriesContext(connection) as much:
        client.get(where)

    assert len(much) == len(little)


def address(client: Client) -> str:
    answer = client.post(reverse("schedule-feed"), {"do": "make"})
    return str(answer.context["address"]).removeprefix("http://testserver")


def test_the_calendar_has_no_name_and_no_drug(browser: Browser, booked: Session) -> None:
    answer = Client().get(address(browser(Role.FRONT_DESK)))

    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert [str(one["SUMMARY"]) for one in Calendar.from_ical(text).walk("VEVENT")] == ["Visit"]
    for word in ("Ada", "Zzyzx", "A.Z.", "ketamine", "depression", str(booked.patient.public_id)):
        assert word not in text


def test_a_moved_visit_keeps_its_place_in_the_calendar(browser: Browser, booked: Session) -> None:
    client = browser(Role.FRONT_DESK)
    where = address(client)
    before = Calendar.from_ical(Client().get(where).content).walk("VEVENT")[0]
    told = {"day": "2026-12-03", "time": "09:30", "reason": "no ride"}
    client.post(reverse("schedule-move", args=[booked.public_id]), told)
    after = Calendar.from_ical(Client().get(where).content).walk("VEVENT")[0]

    assert before["UID"] == after["UID"]
    assert int(str(after["SEQUENCE"])) > int(str(before["SEQUENCE"]))


def test_an_address_ends_with_the_next_one_or_with_its_person(browser: Browser, person: Person) -> None:
    client = browser(Role.FRONT_DESK)
    first, second = address(client), address(client)

    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    assert CalendarFeed.objects.filter(ended_at__isnull=True).count() == 1
    client.post(reverse("schedule-feed"), {"do": "end"})
    assert Client().get(second).status_code == 404
    third = address(client)
    Clinician.objects.filter(pk=person(Role.FRONT_DESK).pk).update(is_active=False)
    assert Client().get(third).status_code == 404


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(token=st.text(alphabet=st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=80))
@pytest.mark.django_db
def test_a_guessed_address_is_not_here(token: str) -> None:
    assert Client().get(reverse("calendar", args=[token])).status_code == 404
    assert NOW + timedelta(0) == NOW
