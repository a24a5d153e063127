"""The chart of scores on a patient's page: lines with their sources, days as dates; and one phase on every page."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.clinic.nine_months import NOW, tick_by_second, two_months
from wane_clinic.actions.tick import refresh_course
from wane_clinic.bridge.score_lines import score_lines
from wane_clinic.care.models import Course
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    tick_by_second(monkeypatch)


@pytest.fixture
def course(person: Person, patient: Patient) -> Course:
    return two_months(patient, person(Role.PRESCRIBER))


def test_the_list_and_the_page_say_one_phase(browser: Browser, course: Course) -> None:
    refresh_course(course, now=NOW)
    client = browser(Role.PRESCRIBER)
    on_page: Any = client.get(reverse("patient", args=[course.patient.public_id]))
    listed: Any = client.get(reverse("patients"))

    assert on_page.context["phase"]
    assert [row.phase for row in listed.context["rows"]] == [on_page.context["phase"]]


def test_the_days_of_the_chart_are_dates(browser: Browser, course: Course) -> None:
    answer: Any = browser(Role.PRESCRIBER).get(reverse("patient", args=[course.patient.public_id]))

    assert f"toDate({NOW.replace(hour=12, minute=0, second=0, microsecond=0).timestamp():.0f}000" in str(
        answer.context["chart"].spec
    )


def test_response_and_remission_are_drawn_and_each_line_has_its_source(browser: Browser, course: Course) -> None:
    client, first = browser(Role.PRESCRIBER), course.scores.filter(instrument="phq9").earliest("happened_at")
    answer: Any = client.get(reverse("patient", args=[course.patient.public_id]))
    lines = {one.name: one for one in answer.context["score_lines"]}

    assert lines["response"].at == first.total / 2
    assert lines["remission"].at == 5.0
    spec = str(answer.context["chart"].spec)
    assert ("'words': 'response'" in spec) is (lines["response"].at != 10.0), "the relapse line lies at 10"
    assert "'words': 'remission'" in spec
    assert "read in the abstract alone" in lines["smallest change"].sentence
    for one in lines.values():
        assert one.sentence in unescape(answer.content.decode())
        assert client.get(reverse("evidence", args=[one.source])).status_code == 200


@pytest.mark.parametrize("instrument", ["pcl5", "peg", "daily_mood"])
def test_a_scale_without_a_cited_line_draws_none(instrument: str) -> None:
    assert score_lines(instrument, entry=40.0) == ()
