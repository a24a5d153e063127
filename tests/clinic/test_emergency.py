"""AC-8: breaking the glass needs a reason, ends by itself, and an owner is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from wane_clinic.actions.emergency import acknowledge_emergency, break_glass
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.models import AuditEvent
from wane_clinic.people.models import Clinician, EmergencyAccess
from wane_clinic.people.permissions import Permission
from wane_clinic.people.roles import Role
from wane_clinic.web.people_here import may, now

pytestmark = pytest.mark.django_db
REASON = "Called in: the patient in chair 2 collapsed"
HALF = timedelta(minutes=30)
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]


def test_ac_8_it_opens_records_for_a_while_and_no_longer(person: People) -> None:
    owner, at = person(Role.OWNER), now()
    before = may(clinician=owner, permission=Permission.SEE_CLINICAL, at=at)

    access = break_glass(by=owner, at=at, reason=REASON, lasting=HALF)

    assert not before
    assert may(clinician=owner, permission=Permission.SEE_CLINICAL, at=at)
    assert not may(clinician=owner, permission=Permission.PRESCRIBE, at=at)
    assert not may(clinician=owner, permission=Permission.SEE_CLINICAL, at=access.until)
    event = AuditEvent.objects.get()
    assert (event.action, event.why) == ("break_glass", REASON)


@pytest.mark.parametrize(
    ("reason", "lasting"), [("", HALF), ("urgent", HALF), (REASON, timedelta(hours=2)), (REASON, timedelta(0))]
)
def test_ac_8_without_a_reason_or_for_too_long_it_is_refused(person: People, reason: str, lasting: timedelta) -> None:
    with pytest.raises(ActionError):
        break_glass(by=person(Role.NURSE), at=now(), reason=reason, lasting=lasting)

    assert EmergencyAccess.objects.count() == 0


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.RESEARCHER, Role.AUDITOR])
def test_ac_8_it_is_for_those_who_treat_and_the_owner(person: People, role: Role) -> None:
    with pytest.raises(ActionError, match="role"):
        break_glass(by=person(role), at=now(), reason=REASON, lasting=HALF)


def test_ac_8_the_owner_is_told_until_it_is_acknowledged(browser: Browser, person: People) -> None:
    page = browser(Role.NURSE).post("/emergency/", {"reason": REASON, "minutes": "30"})
    owner = browser(Role.OWNER)
    elsewhere, told, for_nurse = owner.get("/score-card/"), owner.get("/clinic/"), browser(Role.NURSE).get("/board/")
    access = EmergencyAccess.objects.get()

    owner.post(f"/clinic/emergencies/{access.pk}/")

    access.refresh_from_db()
    assert page.headers["location"] == "/"
    assert "1 emergency access that no owner has read" in elsewhere.content.decode()
    assert b"no owner has read" not in for_nurse.content
    assert REASON.encode() in told.content
    assert access.acknowledged_by == person(Role.OWNER)
    assert b"no owner has read" not in owner.get("/score-card/").content
    assert AuditEvent.objects.filter(action="acknowledge").count() == 1


def test_ac_8_a_form_without_a_reason_keeps_what_was_typed(browser: Browser) -> None:
    answer = browser(Role.NURSE).post("/emergency/", {"reason": "urgent", "minutes": "30"})

    assert answer.status_code == 422
    assert b"urgent" in answer.content
    assert b"why this cannot wait" in answer.content


def test_nobody_acknowledges_their_own_while_there_is_another_owner(person: People) -> None:
    owner = person(Role.OWNER)
    Clinician.objects.create_user(username="second", full_name="Second Owner", role=Role.OWNER, password=None)
    access = break_glass(by=owner, at=now(), reason=REASON, lasting=HALF)

    with pytest.raises(ActionError, match="own"):
        acknowledge_emergency(access=access, by=owner, at=now())


def test_a_nurse_acknowledges_nothing(browser: Browser, person: People) -> None:
    access = break_glass(by=person(Role.NURSE), at=now(), reason=REASON, lasting=HALF)

    assert browser(Role.NURSE).post(f"/clinic/emergencies/{access.pk}/").status_code == 403
    with pytest.raises(ActionError, match="owner"):
        acknowledge_emergency(access=access, by=person(Role.NURSE), at=now())


def test_the_page_says_that_it_is_open(browser: Browser, person: People) -> None:
    break_glass(by=person(Role.NURSE), at=now(), reason=REASON, lasting=HALF)

    assert REASON.encode() in browser(Role.NURSE).get("/emergency/").content
