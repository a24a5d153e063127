"""The order on board and sheet: said in words until a prescriber confirms it, and nothing is started before."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic.sheet import ORDER, Queue, a_proposal, a_session, ago, said
from wane_clinic.actions.sessions import replan_session
from wane_clinic.care.models import DoseEvent, Leaving, Session, State
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
BROWSER = Callable[[Role], Client]
PERSON = Callable[[Role], Clinician]
TO_CONFIRM = "Order to be confirmed by a prescriber"
START = {"rate_ml_h": "60", "bag_mg_ml": "1"}


def beside(browser: BROWSER, role: Role, session: Session) -> Queue:
    return Queue(client=browser(role), session=session)


def page(queue: Queue) -> str:
    told: str = queue.client.get(f"/session/{queue.session.public_id}/").content.decode()
    return told


@pytest.mark.parametrize("chair", [None, 1])
def test_a_nurse_reads_that_it_is_to_be_confirmed_and_is_offered_neither_that_nor_the_start(
    browser: BROWSER, person: PERSON, chair: int | None
) -> None:
    nurse = beside(browser, Role.NURSE, a_proposal(person(Role.NURSE), chair=chair))
    told = page(nurse)

    assert told.count(TO_CONFIRM) == 2
    assert "Confirm the order" not in told
    assert 'id="step-start"' not in told
    assert nurse.send("order", {}).status_code == 403


def test_the_start_is_refused_and_nothing_is_given_before(browser: BROWSER, person: PERSON) -> None:
    nurse = beside(browser, Role.NURSE, a_proposal(person(Role.NURSE), chair=1))
    answer = nurse.send("start", START)

    assert (answer.status_code, "No prescriber has confirmed" in answer.content.decode()) == (422, True)
    assert not DoseEvent.objects.exists()


def test_a_prescriber_reads_what_is_confirmed_and_then_the_nurse_may_start(browser: BROWSER, person: PERSON) -> None:
    session = a_proposal(person(Role.NURSE), chair=1)
    doctor, nurse = beside(browser, Role.PRESCRIBER, session), beside(browser, Role.NURSE, session)
    told = page(doctor)
    asked = told.split('<dialog id="order-dialog"')[1].split("</dialog>")[0]
    answer = doctor.send("order", {})

    assert 'data-opens="order-dialog"' in told
    for words in ("ketamine", "40 mg", "iv", "40 min", "80 kg", "Planned by Nora Nurse"):
        assert words in asked
    assert answer.status_code == 200
    assert "Order confirmed: ketamine 40 mg iv over 40 min, 80 kg" in answer.content.decode()
    after = page(nurse)
    assert TO_CONFIRM not in after
    assert "Order confirmed by Paul Prescriber" in after
    assert 'id="step-start"' in after
    assert nurse.send("start", START).status_code == 200


def test_an_order_confirmed_twice_is_confirmed_once(browser: BROWSER, person: PERSON) -> None:
    doctor = beside(browser, Role.PRESCRIBER, a_proposal(person(Role.NURSE), chair=1))
    answers = [doctor.send("order", {}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].content.decode().count("Order confirmed:") == 1


def test_an_order_planned_anew_is_not_confirmed_at_the_old_address(browser: BROWSER, person: PERSON) -> None:
    session = a_proposal(person(Role.NURSE))
    again = ORDER | {"dose_mg": 60.0}
    made = replan_session(
        session=session, planned_for=ago(30), reason="weighed", **again, **said(person(Role.NURSE), 40)
    )
    answer = beside(browser, Role.PRESCRIBER, session).send("order", {})

    assert (answer.status_code, "no order left" in answer.content.decode()) == (422, True)
    assert Session.objects.get(pk=made.pk).ordered_by is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(["client_key", "happened_at", "happened_clock", "dose_mg"]), st.text()))
def test_whatever_is_sent_with_a_confirmation_it_is_taken_or_refused_in_a_sentence(
    browser: BROWSER, person: PERSON, typed: dict[str, str]
) -> None:
    session = Session.objects.first() or a_proposal(person(Role.NURSE), chair=1)
    answer = beside(browser, Role.PRESCRIBER, session).send("order", typed)

    assert answer.status_code in {200, 422}
    assert Session.objects.get().dose_mg == 40.0


def test_the_board_says_it_of_a_chair_and_of_who_is_expected(browser: BROWSER, person: PERSON) -> None:
    a_proposal(person(Role.NURSE), chair=1)
    a_session(person(Role.NURSE), state="prep", chair=2)
    told = browser(Role.NURSE).get("/board/").content.decode()

    assert told.count(TO_CONFIRM) == 1


def test_who_is_expected_has_it_as_well(browser: BROWSER, person: PERSON) -> None:
    a_proposal(person(Role.NURSE))

    assert TO_CONFIRM in browser(Role.NURSE).get("/board/").content.decode()


def test_a_patient_who_is_not_ready_is_watched_again_with_a_reason(browser: BROWSER, person: PERSON) -> None:
    nurse = beside(browser, Role.NURSE, a_session(person(Role.NURSE), state="ready_check"))
    nurse.send("leaving", {"item": Leaving.ALERT.value, "answer": "done"})
    offered, refused = page(nurse), nurse.send("again", {})
    told = nurse.send("again", {"reason": "dizzy on standing"}).content.decode()

    assert 'data-opens="again-dialog"' in offered
    assert (refused.status_code, "Say why the patient is watched again." in refused.content.decode()) == (422, True)
    assert "Back to watching: dizzy on standing" in told
    assert Session.objects.get().state == State.WATCH
    assert nurse.send("ready", {}).status_code == 200
    assert "9 of 10 open" in page(nurse)


def test_a_first_watch_has_no_line_of_its_own(browser: BROWSER, person: PERSON) -> None:
    nurse = beside(browser, Role.NURSE, a_session(person(Role.NURSE), state="watch"))

    assert "Back to watching" not in page(nurse)


def test_the_lock_asks_for_a_name_that_can_be_another(browser: BROWSER) -> None:
    told = browser(Role.NURSE).get("/board/").content.decode()
    lock = told.split('<dialog id="lock"')[1].split("</dialog>")[0]

    assert '<input id="unlock-person" name="person" value="Nora Nurse" required' in lock
    assert 'type="hidden" name="person"' not in lock
