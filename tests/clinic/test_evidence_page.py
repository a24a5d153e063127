"""Evidence and the score card: any number reaches its study, and the hit rate is shown in counts."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.nine_months import NOW, nine_months, tick_by_second
from wane_clinic.actions.score_cards import judge_when_due
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]
Browser = Callable[[Role], Client]


@pytest.mark.parametrize(
    ("evidence_id", "words"),
    [
        ("depression__phq9", ("rows of published studies", "L(t) = B", "not re-checked")),
        ("KR044", ("Not re-checked at its source", "asahq.org", "Read in the full text")),
        ("otto_2021_s_ketamine_iv.CL", ("95.2 L/h/70kg", "48", "DOI 10.1007/s00228-021-03104-1")),
        ("mood_durability.wilkinson_2021.2", ("Wilkinson 2021", "racemic, IV", "abstract only: weak")),
    ],
)
@pytest.mark.django_db
def test_a_number_is_shown_with_its_study_people_and_quality(
    browser: Browser, evidence_id: str, words: tuple[str, ...]
) -> None:
    text = browser(Role.PRESCRIBER).get(reverse("evidence", args=[evidence_id])).content.decode()

    assert "data-evidence-page" in text
    for word in (*words, "What it does not cover", "How well it did when checked here"):
        assert word in text, word


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(evidence_id=st.text(min_size=1, max_size=200).filter(lambda text: "/" not in text and text not in {".", ".."}))
@pytest.mark.django_db
def test_an_id_that_is_not_there_is_said_so(browser: Browser, evidence_id: str) -> None:
    answer = browser(Role.NURSE).get(reverse("evidence", args=[evidence_id]))

    assert answer.status_code in {200, 404}


def test_the_front_desk_and_strangers_read_no_evidence(browser: Browser, db: None) -> None:
    assert browser(Role.FRONT_DESK).get(reverse("evidence", args=["KR044"])).status_code == 403
    assert Client().get(reverse("evidence", args=["KR044"])).status_code == 302


def test_the_score_card_counts_what_held(
    browser: Browser, person: Person, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick_by_second(monkeypatch)
    client = browser(Role.PRESCRIBER)
    assert "nothing was judged yet" in client.get(reverse("score-card")).content.decode()
    assert "two scores yet" in client.post(reverse("score-card-judge"), follow=True).content.decode()

    nine_months(patient, person(Role.PRESCRIBER))
    judge_when_due(now=NOW)
    text = client.get(reverse("score-card")).content.decode()

    assert "past 80 % intervals of a score held it" in text
    assert "What would make it wrong" in text
    assert "Forecast pages are silent" in text
    assert client.post(reverse("score-card-judge"), follow=True).status_code == 200
    assert browser(Role.RESEARCHER).post(reverse("score-card-judge")).status_code == 403
