"""The chair board: what is urgent first, initials alone, and no more queries for more chairs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clinic.sheet import ORDER, a_session, said
from wane_clinic.actions.doses import record_dose
from wane_clinic.actions.ratings import record_rating
from wane_clinic.actions.vitals import record_vitals
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.board.values import cards
from wane_clinic.web.due_times import Due, next_set, planned_minutes

pytestmark = pytest.mark.django_db
BROWSER = Callable[[Role], Client]
PERSON = Callable[[Role], Clinician]
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def minute(value: float) -> datetime:
    return START + timedelta(minutes=value)


def test_the_number_of_queries_is_the_same_with_1_4_and_20_sessions(browser: BROWSER, person: PERSON) -> None:
    client, nurse, counts = browser(Role.NURSE), person(Role.NURSE), []
    client.get("/board/cards/")
    for chair in range(1, 21):
        session = a_session(nurse, chair=chair)
        record_vitals(session=session, systolic_mmhg=120, diastolic_mmhg=80, **said(nurse, 9))
        if chair in {1, 4, 20}:
            with CaptureQueriesContext(connection) as caught:
                client.get("/board/cards/", headers={"HX-Request": "true"})
            counts.append(len(caught))

    assert len(set(counts)) == 1, counts


def test_the_most_urgent_chair_stands_first_and_empty_ones_last(browser: BROWSER, person: PERSON) -> None:
    nurse = person(Role.NURSE)
    on_time, late = a_session(nurse, chair=2), a_session(nurse, chair=3)
    record_vitals(session=on_time, systolic_mmhg=121, diastolic_mmhg=80, **said(nurse, 1))
    record_rating(session=on_time, moaas=5, **said(nurse, 1))
    page = browser(Role.NURSE).get("/board/").content.decode()

    order = [page.index(f"Chair {chair}<") for chair in (3, 2, 1, 4)]
    assert order == sorted(order)
    assert page.count(">BP late<") == 1
    assert late.patient.family_name not in page
    assert "B.E." in page


def test_a_bolus_beside_a_running_pump_does_not_stop_it(browser: BROWSER, person: PERSON) -> None:
    nurse = person(Role.NURSE)
    session = a_session(nurse, order=ORDER | {"dose_mg": 20.0, "duration_min": 20.0})
    record_dose(session=session, kind="bolus", dose_mg=1.0, **said(nurse, 2))
    record_vitals(session=session, systolic_mmhg=121, diastolic_mmhg=80, **said(nurse, 1))
    record_rating(session=session, moaas=5, **said(nurse, 1))

    assert "End of order late" in browser(Role.NURSE).get("/board/").content.decode()  # 60 mg/h since 30 min


def test_a_pulse_alone_neither_hides_the_last_pressure_nor_counts_as_one(browser: BROWSER, person: PERSON) -> None:
    nurse = person(Role.NURSE)
    session = a_session(nurse)
    record_vitals(session=session, systolic_mmhg=142, diastolic_mmhg=88, **said(nurse, 29))
    record_rating(session=session, moaas=5, **said(nurse, 1))
    record_vitals(session=session, pulse_per_min=84, **said(nurse, 1))
    page = browser(Role.NURSE).get("/board/").content.decode()

    assert "142/88" in page
    assert ">BP late<" in page


def test_a_late_rating_of_sedation_is_late_on_the_board_too(browser: BROWSER, person: PERSON) -> None:
    nurse = person(Role.NURSE)
    session = a_session(nurse)
    record_vitals(session=session, systolic_mmhg=142, diastolic_mmhg=88, **said(nurse, 1))

    assert ">MOAA/S late<" in browser(Role.NURSE).get("/board/").content.decode()


def test_a_session_of_today_that_has_not_begun_is_one_tap_away(browser: BROWSER, person: PERSON) -> None:
    session = a_session(person(Role.NURSE), state="planned")

    assert f"/session/{session.public_id}/" in browser(Role.NURSE).get("/board/").content.decode()


def test_a_dose_given_at_once_does_not_infuse(settings: object, person: PERSON) -> None:
    order = {"drug": "ketamine", "route": "im", "dose_mg": 40.0, "duration_min": None, "weight_kg": 80.0}
    a_session(person(Role.NURSE), order=order)
    from wane_clinic.people.settled import current

    assert cards(current(), now=datetime.now(UTC))[0].phase == "Dosed"


@pytest.mark.parametrize(
    ("last", "due"),
    [(None, 0.0), (-8.0, 10.0), (3.0, 10.0), (6.0, 20.0), (12.0, 20.0), (41.0, 71.0)],
)
def test_the_next_set_follows_the_plan_and_restarts_with_each_set(last: float | None, due: float) -> None:
    taken = None if last is None else minute(last)

    assert next_set((0, 10, 20, 40), seated=minute(-10), dosing=minute(0), last=taken) == minute(due)


def test_before_the_dose_the_first_set_is_due_at_once_and_the_next_in_half_an_hour() -> None:
    assert next_set((0, 10), seated=minute(-10), dosing=None, last=None) == minute(-10)
    assert next_set((0, 10), seated=minute(-10), dosing=None, last=minute(-5)) == minute(25)


def test_the_words_of_what_is_due_are_those_of_the_page_s_clock() -> None:
    due = Due(what="BP", at=minute(10))

    told = [due.words(minute(at)) for at in (0, 7.5, 9.5, 10.5, 12)]
    assert told == ["BP in 10 min", "BP in 3 min", "BP due now", "BP due now", "BP late by 2 min"]
    assert [due.is_late(minute(10.5)), due.is_late(minute(11))] == [False, True]


def test_without_a_plan_the_hour_has_four_sets() -> None:
    assert planned_minutes(None)[:5] == (0.0, 15.0, 30.0, 45.0, 60.0)
    assert planned_minutes([{"minute": 0, "what": "Sedation"}, {"minute": 5, "what": "BP"}], "sedation") == (0.0,)
