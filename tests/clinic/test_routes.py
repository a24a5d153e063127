"""AC-2, AC-3: every view declares what it needs, and each role opens what its permissions say and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.clinic.routes import Route, all_routes
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import ALLOWED, EMERGENCY, Permission, allowed
from wane_clinic.people.roles import WORDS, Role
from wane_clinic.web.requires import ANYBODY, DECLARED

ROUTES = all_routes()
CLOSED = [route for route in ROUTES if getattr(route.view, DECLARED, None) not in {ANYBODY, None}]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_ac_2_each_route_declares_a_permission_or_that_it_is_open(route: Route) -> None:
    declared = getattr(route.view, DECLARED, None)

    assert declared == ANYBODY or isinstance(declared, Permission), f"{route.name}: decorate its view with @requires"


def test_each_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in ROUTES]

    assert sorted(set(names)) == sorted(names)
    assert "None" not in names


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_ac_3_a_role_opens_what_it_may_and_is_refused_the_rest(
    route: Route, role: Role, browser: Callable[[Role], Client]
) -> None:
    status = browser(role).get(route.address).status_code

    if getattr(route.view, DECLARED) in allowed(role):
        assert status in {200, 302, 404, 405, 422}, f"{role} should open {route.name}"
    else:
        assert status in {403, 405}, f"{role} should be refused {route.name}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_nobody_opens_anything_without_logging_in(route: Route, client: Client) -> None:
    page, part = client.get(route.address), client.post(route.address)

    assert page.status_code in {302, 405}
    assert "location" not in page.headers or page.headers["location"].startswith("/account/login/")
    assert part.status_code in {401, 405}


def test_ac_3_the_front_desk_has_no_session_and_no_free_text() -> None:
    clinical = {
        Permission.SEE_CLINICAL, Permission.SEE_BOARD, Permission.RECORD_SESSION, Permission.WRITE_NOTES,
        Permission.SCORE, Permission.SEE_FORECAST,
    }  # fmt: skip

    assert clinical.isdisjoint(allowed(Role.FRONT_DESK))


def test_ac_3_a_researcher_sees_nobody_by_name() -> None:
    named = {Permission.SEE_PATIENTS, Permission.SEE_CLINICAL, Permission.SEE_SCHEDULE, Permission.EXPORT_ALL}

    assert named.isdisjoint(allowed(Role.RESEARCHER))


def test_an_auditor_reads_the_audit_and_nothing_else() -> None:
    assert allowed(Role.AUDITOR) == {Permission.HOME, Permission.SEE_AUDIT}


def test_every_permission_belongs_to_a_role_and_every_role_has_its_word() -> None:
    assert set().union(*ALLOWED.values()) == set(Permission)
    assert set(WORDS) == set(ALLOWED) == set(Role)


def test_an_emergency_opens_nothing_to_prescribe_sign_or_export() -> None:
    never = {Permission.PRESCRIBE, Permission.EXPORT_ALL, Permission.SIGN_THRESHOLDS, Permission.CLOSE_SESSION}

    assert never.isdisjoint(EMERGENCY)


@pytest.mark.django_db
def test_a_closed_account_may_nothing(person: Callable[[Role], Clinician]) -> None:
    nurse = person(Role.NURSE)
    nurse.is_active = False

    assert nurse.may == frozenset()


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_the_first_page_of_each_role_opens(role: Role, browser: Callable[[Role], Client]) -> None:
    assert browser(role).get("/", follow=True).status_code == 200
