"""The owner: accounts, settings and thresholds, each change with who, when and why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.clinic.conftest import AT, PASSWORD
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.people import create_first_owner, disable_clinician, enable_clinician, give_role
from wane_clinic.actions.settings import Lines, change_settings, sign_threshold
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician, Threshold
from wane_clinic.people.roles import Role
from wane_clinic.people.settled import current, thresholds_in_force

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]
NEW = {"username": "j.merow", "full_name": "Jana Merow", "role": "nurse", "password": "a long first word"}


def settings_form(**changes: Any) -> dict[str, Any]:
    as_it_is = {
        "name": "Clinic", "zone": "UTC", "weekdays": ["mon", "tue"], "opens_at": 7, "closes_at": 20,
        "chairs": 4, "idle_min": 10, "shared_idle_min": 2,
        "retention_years": 6,
        "risk": 0.2, "driving_h": 24, "leave_floor_min": 60, "currency": "USD", "reason": "first set up",
        "survey_often_days": 7, "survey_first_days": 28, "survey_then_days": 14, "link_days": 3,
    }  # fmt: skip
    return as_it_is | changes


def test_au_1_an_owner_makes_an_account_that_logs_in(browser: Browser) -> None:
    answer = browser(Role.OWNER).post("/clinic/people/add/", NEW)

    made = Clinician.objects.get(username="j.merow")
    event = AuditEvent.objects.get(action="create")
    assert answer.headers["location"] == "/clinic/"
    assert made.check_password(NEW["password"])
    assert (event.actor, event.subject_id) == ("owner", str(made.pk))
    assert NEW["password"] not in event.detail_json


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "short"}, "too short"),
        ({"username": "J Merow"}, "small letters"),
        ({"username": "owner"}, "is taken"),
        ({"full_name": "   "}, "required"),
        ({"role": "boss"}, "valid choice"),
    ],
)
def test_an_account_that_cannot_be_is_said_and_what_was_typed_stays(
    browser: Browser, changes: dict[str, str], words: str
) -> None:
    answer = browser(Role.OWNER).post("/clinic/people/add/", NEW | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Clinician.objects.filter(full_name="Jana Merow").count() == 0


def test_an_owner_gives_a_role_with_a_reason(browser: Browser, person: People) -> None:
    nurse = person(Role.NURSE)
    owner = browser(Role.OWNER)

    without = owner.post(f"/clinic/people/{nurse.pk}/role/", {"role": "prescriber", "reason": ""})
    owner.post(f"/clinic/people/{nurse.pk}/role/", {"role": "prescriber", "reason": "passed the board"})

    nurse.refresh_from_db()
    event = AuditEvent.objects.get(action="change")
    assert without.status_code == 422
    assert nurse.role == "prescriber"
    assert (event.why, event.detail) == ("passed the board", {"role": {"before": "nurse", "after": "prescriber"}})


def test_ac_9_an_account_is_closed_and_opened_again(browser: Browser, person: People) -> None:
    nurse = person(Role.NURSE)
    owner = browser(Role.OWNER)
    address = f"/clinic/people/{nurse.pk}/disable/"

    without = owner.post(address, {"reason": ""})
    owner.post(address, {"reason": "left"})
    nurse.refresh_from_db()
    closed = nurse.is_active
    owner.post(address, {"reason": "came back"})
    nurse.refresh_from_db()

    assert without.status_code == 422
    assert (closed, nurse.is_active) == (False, True)
    assert list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))[-2:] == ["disable", "change"]


def test_the_last_owner_stays(person: People) -> None:
    owner = person(Role.OWNER)

    with pytest.raises(ActionError, match="last owner"):
        disable_clinician(person=owner, by=owner, at=AT, reason="leaving")
    with pytest.raises(ActionError, match="last owner"):
        give_role(person=owner, role=Role.NURSE, by=owner, at=AT, reason="leaving")


def test_a_reason_of_spaces_is_none(person: People) -> None:
    with pytest.raises(ActionError, match="reason"):
        enable_clinician(person=person(Role.NURSE), by=person(Role.OWNER), at=AT, reason="  ")


def test_nobody_else_changes_accounts(person: People) -> None:
    nurse = person(Role.NURSE)

    with pytest.raises(ActionError, match="owner"):
        give_role(person=nurse, role=Role.OWNER, by=nurse, at=AT, reason="why not")


def test_the_first_owner_is_made_once() -> None:
    first = create_first_owner(username="o.ner", full_name="O Ner", password=PASSWORD, at=AT)

    assert first.role == Role.OWNER
    with pytest.raises(ActionError, match="accounts already"):
        create_first_owner(username="o.ther", full_name="O Ther", password=PASSWORD, at=AT)


def test_settings_are_changed_and_the_audit_says_what_they_were(browser: Browser) -> None:
    answer = browser(Role.OWNER).post("/clinic/settings/", settings_form(name="Lake", risk=0.15, line_phq9=12))

    event = AuditEvent.objects.get(subject_kind="clinicsettings")
    assert answer.headers["location"] == "/clinic/settings/"
    assert (current().name, current().risk, current().relapse_lines) == ("Lake", 0.15, {"phq9": 12.0})
    assert event.detail["risk"] == {"before": 0.2, "after": 0.15}
    assert "idle_min" not in event.detail


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Paris"}, "time zone"),
        ({"weekdays": []}, "required"),
        ({"risk": 2}, "less than or equal"),
        ({"chairs": 0}, "greater than or equal"),
        ({"opens_at": 20, "closes_at": 8}, "closes after it opens"),
        ({"line_phq9": "nan"}, "number"),
    ],
)
def test_settings_that_cannot_be_are_said(browser: Browser, changes: dict[str, Any], words: str) -> None:
    answer = browser(Role.OWNER).post("/clinic/settings/", settings_form(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert current().pk == 1
    assert AuditEvent.objects.filter(subject_kind="clinicsettings").count() == 0


def test_settings_are_refused_to_others_and_by_unknown_name(person: People) -> None:
    with pytest.raises(ActionError, match="owner"):
        change_settings(changes={"name": "x"}, by=person(Role.NURSE), at=AT, reason="")
    with pytest.raises(ActionError, match="No such setting"):
        change_settings(changes={"id": 2}, by=person(Role.OWNER), at=AT, reason="")
    with pytest.raises(ActionError, match="in that order"):
        change_settings(changes={"weekdays": ["tue", "mon"]}, by=person(Role.OWNER), at=AT, reason="")


def test_an_unchanged_form_changes_nothing(person: People) -> None:
    change_settings(changes={"name": "Clinic"}, by=person(Role.OWNER), at=AT, reason="")

    assert AuditEvent.objects.count() == 0


SIGNED = {
    "vital": "systolic_mmhg",
    "high_amber": 140,
    "high_red": 160,
    "citation": "Our decision of March",
    "password": PASSWORD,
}


def test_a_threshold_is_signed_and_the_one_before_is_kept(browser: Browser) -> None:
    owner = browser(Role.OWNER)
    owner.post("/clinic/thresholds/", SIGNED)
    owner.post("/clinic/thresholds/", SIGNED | {"high_red": 180})

    before, after = Threshold.objects.order_by("signed_at")
    page = owner.get("/clinic/thresholds/").content.decode()
    assert before.replaced_at == after.signed_at
    assert thresholds_in_force()["systolic_mmhg"].high_red == 180
    assert AuditEvent.objects.filter(action="sign").count() == 2
    assert "Our decision of March" in page
    assert "Odile Owner" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "no"}, "nothing was signed"),
        ({"citation": ""}, "required"),
        ({"high_amber": 170}, "go upwards"),
        ({"high_amber": "", "high_red": ""}, "at least one"),
        ({"high_red": "inf"}, "number"),
    ],
)
def test_a_threshold_that_cannot_be_signed_is_said(browser: Browser, changes: dict[str, Any], words: str) -> None:
    answer = browser(Role.OWNER).post("/clinic/thresholds/", SIGNED | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Threshold.objects.count() == 0


def test_a_threshold_needs_an_owner_and_a_source(person: People) -> None:
    lines = Lines(high_red=180)

    with pytest.raises(ActionError, match="owner"):
        sign_threshold(vital="systolic_mmhg", lines=lines, citation="x", by=person(Role.PRESCRIBER), at=AT)
    with pytest.raises(ActionError, match="come from"):
        sign_threshold(vital="systolic_mmhg", lines=lines, citation=" ", by=person(Role.OWNER), at=AT)
    with pytest.raises(ActionError, match="number"):
        Lines(high_red=float("inf"))
