"""Passwords that somebody else chose are changed first; what was lost is replaced by an owner, with a reason."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.clinic.conftest import PASSWORD
from wane_clinic.actions.credentials import give_password
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician
from wane_clinic.people.roles import Role
from wane_clinic.web.people_here import now

pytestmark = pytest.mark.django_db
OWN = "something of my own"
GIVEN = "given for a day only"
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]


def test_a_new_account_changes_its_password_before_anything_else(browser: Browser, client: Client) -> None:
    new = {"username": "j.merow", "full_name": "Jana Merow", "role": "nurse", "password": GIVEN}
    browser(Role.OWNER).post("/clinic/people/add/", new)

    client.post("/account/login/", {"login": "j.merow", "password": GIVEN})
    before = client.get("/account/pin/")
    form = {"oldpassword": GIVEN, "password1": OWN, "password2": OWN}
    client.post("/account/password/change/", form)
    client.post("/account/login/", {"login": "j.merow", "password": OWN})

    assert before.headers["location"] == "/account/password/change/"
    assert client.get("/account/pin/").status_code == 200
    assert {"password": "chosen"} in [event.detail for event in AuditEvent.objects.filter(action="change")]


def test_an_owner_gives_a_password_and_open_sessions_end(browser: Browser, person: People) -> None:
    nurse = person(Role.NURSE)
    tablet = browser(Role.NURSE)

    answer = browser(Role.OWNER).post(
        f"/clinic/people/{nurse.pk}/password/", {"password": GIVEN, "reason": "forgot it"}
    )

    nurse.refresh_from_db()
    event = AuditEvent.objects.get(action="change")
    assert answer.status_code == 302
    assert nurse.check_password(GIVEN)
    assert nurse.must_renew
    assert tablet.get("/account/pin/").headers["location"].startswith("/account/login/")
    assert (event.why, event.detail) == ("forgot it", {"password": "given"})


def test_ac_4_an_owner_removes_a_lost_second_factor(browser: Browser, person: People) -> None:
    nurse = person(Role.NURSE)
    Authenticator.objects.create(user=nurse, type="totp", data={"secret": "x"})

    browser(Role.OWNER).post(f"/clinic/people/{nurse.pk}/factors/", {"reason": "lost the phone"})

    assert Authenticator.objects.count() == 0
    assert AuditEvent.objects.get(action="change").detail == {"second_factor": "removed", "n_factors": 1}


@pytest.mark.parametrize(
    ("page", "form", "words"),
    [
        ("password", {"password": "short", "reason": "forgot"}, "too short"),
        ("password", {"password": GIVEN, "reason": ""}, "required"),
        ("factors", {"reason": ""}, "required"),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_form(
    browser: Browser, person: People, page: str, form: dict[str, str], words: str
) -> None:
    answer = browser(Role.OWNER).post(f"/clinic/people/{person(Role.NURSE).pk}/{page}/", form)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nobody_else_gives_a_password_and_no_owner_without_a_reason(person: People) -> None:
    nurse, owner = person(Role.NURSE), person(Role.OWNER)

    with pytest.raises(ActionError, match="owner"):
        give_password(person=owner, password=GIVEN, by=nurse, at=now(), reason="why not")
    with pytest.raises(ActionError, match="reason"):
        give_password(person=nurse, password=GIVEN, by=owner, at=now(), reason=" ")
    assert owner.check_password(PASSWORD)
