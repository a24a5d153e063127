"""AC-1, AC-7, AC-9, AU-1: logging in by name and password, wrong tries, closed accounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import models
from django.test import Client

from tests.clinic.conftest import PASSWORD
from wane_clinic.actions.people import disable_clinician, give_role
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web import people_here
from wane_clinic.web.accounts import adapter
from wane_clinic.web.people_here import now

LOG_IN = "/account/login/"
pytestmark = pytest.mark.django_db
People = Callable[[Role], Clinician]


def tried(client: Client, password: str = "wrong", username: str = "nurse") -> Any:
    return client.post(LOG_IN, {"login": username, "password": password})


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_ac_1_a_person_logs_in_under_their_own_name(client: Client, person: People) -> None:
    nurse = person(Role.NURSE)

    answer = tried(client, PASSWORD)

    event = AuditEvent.objects.get(action="login")
    assert answer.headers["location"] == "/"
    assert (event.actor, event.actor_id) == ("nurse", nurse.pk)
    assert event.where.startswith("127.0.0.1 /account/login/ session ")


def test_a_wrong_password_is_said_and_recorded(client: Client, person: People) -> None:
    person(Role.NURSE)

    answer = tried(client)

    assert answer.status_code == 200
    assert b'role="alert"' in answer.content
    assert actions() == ["login_failed"]


def test_ac_7_five_wrong_tries_close_the_account_even_to_the_right_password(client: Client, person: People) -> None:
    person(Role.NURSE)
    for _ in range(5):
        tried(client)

    answer = tried(client, PASSWORD)

    assert b"Five wrong tries" in answer.content
    assert actions() == ["login_failed"] * 5 + ["locked_out"]
    assert tried(Client(), PASSWORD).status_code == 200


def test_ac_7_a_quarter_of_an_hour_later_it_is_open(
    client: Client, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Role.NURSE)
    for _ in range(5):
        tried(client)
    monkeypatch.setattr(adapter, "now", lambda: now() + timedelta(minutes=16))

    assert tried(client, PASSWORD).status_code == 302


def test_ac_7_a_log_in_starts_the_count_anew(client: Client, person: People) -> None:
    person(Role.NURSE)
    for password in ("a", "b", "c", "d", PASSWORD, "e"):
        tried(Client(), password)

    assert tried(client, PASSWORD).status_code == 302


def test_a_name_that_nobody_has_is_recorded_as_a_hash(client: Client) -> None:
    answer = tried(client, username="my password by mistake")

    event = AuditEvent.objects.get()
    assert answer.status_code == 200
    assert event.actor.startswith("(unknown) ")
    assert "mistake" not in event.actor


def test_ac_9_a_leavers_session_ends_at_once(browser: Callable[[Role], Client], person: People) -> None:
    nurse, owner = person(Role.NURSE), person(Role.OWNER)
    tablet = browser(Role.NURSE)
    assert tablet.get("/account/pin/").status_code == 200

    disable_clinician(person=nurse, by=owner, at=now(), reason="left")

    assert tablet.get("/account/pin/").status_code == 302
    assert b"closed" in Client().post(LOG_IN, {"login": "nurse", "password": PASSWORD}, follow=True).content


def test_another_role_ends_open_sessions(browser: Callable[[Role], Client], person: People) -> None:
    nurse, owner = person(Role.NURSE), person(Role.OWNER)
    tablet = browser(Role.NURSE)

    give_role(person=nurse, role=Role.FRONT_DESK, by=owner, at=now(), reason="moved")

    assert tablet.get("/account/pin/").status_code == 302


def test_ac_9_an_account_cannot_be_deleted(person: People) -> None:
    with pytest.raises(models.ProtectedError):
        person(Role.NURSE).delete()


def test_logging_out_is_recorded(browser: Callable[[Role], Client]) -> None:
    browser(Role.NURSE).post("/account/logout/")

    assert actions()[-1] == "logout"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/email/", "/account/password/reset/"])
def test_nobody_signs_up_or_resets_a_password_by_themselves(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_ac_4_without_a_second_factor_the_only_page_is_where_it_is_set_up(
    browser: Callable[[Role], Client], person: People, settings: Any
) -> None:
    settings.HAS_SECOND_FACTOR = True
    tablet = browser(Role.NURSE)

    before = tablet.get("/")
    set_up = tablet.get("/account/factors/")
    Authenticator.objects.create(user=person(Role.NURSE), type="totp", data={"secret": "x"})
    after = tablet.get("/account/pin/")

    assert before.headers["location"] == "/account/factors/"
    assert set_up.status_code == 200
    assert after.status_code == 200


def test_ac_4_the_second_factor_is_asked_for_at_log_in(client: Client, person: People) -> None:
    Authenticator.objects.create(user=person(Role.NURSE), type="totp", data={"secret": "x"})

    answer = tried(client, PASSWORD)

    assert answer.headers["location"] == "/account/second-factor/"
    assert client.get("/account/pin/").status_code == 302
    assert "login" not in actions()


def test_a_wrong_code_is_recorded(client: Client, person: People) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person(Role.NURSE), generate_totp_secret())
    tried(client, PASSWORD)

    client.post("/account/second-factor/", {"code": "000000"})

    assert actions()[-1] == "login_failed"


@pytest.mark.parametrize(
    "address",
    [
        "/account/login/", "/account/second-factor/", "/account/inactive/",
    ],
)  # fmt: skip
def test_pages_before_the_log_in_answer(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 302}


@pytest.mark.parametrize(
    "page", ["factors/", "password/change/", "logout/", "pin/", "reauthenticate/", "factors/keys/"]
)
def test_pages_of_ones_own_account_answer(browser: Callable[[Role], Client], page: str) -> None:
    assert browser(Role.NURSE).get(f"/account/{page}", follow=True).status_code == 200


def test_the_clock_is_in_utc() -> None:
    assert people_here.now().utcoffset() == timedelta(0)
