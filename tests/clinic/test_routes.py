"""AC-2, AC-3: each role opens over HTTP, by a route's own methods, what `who_may.py` says, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.clinic.routes import Route, all_routes
from tests.clinic.who_may import OPEN_TO_ANYBODY, WHO_MAY
from wane_clinic.people.models import Clinician
from wane_clinic.people.permissions import ALLOWED, EMERGENCY, Permission, allowed
from wane_clinic.people.roles import WORDS, Role
from wane_clinic.web.requires import ANYBODY, DECLARED

ROUTES = all_routes()
CLOSED = [route for route in ROUTES if route.name not in OPEN_TO_ANYBODY]
REFUSED = "Not for your role"
"""Heading of the page that refuses a role: it tells the guard's refusal from that of a wrong PIN, which is 403 too."""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_ac_2_each_route_declares_a_permission_or_that_it_is_open(route: Route) -> None:
    declared = getattr(route.view, DECLARED, None)

    assert declared == ANYBODY or isinstance(declared, Permission), f"{route.name}: decorate its view with @requires"


def test_ac_2_what_is_open_to_anybody_is_this_and_nothing_else() -> None:
    assert {route.name for route in ROUTES if getattr(route.view, DECLARED) == ANYBODY} == OPEN_TO_ANYBODY


def test_ac_3_the_table_has_every_route_once() -> None:
    assert sorted([*WHO_MAY, *OPEN_TO_ANYBODY]) == sorted(route.name for route in ROUTES)


def answers(client: Client, route: Route) -> list[Any]:
    """What a route says to each method that it takes; the client sends no token against forged forms and needs none."""
    asked = [client.get(route.address), client.post(route.address)]
    return [answer for answer in asked if answer.status_code != 405]


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
    found = answers(browser(role), route)

    assert found, "it takes a method"
    for answer in found:
        is_refused = answer.status_code == 403 and REFUSED in answer.content.decode()
        assert is_refused == (role.value not in WHO_MAY[route.name]), f"{role} at {route.name}: {answer.status_code}"
        assert answer.status_code != 401
        assert not answer.headers.get("location", "").startswith("/account/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_nobody_opens_anything_without_logging_in(route: Route, client: Client) -> None:
    for answer in answers(client, route):
        to_log_in = answer.status_code == 302 and answer.headers["location"].startswith("/account/login/")
        assert to_log_in or answer.status_code == 401, answer.status_code


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
