"""From where a request came: a forwarded address counts only where a proxy that we know has forwarded it."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic.conftest import PASSWORD
from wane_clinic.audit.models import AuditEvent
from wane_clinic.environment import VariableError, read
from wane_clinic.people.roles import Role
from wane_clinic.web.check_in.tries import AT_MOST
from wane_clinic.web.place import address_of

VISITOR, OTHER = "192.0.2.44", "192.0.2.99"
PROXY, INNER = "127.0.0.1", "192.0.2.7"


@pytest.fixture
def _behind(settings: Any) -> None:
    settings.TRUSTED_PROXIES = (ip_network(PROXY), ip_network("192.0.2.0/28"))


def seen(peer: str, forwarded: str | None) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))


def test_without_a_proxy_that_we_know_nothing_forwarded_is_believed() -> None:
    assert seen(PROXY, VISITOR) == PROXY
    assert seen(OTHER, VISITOR) == OTHER


@pytest.mark.usefixtures("_behind")
@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (OTHER, VISITOR, OTHER),
        (OTHER, PROXY, OTHER),
        (PROXY, None, PROXY),
        (PROXY, VISITOR, VISITOR),
        (PROXY, f"{OTHER}, {VISITOR}", VISITOR),
        (PROXY, f"{PROXY}, {VISITOR}", VISITOR),
        (PROXY, f"{OTHER}, {VISITOR}, {INNER}", VISITOR),
        (PROXY, INNER, INNER),
        (f"::ffff:{PROXY}", VISITOR, VISITOR),
        (PROXY, " 2001:db8::1 ", "2001:db8::1"),
        ("", VISITOR, ""),
    ],
)
def test_the_last_hop_that_is_no_proxy_of_ours_counts(peer: str, forwarded: str | None, address: str) -> None:
    assert seen(peer, forwarded) == address


@pytest.mark.usefixtures("_behind")
@pytest.mark.parametrize("garbage", ["", "unknown", "nobody", "\x00", "999.1.1.1", "<b>", f"{VISITOR}:80", "," * 9000])
def test_garbage_is_ignored(garbage: str) -> None:
    assert seen(PROXY, garbage) == PROXY
    assert seen(PROXY, f"{garbage}, {VISITOR}") == VISITOR
    assert seen(PROXY, f"{garbage}, {INNER}") == INNER


@given(made_up=st.text(max_size=60))
def test_whatever_a_visitor_makes_up_the_proxy_has_the_last_word(made_up: str) -> None:
    from django.test import override_settings

    with override_settings(TRUSTED_PROXIES=(ip_network(PROXY),)):
        assert seen(PROXY, f"{made_up},{VISITOR}") == VISITOR


def test_proxies_are_read_from_the_environment_and_nonsense_is_refused() -> None:
    assert read({}).proxies == ()
    assert read({"WANE_CLINIC_PROXIES": "127.0.0.1, 192.0.2.0/28"}).proxies == (
        ip_network("127.0.0.1/32"), ip_network("192.0.2.0/28"),
    )  # fmt: skip
    for nonsense in ("localhost", "1", "192.0.2.1/24", "*"):
        with pytest.raises(VariableError, match="WANE_CLINIC_PROXIES"):
            read({"WANE_CLINIC_PROXIES": f"127.0.0.1 {nonsense}"})


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind")
def test_the_audit_names_the_visitor_and_no_address_that_was_made_up(browser: Callable[[Role], Client]) -> None:
    browser(Role.NURSE).get("/board/", headers={"x-forwarded-for": f"{OTHER}, {VISITOR}"})

    assert AuditEvent.objects.get(action="view").where.startswith(f"{VISITOR} /board/")


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind")
def test_ac_10_behind_a_proxy_each_address_has_its_own_count_of_wrong_links(client: Client) -> None:
    def tried(address: str, *, made_up: str = "") -> int:
        forwarded = f"{made_up}, {address}" if made_up else address
        return client.get("/check-in/guess/", headers={"x-forwarded-for": forwarded}).status_code

    for _ in range(AT_MOST):
        assert tried(VISITOR) == 404

    assert tried(VISITOR) == 429
    assert tried(VISITOR, made_up=OTHER) == 429
    assert tried(OTHER) == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind")
def test_the_limit_of_log_ins_counts_each_visitor_alone(person: Callable[[Role], object], settings: Any) -> None:
    person(Role.NURSE)
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}

    def tried(address: str, name: str) -> int:
        sent = {"login": name, "password": PASSWORD}
        return Client().post("/account/login/", sent, headers={"x-forwarded-for": address}).status_code

    assert [tried(VISITOR, name) for name in ("one", "two", "three")] == [200, 200, 429]
    assert tried(OTHER, "nurse") == 302
