"""The list of patients and the page of one: what each role sees, what stands on it, and how many queries it takes."""

import re
from collections.abc import Callable
from datetime import timedelta
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
    planned,
    score,
    tick_by_second,
    two_months,
)
from wane_clinic.actions.amend import amend
from wane_clinic.actions.notes import write_note
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.shown import Days
from wane_clinic.care.models import Course, Note, StoredForecast
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web.patient.forecast import relief_sentence

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    return two_months(patient, person(Role.PRESCRIBER))


def page(client: Client, course: Course, query: str = "") -> str:
    answer = client.get(reverse("patient", args=[course.patient.public_id]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_names_are_for_those_who_reach_patients(browser: Browser, course: Course) -> None:
    seen = {role: browser(role).get(reverse("patients")).content.decode() for role in (Role.FRONT_DESK, Role.OWNER)}

    assert "Ada Zzyzx" in seen[Role.FRONT_DESK]
    assert "PHQ-9" not in seen[Role.FRONT_DESK], "the front desk sees no score"
    assert "Ada Zzyzx" not in seen[Role.OWNER]
    assert "A.Z." in seen[Role.OWNER]


def test_a_search_is_sent_in_the_body_and_finds_by_parts_of_a_name(browser: Browser, course: Course) -> None:
    client = browser(Role.PRESCRIBER)

    found = client.post(reverse("patients"), {"name": "zzy ad"}).content.decode()
    nobody = client.post(reverse("patients"), {"name": "nobody"}).content.decode()

    assert "Ada Zzyzx" in found
    assert "PHQ-9 6, Sat 21 Nov" in found
    assert "Nobody here has this name" in nobody


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text(max_size=200), where=st.text(max_size=8))
@pytest.mark.django_db
def test_whatever_is_searched_for_is_answered(browser: Browser, name: str, where: str) -> None:
    client = browser(Role.NURSE)

    assert client.post(reverse("patients"), {"name": name}).status_code == 200
    assert client.get(reverse("patients"), {"page": where}).status_code == 200


def test_the_page_words_the_forecast_with_its_event_and_sources(browser: Browser, course: Course) -> None:
    judged("open")
    text = page(browser(Role.PRESCRIBER), course)

    for words in (
        "Relief is expected", "Chance still well", "of 20", "Relapse: the level behind the PHQ-9 scores",
        "Typical person", "A priori", "A posteriori", "What it does not know", "from what", "Own past intervals",
        "Of 200 past 90 % intervals",
    ):  # fmt: skip
        assert words in text, words
    assert "will" not in text.split("How long relief")[1].split("On record")[0].split()
    assert AuditEvent.objects.filter(action="view", patient=str(course.patient.public_id)).exists()


def test_own_data_off_shows_the_studies_alone(browser: Browser, course: Course) -> None:
    judged("open")
    client = browser(Role.PRESCRIBER)

    text = page(client, course, "?own=off")

    assert "prior only" in text
    assert "this is the average of studies" in text
    assert "with own data between" in text


CLOSED = (
    "Relief is expected", "Chance still well", "relapse before day", "Parameters", "points (90 %)", "expected (90 %)",
    "Prior only", "Show it all the same", "forecast-release",
)  # fmt: skip


def test_the_page_is_closed_until_it_was_judged_and_widened_where_it_missed(browser: Browser, course: Course) -> None:
    client = browser(Role.PRESCRIBER)
    closed = page(client, course)
    judged("widen", held=0.8)
    widened = page(client, course)

    assert "Closed until it was judged here" in closed
    assert "at least 27 d" in closed, "own intervals are records, not a forecast"
    for words in CLOSED:
        assert words not in closed, words
    assert "Intervals are widened to this clinic" in widened
    assert "Relief is expected" in widened


def test_the_few_forecasts_behind_an_open_page_are_said_beside_it(browser: Browser, course: Course) -> None:
    judged("open", words=["Passed.", "With 10 people it can easily turn out otherwise."])
    text = page(browser(Role.PRESCRIBER), course)

    panel = text.split("How long relief")[1].split("Relief is expected")[0]
    assert "With 10 people it can easily turn out otherwise." in panel


def test_what_holds_its_intervals_without_skill_stays_closed(browser: Browser, course: Course) -> None:
    judged("widen", held=0.9)

    assert "Closed until it was judged here" in page(browser(Role.PRESCRIBER), course)


def test_while_the_page_is_closed_so_is_each_number_of_it(browser: Browser, course: Course) -> None:
    client = browser(Role.NURSE)
    where = reverse("why", args=[course.patient.public_id, "relief"])

    closed = client.get(where)
    judged("open")

    assert (closed.status_code, "Closed until it was judged here" in closed.content.decode()) == (403, True)
    assert client.get(where).status_code == 200


def test_check_ins_that_the_clock_asked_for_and_nobody_answered_are_hollow(browser: Browser, course: Course) -> None:
    answer = browser(Role.NURSE).get(reverse("patient", args=[course.patient.public_id]))

    missed = [day for day, words, _ in answer.context["chart"].rows if words == "missed"]

    assert missed == ["36.8 d ago", "12.8 d ago"], "weekly after day -51 until -27, weekly after that; no link was sent"


def test_the_page_leads_to_the_sheets_the_findings_and_the_consent_of_this_patient(
    browser: Browser, course: Course
) -> None:
    client, patient = browser(Role.NURSE), course.patient
    text = page(client, course)

    for where in (
        *(reverse("hand-out", args=[patient.public_id, name]) for name in ("before", "after", "first")),
        reverse("intake-consent", args=[patient.public_id]),
    ):
        assert f'href="{where}"' in text
        assert client.get(where).status_code == 200


def test_a_corrected_score_stays_struck_through(browser: Browser, person: Person, course: Course) -> None:
    judged("open")
    wrong = course.scores.filter(instrument="phq9").order_by("-happened_at").first()
    assert wrong is not None
    amend(
        entry=wrong, changes={"total": 8.0, "item9": 0}, by=person(Role.NURSE), entered_at=NOW,
        client_key=KEYS.next(), reason="misread",
    )  # fmt: skip

    text = page(browser(Role.PRESCRIBER), course)

    assert "<del>PHQ-9 6, item 9: 0</del>" in text
    assert "misread" in text
    assert "Something was recorded since" in text, "the forecast is older than the correction"


def test_a_prescriber_releases_what_was_on_the_page_and_a_nurse_may_not(browser: Browser, course: Course) -> None:
    judged("open")
    where = reverse("forecast-release", args=[course.patient.public_id])
    shown = StoredForecast.objects.get(course=course, own_data="used")
    told = {"course": str(course.public_id), "forecast": str(shown.public_id)}

    assert browser(Role.NURSE).post(where, told).status_code == 403
    assert browser(Role.PRESCRIBER).post(where, told | {"forecast": "no"}).status_code == 404
    assert browser(Role.PRESCRIBER).post(where, told).status_code == 302
    shown.refresh_from_db()
    assert shown.released_by is not None


def test_a_released_forecast_is_withdrawn_once_with_a_reason(browser: Browser, course: Course) -> None:
    judged("open")
    shown = StoredForecast.objects.get(course=course, own_data="used")
    asked = {"course": str(course.public_id), "forecast": str(shown.public_id)}
    names = ("forecast-release", "forecast-withdraw")
    release, withdraw = (reverse(name, args=[course.patient.public_id]) for name in names)
    client = browser(Role.PRESCRIBER)

    early = client.post(withdraw, asked | {"reason": "too early"}, follow=True).content.decode()
    client.post(release, asked)
    without = client.post(withdraw, asked, follow=True).content.decode()
    twice = [client.post(withdraw, asked | {"reason": "dose changed"}).status_code for _ in range(2)]
    again = client.post(release, asked, follow=True).content.decode()
    shown.refresh_from_db()

    assert "was not released" in early
    assert "Not withdrawn: Say why the forecast is withdrawn." in without
    assert (twice, shown.withdrawn_reason) == ([302, 302], "dose changed")
    assert AuditEvent.objects.filter(action="withdraw_forecast").count() == 1
    assert "This forecast was withdrawn; forecast again" in again
    assert "by Paul Prescriber: dose changed" in page(client, course)
    assert browser(Role.NURSE).post(withdraw, asked | {"reason": "x"}).status_code == 403


def test_a_forecast_is_made_anew_when_asked_for(browser: Browser, course: Course) -> None:
    where = reverse("forecast-refresh", args=[course.patient.public_id])
    told = {"course": str(course.public_id), "client_key": str(KEYS.next())}

    for _ in range(2):
        assert browser(Role.PRESCRIBER).post(where, told).status_code == 302
    assert StoredForecast.objects.filter(course=course).count() == 2 + 2, "a double tap is one"
    assert browser(Role.FRONT_DESK).post(where, told).status_code == 403


def test_a_note_is_kept_and_an_empty_one_said_so(browser: Browser, course: Course) -> None:
    client, where = browser(Role.NURSE), reverse("patient-note", args=[course.patient.public_id])
    told = {"course": str(course.public_id), "text": "Slept <b>well</b>", "client_key": str(KEYS.next())}

    assert client.post(where, told).status_code == 302
    assert client.post(where, told).status_code == 302
    assert Note.objects.filter(text="Slept <b>well</b>").count() == 1
    assert "Slept &lt;b&gt;well" in page(client, course)
    assert client.post(where, told | {"text": " "}).status_code == 422


@pytest.mark.parametrize("number", ["still-well", "score", "risk-before"])
def test_a_drawer_says_its_number_and_whose_values_it_rests_on(browser: Browser, course: Course, number: str) -> None:
    judged("open")
    client, where = browser(Role.NURSE), reverse("why", args=[course.patient.public_id, number])
    own, prior = (client.get(where, {"own": said}).content.decode() for said in ("on", "off"))

    assert re.search(r'<p class="value">\d+ (%|to \d+ points)', own)
    assert "<dt>With this person&#x27;s values</dt>".replace("&#x27;", "'") in own
    assert "With this person's values" not in prior
    assert "prior only" in prior


def test_a_drawer_says_the_very_chances_of_the_page(browser: Browser, course: Course) -> None:
    judged("open")
    client: Any = browser(Role.NURSE)
    rows = client.get(reverse("patient", args=[course.patient.public_id])).context["panel"].well
    drawer = client.get(reverse("why", args=[course.patient.public_id, "still-well"])).content.decode()

    assert rows
    for row in rows:
        ahead = row.when.partition(",")[0]
        assert f"{row.percent} {ahead}" in drawer


def test_every_number_opens_its_reasons_and_they_open_their_source(browser: Browser, course: Course) -> None:
    judged("open")
    client = browser(Role.NURSE)
    for number in (
        "relief", "still-well", "score", "risk-before", "past-intervals", "line", "half-life-of-relief", "response",
        "untreated-level", "chance-of-responding",
    ):  # fmt: skip
        text = client.get(reverse("why", args=[course.patient.public_id, number])).content.decode()
        assert "/evidence/depression__phq9" in text, number
        assert "With this person" in text
    assert client.get(reverse("why", args=[course.patient.public_id, "nothing"])).status_code == 404


def test_somebody_without_a_course_or_a_score_is_no_empty_page(
    browser: Browser, person: Person, patient: Patient
) -> None:
    client = browser(Role.PRESCRIBER)
    where = reverse("patient", args=[patient.public_id])
    assert "No course yet" in client.get(where).content.decode()

    new_course(patient, person(Role.PRESCRIBER), began=-3)
    assert "Not enough data" in client.get(where).content.decode()
    answer = client.post(reverse("forecast-refresh", args=[patient.public_id]), follow=True)
    assert "Not forecast: No score and no session is on record yet." in answer.content.decode()


def test_foreign_and_strange_courses_are_not_here(browser: Browser, course: Course) -> None:
    where = reverse("patient", args=[course.patient.public_id])
    for said in ("x", "00000000-0000-4000-8000-000000000000", "\x00", "9" * 4000):
        assert browser(Role.NURSE).get(where, {"course": said}).status_code == 404


def test_the_page_takes_as_many_queries_for_much_as_for_little(
    browser: Browser, person: Person, course: Course
) -> None:
    client, prescriber = browser(Role.PRESCRIBER), person(Role.PRESCRIBER)
    page(client, course)
    with CaptureQueriesContext(connection) as little:
        page(client, course)
    for number in range(1, 25):
        score(course, prescriber, -5 + number / 10, 6 + number % 3, 0)
    with CaptureQueriesContext(connection) as much:
        page(client, course)

    assert len(much) <= len(little)
    assert len(little) < 50


def test_thirty_sessions_and_thirty_notes_take_no_query_more(browser: Browser, person: Person, course: Course) -> None:
    client, prescriber, counts = browser(Role.PRESCRIBER), person(Role.PRESCRIBER), []
    page(client, course)
    for more in (3, 27):
        for number in range(more):
            planned(course, prescriber, 3 + number)
            write_note(
                patient=course.patient, course=course, text="Slept well.", by=prescriber, happened_at=NOW,
                entered_at=NOW, client_key=KEYS.next(),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as caught:
            page(client, course)
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_the_list_takes_as_many_queries_for_30_people_as_for_3(
    browser: Browser, person: Person, course: Course
) -> None:
    client, prescriber, counts = browser(Role.PRESCRIBER), person(Role.PRESCRIBER), []
    client.get(reverse("patients"))
    for more in (3, 27):
        for number in range(more):
            other = Patient(given_name=f"Zed{number}", family_name="Zzyzx", birth_date=NOW.date(), created_at=NOW)
            other.save()
            its = new_course(other, prescriber, began=-30)
            score(its, prescriber, -20, 7, 0)
            planned(its, prescriber, 3)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("patients")).content.decode().count("Zed") >= more
        counts.append(len(caught))

    assert counts[0] == counts[1]


def test_a_pain_course_has_its_own_scale(browser: Browser, person: Person, patient: Patient) -> None:
    prescriber = person(Role.PRESCRIBER)
    course = new_course(patient, prescriber, began=-30, condition="chronic_pain")
    score(course, prescriber, -20, 7)

    assert "NRS pain by day" in page(browser(Role.PRESCRIBER), course)
    assert day(0) - timedelta(days=1) < NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("low80", "high80", "said"),
    [
        (None, None, "to last beyond the 90 days"), (13.0, None, "13 days or longer"),
        (13.0, 41.0, "between 13 and 41"), (1.0, 1.0, "to have ended by the first day"),
    ],
)  # fmt: skip
def test_story_7_each_kind_of_interval_has_its_sentence(low80: float | None, high80: float | None, said: str) -> None:
    days = Days(median=24.0, low50=20.0, high50=30.0, low80=low80, high80=high80, low90=None, high90=None)

    assert said in relief_sentence(days)
