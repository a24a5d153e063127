"""AC-5, AC-6: an idle screen locks; the same person opens it again by PIN or password, a colleague by name and PIN."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.clinic.conftest import PASSWORD
from wane_clinic.actions.credentials import set_pin
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web import lock
from wane_clinic.web.people_here import now

pytestmark = pytest.mark.django_db
PIN = "471903"
PAGE = "/account/pin/"
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]


def locked(browser: Browser) -> Client:
    tablet = browser(Role.NURSE)
    assert tablet.post("/lock/").status_code == 204
    return tablet


def test_ac_5_a_locked_session_opens_no_page_and_takes_no_entry(browser: Browser) -> None:
    tablet = locked(browser)

    page, entry, part = tablet.get(PAGE), tablet.post(PAGE), tablet.get(PAGE, headers={"hx-request": "true"})

    assert [page.status_code, entry.status_code, part.status_code] == [401, 401, 401]
    assert b"PIN or password" in page.content
    assert b"kept" in entry.content
    assert b"<" not in entry.content


@pytest.mark.parametrize("secret", [PIN, PASSWORD])
def test_ac_6_pin_or_password_opens_the_same_session(browser: Browser, person: People, secret: str) -> None:
    set_pin(by=person(Role.NURSE), at=now(), pin=PIN)
    tablet = locked(browser)
    session = tablet.cookies["sessionid"].value

    answer = tablet.post("/unlock/", {"person": "Nora Nurse", "secret": secret})

    assert answer.status_code == 204
    assert answer.headers["Wane-Unlocked"] == "Nora Nurse"
    assert tablet.get(PAGE).status_code == 200
    assert tablet.cookies["sessionid"].value == session


def test_ac_6_a_pin_logs_nobody_in_elsewhere(client: Client, person: People) -> None:
    set_pin(by=person(Role.NURSE), at=now(), pin=PIN)

    log_in = client.post("/account/login/", {"login": "nurse", "password": PIN})
    unlock = client.post("/unlock/", {"person": "Nora Nurse", "secret": PIN})

    assert log_in.status_code == 200
    assert unlock.status_code == 401


def test_ac_6_nobody_elses_name_opens_it(browser: Browser, person: People) -> None:
    person(Role.PRESCRIBER)
    tablet = locked(browser)

    answer = tablet.post("/unlock/", {"person": "Paul Prescriber", "secret": PASSWORD})

    assert answer.status_code == 403
    assert b"colleague with a PIN" in answer.content
    assert tablet.get(PAGE).status_code == 401


def second_nurse(**changes: Any) -> Clinician:
    found = Clinician.objects.create_user(username="nan", full_name="Nan Nurse", role=Role.NURSE, password=PASSWORD)
    set_pin(by=found, at=now(), pin=PIN)
    for name, value in changes.items():
        setattr(found, name, value)
    found.pin_hash = Clinician.objects.get(pk=found.pk).pin_hash if "pin_hash" not in changes else changes["pin_hash"]
    found.save()
    return found


@pytest.mark.parametrize("name", ["nan", "Nan Nurse", " NAN "])
def test_ac_6_a_colleague_takes_the_tablet_over_by_name_and_pin(browser: Browser, name: str) -> None:
    second_nurse()
    tablet = locked(browser)
    session = tablet.cookies["sessionid"].value

    answer = tablet.post("/unlock/", {"person": name, "secret": PIN})

    assert (answer.status_code, answer.headers["Wane-Unlocked"]) == (204, "Nan Nurse")
    assert tablet.cookies["sessionid"].value != session
    assert tablet.get("/account/").context["person"] == "Nan Nurse"
    event = AuditEvent.objects.get(action="unlock")
    assert (event.actor, event.why) == ("nan", "took the device over from nurse")


@pytest.mark.parametrize(
    "changes",
    [{"is_active": False}, {"must_renew": True}, {"pin_hash": ""}, {"role": Role.PRESCRIBER}, {"role": "owner"}],
)
def test_ac_6_nobody_who_may_do_more_or_has_left_takes_over(browser: Browser, changes: dict[str, Any]) -> None:
    second_nurse(**changes)
    tablet = locked(browser)

    answer = tablet.post("/unlock/", {"person": "nan", "secret": PIN})

    assert answer.status_code == 403
    assert tablet.get(PAGE).status_code == 401


@pytest.mark.parametrize("secret", [PASSWORD, "000000", "", "\x00"])
def test_ac_6_taking_over_is_by_pin_alone(browser: Browser, secret: str) -> None:
    second_nurse()

    assert locked(browser).post("/unlock/", {"person": "nan", "secret": secret}).status_code == 403


@pytest.mark.parametrize("name", ["n\x00an", "x" * 5000, "' OR 1=1 --", "\ud800"])
def test_odd_names_at_the_lock_are_nobodys(browser: Browser, name: str) -> None:
    data = {"person": name.encode("utf-8", "replace").decode(), "secret": PIN}

    assert locked(browser).post("/unlock/", data).status_code == 403


def test_ac_6_a_page_that_is_open_is_taken_over_by_nobody(browser: Browser) -> None:
    second_nurse()
    tablet = browser(Role.NURSE)

    answer = tablet.post("/unlock/", {"person": "nan", "secret": PIN})

    assert answer.status_code == 403
    assert tablet.get("/account/").context["person"] == "Nora Nurse"


def test_ac_7_five_wrong_pins_of_a_colleague_close_the_colleagues_account(browser: Browser) -> None:
    second_nurse()
    tablet = locked(browser)
    for _ in range(5):
        tablet.post("/unlock/", {"person": "nan", "secret": "000000"})

    again = locked(browser).post("/unlock/", {"person": "nan", "secret": PIN})

    assert tablet.get(PAGE).status_code == 302
    assert again.status_code == 403
    assert AuditEvent.objects.filter(action="locked_out", actor="nan").exists()


def test_ac_7_five_wrong_pins_end_the_session(browser: Browser) -> None:
    tablet = locked(browser)
    answers = [tablet.post("/unlock/", {"person": "Nora Nurse", "secret": "000000"}) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {403}
    assert b"neither your PIN" in answers[0].content
    assert b"logged out" in answers[4].content
    assert tablet.get(PAGE).status_code == 302
    assert AuditEvent.objects.filter(action="locked_out").count() == 1


def test_au_1_locking_and_unlocking_are_recorded(browser: Browser) -> None:
    tablet = locked(browser)
    tablet.post("/lock/")
    tablet.post("/unlock/", {"person": "nurse", "secret": PASSWORD})

    actions = AuditEvent.objects.order_by("seq").values_list("action", flat=True)
    assert [action for action in actions if "lock" in action] == ["lock", "unlock"]


def test_a_browser_that_lost_its_page_unlocks_by_a_form_and_goes_on(browser: Browser) -> None:
    tablet = locked(browser)

    wrong = tablet.post("/unlock/page/", {"person": "Nora Nurse", "secret": "no", "next": PAGE})
    right = tablet.post("/unlock/page/", {"person": "Nora Nurse", "secret": PASSWORD, "next": PAGE})

    assert wrong.status_code == 403
    assert b"neither your PIN" in wrong.content
    assert right.headers["location"] == PAGE


def test_unlocking_leads_nowhere_outside_the_clinic(browser: Browser) -> None:
    tablet = locked(browser)

    answer = tablet.post("/unlock/page/", {"person": "nurse", "secret": PASSWORD, "next": "https://example.org/"})

    assert answer.headers["location"] == "/"


def test_ac_5_a_session_that_was_left_alone_is_locked(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = browser(Role.NURSE)
    tablet.get(PAGE)
    monkeypatch.setattr(lock, "now", lambda: now() + timedelta(minutes=41))

    assert tablet.get(PAGE).status_code == 401


def test_ac_5_a_page_that_asks_by_itself_keeps_no_session_open(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = browser(Role.NURSE)
    tablet.get(PAGE)
    for minutes in (15, 30):
        monkeypatch.setattr(lock, "now", lambda m=minutes: now() + timedelta(minutes=m))
        assert tablet.get(PAGE, headers={"hx-request": "true"}).status_code == 200
    monkeypatch.setattr(lock, "now", lambda: now() + timedelta(minutes=41))

    assert tablet.get(PAGE, headers={"hx-request": "true"}).status_code == 401


def test_ac_5_a_shared_tablet_tells_its_page_to_close_sooner(browser: Browser) -> None:
    tablet, minutes = browser(Role.NURSE), []
    for said in ("no", "yes", "no"):
        tablet.post("/account/shared/", {"is_shared": said})
        minutes += re.findall(r'<body[^>]* data-lock-minutes="(\d+)"', tablet.get("/board/").content.decode())

    assert minutes == ["10", "2", "10"]


@pytest.mark.parametrize(("said", "opens"), [("no", 200), ("yes", 401)])
def test_ac_5_a_shared_tablet_whose_browser_said_nothing_locks_sooner(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, said: str, opens: int
) -> None:
    tablet = browser(Role.NURSE)
    tablet.post("/account/shared/", {"is_shared": said})
    monkeypatch.setattr(lock, "now", lambda: now() + timedelta(minutes=35))

    assert tablet.get(PAGE).status_code == opens


@pytest.mark.parametrize("pin", ["12345", "111111", "121212", "1234567890123", "abcdef", ""])
def test_a_pin_that_is_guessed_at_once_is_refused(person: People, pin: str) -> None:
    with pytest.raises(ActionError):
        set_pin(by=person(Role.NURSE), at=now(), pin=pin)


def test_one_sets_ones_own_pin_with_the_password(browser: Browser, person: People) -> None:
    tablet = browser(Role.NURSE)

    without = tablet.post(PAGE, {"pin": PIN, "password": "no"})
    weak = tablet.post(PAGE, {"pin": "111111", "password": PASSWORD})
    answer = tablet.post(PAGE, {"pin": PIN, "password": PASSWORD})

    assert [without.status_code, weak.status_code, answer.status_code] == [422, 422, 302]
    assert person(Role.NURSE).pin_hash
    assert PIN not in str(list(AuditEvent.objects.values()))
