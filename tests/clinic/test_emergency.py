"""AC-8: breaking the glass needs a reason, ends by itself, and an owner is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.clinic.sheet import a_session
from wane_clinic.actions.emergency import acknowledge_emergency, break_glass
from wane_clinic.actions.errors import ActionError
from wane_clinic.audit.models import AuditEvent
from wane_clinic.care.models import Session
from wane_clinic.people.models import Clinician, EmergencyAccess, Patient
from wane_clinic.people.permissions import EMERGENCY, Permission, allowed
from wane_clinic.people.roles import Role
from wane_clinic.web import requires
from wane_clinic.web.people_here import may, now
from wane_clinic.web.times import clinic_zone

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
        break_glass(by=person(Role.OWNER), at=now(), reason=reason, lasting=lasting)

    assert EmergencyAccess.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_ac_8_it_is_the_owners_alone(person: People, role: Role) -> None:
    with pytest.raises(ActionError, match="role"):
        break_glass(by=person(role), at=now(), reason=REASON, lasting=HALF)


def second_owner() -> Client:
    other = Clinician.objects.create_user(username="second", full_name="Second Owner", role=Role.OWNER, password=None)
    client = Client()
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_ac_8_every_owner_is_told_until_one_acknowledges_it(browser: Browser) -> None:
    page = browser(Role.OWNER).post("/emergency/", {"reason": REASON, "minutes": "30"})
    other = second_owner()
    elsewhere, told, for_nurse = other.get("/score-card/"), other.get("/clinic/"), browser(Role.NURSE).get("/board/")
    access = EmergencyAccess.objects.get()

    other.post(f"/clinic/emergencies/{access.pk}/")

    access.refresh_from_db()
    assert page.headers["location"] == "/patients/"
    assert "1 emergency access that no owner has read" in elsewhere.content.decode()
    assert b"no owner has read" not in for_nurse.content
    assert REASON.encode() in told.content
    assert access.acknowledged_by is not None
    assert access.acknowledged_by.username == "second"
    assert b"no owner has read" not in other.get("/score-card/").content
    assert AuditEvent.objects.filter(action="acknowledge").count() == 1


def test_ac_8_a_form_without_a_reason_keeps_what_was_typed(browser: Browser) -> None:
    answer = browser(Role.OWNER).post("/emergency/", {"reason": "urgent", "minutes": "30"})

    assert answer.status_code == 422
    assert b"urgent" in answer.content
    assert b"why this cannot wait" in answer.content


def pages_of(session: Session) -> list[str]:
    """What an emergency is for: the chairs, the patients, one of them, and the sheet."""
    patient = reverse("patient", args=[session.patient.public_id])
    return [reverse("board"), reverse("patients"), patient, reverse("session", args=[session.public_id])]


def test_ac_8_over_http_it_opens_chairs_patients_and_sheets_and_ends_by_itself(
    browser: Browser, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, session = browser(Role.OWNER), a_session(person(Role.NURSE))
    pages = pages_of(session)
    before = [owner.get(page).status_code for page in pages]

    owner.post("/emergency/", {"reason": REASON, "minutes": "30"})
    during = [owner.get(page).status_code for page in pages]
    over = now() + timedelta(minutes=31)
    monkeypatch.setattr(requires, "now", lambda: over)
    after = [owner.get(page).status_code for page in pages]

    assert before == after == [403, 200, 403, 403]
    assert during == [200, 200, 200, 200]


def test_ac_8_each_page_of_it_is_in_the_audit_with_reason_and_patient(browser: Browser, person: People) -> None:
    owner, session = browser(Role.OWNER), a_session(person(Role.NURSE))
    owner.post("/emergency/", {"reason": REASON, "minutes": "30"})
    for page in pages_of(session):
        owner.get(page)

    about = str(session.patient.public_id)
    rows = AuditEvent.objects.filter(action="view").order_by("seq").values_list("subject_kind", "patient", "why")
    assert list(rows) == [
        ("board", "", REASON), ("patients", "", REASON), ("patient", about, REASON), ("session", about, REASON),
    ]  # fmt: skip


def test_ac_8_it_never_prescribes_signs_closes_or_exports(browser: Browser, person: People) -> None:
    owner, session = browser(Role.OWNER), a_session(person(Role.NURSE))
    owner.post("/emergency/", {"reason": REASON, "minutes": "30"})
    sitting, whose = [session.public_id], [session.patient.public_id]

    sent = [
        owner.post(reverse(name, args=args)).status_code
        for name, args in (
            ("session-order", sitting), ("session-close", sitting), ("session-note", sitting), ("plan-prepare", []),
            ("forecast-release", whose), ("course-amend", whose), ("score-enter", whose),
        )
    ]  # fmt: skip

    assert set(sent) == {403}


def test_ac_8_while_it_lasts_the_list_names_and_finds_and_a_banner_and_the_menu_say_so(
    browser: Browser, person: People, patient: Patient
) -> None:
    owner = browser(Role.OWNER)
    closed = owner.get("/patients/").content.decode()

    opened = owner.post("/emergency/", {"reason": REASON, "minutes": "30"}, follow=True).content.decode()
    found = owner.post("/patients/", {"name": "zzy"}).content.decode()

    access, zone = EmergencyAccess.objects.get(), clinic_zone()
    assert "Ada Zzyzx" not in closed
    assert 'href="/board/"' not in closed
    assert 'href="/emergency/"' in closed, "the way to it stands where names are missing"
    for page in (opened, found):
        assert "Ada Zzyzx" in page
        assert 'href="/board/"' in page
        assert f"Emergency access until {access.until.astimezone(zone):%H:%M}." in page
        assert REASON in page


def test_ac_8_it_ends_with_the_role(browser: Browser, person: People) -> None:
    owner = person(Role.OWNER)
    break_glass(by=owner, at=now(), reason=REASON, lasting=HALF)
    owner.role = Role.RESEARCHER
    owner.save(update_fields=["role"])

    assert not may(clinician=owner, permission=Permission.SEE_CLINICAL, at=now())


def test_a_role_may_break_the_glass_where_that_opens_something() -> None:
    for role in Role:
        if Permission.BREAK_GLASS in allowed(role):
            assert EMERGENCY - allowed(role), role


def test_nobody_acknowledges_their_own_while_there_is_another_owner(person: People) -> None:
    owner = person(Role.OWNER)
    second_owner()
    access = break_glass(by=owner, at=now(), reason=REASON, lasting=HALF)

    with pytest.raises(ActionError, match="own"):
        acknowledge_emergency(access=access, by=owner, at=now())


def test_a_nurse_acknowledges_nothing(browser: Browser, person: People) -> None:
    access = break_glass(by=person(Role.OWNER), at=now(), reason=REASON, lasting=HALF)

    assert browser(Role.NURSE).post(f"/clinic/emergencies/{access.pk}/").status_code == 403
    with pytest.raises(ActionError, match="owner"):
        acknowledge_emergency(access=access, by=person(Role.NURSE), at=now())
