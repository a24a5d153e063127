"""A clinic for each test: one person a role, a client for each, and tables that empty although the audit refuses it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from wane_clinic.audit import guard
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

PASSWORD = "correct horse battery"
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = {
    Role.OWNER: "Odile Owner", Role.PRESCRIBER: "Paul Prescriber", Role.NURSE: "Nora Nurse",
    Role.FRONT_DESK: "Fay Desk", Role.RESEARCHER: "Rita Reader", Role.AUDITOR: "Aldo Auditor",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _tables_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying every table, which the triggers refuse: they step aside for it."""
    marker = request.node.get_closest_marker("django_db")
    is_real = "transactional_db" in request.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    if not is_real:
        yield
        return
    request.getfixturevalue("transactional_db")
    guard.install(connection)
    yield
    guard.remove(connection)


@pytest.fixture
def person(db: None) -> Callable[[Role], Clinician]:
    """The one person of a role, made when first asked for."""

    def made(role: Role) -> Clinician:
        username = role.value.replace("_", ".")
        found = Clinician.objects.filter(username=username).first()
        return found or Clinician.objects.create_user(
            username=username, full_name=NAMES[role], role=role, password=PASSWORD
        )

    return made


@pytest.fixture
def browser(person: Callable[[Role], Clinician]) -> Callable[[Role], Client]:
    """A browser in which the person of a role is logged in."""

    def opened(role: Role) -> Client:
        client = Client()
        client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return opened


@pytest.fixture
def patient(db: None) -> Patient:
    """One plainly fictional patient."""
    row = Patient(given_name="Ada", family_name="Zzyzx", birth_date=date(1980, 5, 1), created_at=AT)
    row.save()
    return row
