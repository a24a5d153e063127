"""What somebody with bad intent sends: answered in words, never with a page of an error, and nothing is kept."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.clinic.conftest import PASSWORD
from tests.clinic.every_page import NOTHING_THERE, asked, asked_as, every_page, field_names
from tests.clinic.nine_months import NOW, tick_by_second
from tests.clinic.real_ids import real_ids
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
Browser = Callable[[Role], Client]
People = Callable[[Role], Clinician]
ODD = ("\x00", "\u202e" + "é" * 3000, "<script>alert(1)</script>", "'; DROP TABLE x; --", "9" * 400)


@pytest.mark.parametrize("address", ["/account/login/", "/emergency/", "/clinic/people/add/"])
def test_se_7_a_file_is_refused_wherever_it_is_sent(browser: Browser, address: str) -> None:
    sent = {"file": SimpleUploadedFile("x.html", b"<script>" * 1000, "text/html")}

    answer = browser(Role.OWNER).post(address, sent)

    assert answer.status_code == 400
    assert b"<script>" not in answer.content


def test_a_huge_form_is_refused(client: Client) -> None:
    assert client.post("/account/login/", {"login": "x" * 2_000_000, "password": "x"}).status_code == 400


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-01-01", "x"])
def test_a_day_beyond_the_calendar_is_said(browser: Browser, day: str) -> None:
    assert browser(Role.AUDITOR).get("/audit/", {"day": day}).status_code == 422


@pytest.mark.parametrize("odd", ODD)
def test_odd_text_in_every_query_and_form_breaks_nothing(
    browser: Browser, person: People, patient: Patient, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    tick_by_second(monkeypatch)
    found = real_ids(patient, person(Role.PRESCRIBER))
    real = replace(found, ids=found.ids | {"clinician_id": person(Role.NURSE).pk})
    names, read = field_names(every_page(browser, real).values()), set()
    for route in asked():
        client, address, query = browser(asked_as(route)), real.address(route), real.query(route)
        sent = dict.fromkeys(names, odd) | real.named | {"happened_at": NOW.isoformat()} | query
        sent["client_key"] = str(uuid.uuid4())
        answers = (
            client.get(address, dict.fromkeys(names, odd)), client.get(address, sent),
            client.post(f"{address}?{urlencode(query)}", sent),
        )  # fmt: skip
        for answer in answers:
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            assert answer.status_code < 500, route.name
            assert not is_page or b"<script>alert(1)" not in answer.content, route.name
            if answer.status_code not in {403, 404, 405} or route.name.startswith("unlock"):
                read.add(route.name)
    assert {route.name for route in asked()} - read == NOTHING_THERE


@pytest.mark.parametrize("number", [0, 999_999, 2**63 - 1, 2**63, 10**40])
def test_a_number_of_nobody_is_not_there(browser: Browser, number: int) -> None:
    assert browser(Role.OWNER).get(f"/clinic/people/{number}/").status_code == 404


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_log_in_leads_nowhere_outside_the_clinic(client: Client, person: People, away: str) -> None:
    person(Role.NURSE)

    answer = client.post("/account/login/", {"login": "nurse", "password": PASSWORD, "next": away})

    assert answer.status_code == 302
    assert answer.headers["location"] == "/"


def test_a_session_that_somebody_planted_is_not_the_one_after_the_log_in(client: Client, person: People) -> None:
    person(Role.NURSE)
    client.get("/account/login/")
    client.session.save()
    planted = client.session.session_key
    client.cookies["sessionid"] = str(planted)

    client.post("/account/login/", {"login": "nurse", "password": PASSWORD})

    assert client.cookies["sessionid"].value != planted


def test_no_more_is_taken_from_a_form_than_it_asks_for(browser: Browser, person: People) -> None:
    more = {"is_active": "", "role": "owner", "must_renew": "", "username": "nurse", "session_epoch": "7"}

    browser(Role.NURSE).post("/account/pin/", {"pin": "471903", "password": PASSWORD} | more)

    nurse = person(Role.NURSE)
    assert (nurse.role, nurse.session_epoch, nurse.is_active) == (Role.NURSE, 0, True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_makes_themselves_an_owner(browser: Browser, person: People, role: Role) -> None:
    me = person(role)
    sent = {"role": "owner", "reason": "I say so", "password": PASSWORD}

    answers = [browser(role).post(f"/clinic/people/{me.pk}/{what}/", sent) for what in ("role", "password", "factors")]

    assert {answer.status_code for answer in answers} == {403}
    assert Clinician.objects.get(pk=me.pk).role == role


def test_a_host_that_somebody_made_up_is_answered_with_nothing_of_ours(client: Client) -> None:
    answer = client.get("/account/login/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


SOURCE = Path(__file__).resolve().parents[2] / "src"


def test_cds_7_there_is_no_way_to_a_pump_and_none_for_a_waveform() -> None:
    reaching = ("serial", "usb", "bluetooth", "paho", "hl7", "pymodbus", "bleak", "asyncio", "websockets", "channels")
    server = SOURCE / "wane_clinic" / "command" / "server.py"  # looks whether its port is free
    for file in SOURCE.rglob("*.py"):
        words = file.read_text(encoding="utf-8")
        lines = [line.split() for line in words.splitlines() if line.startswith(("import ", "from "))]
        imported = {line[1].split(".")[0] for line in lines}
        assert not imported & set(reaching), file
        assert file == server or "socket" not in imported, file
        if "wane_clinic" in file.parts:
            assert "waveform" not in words.lower(), file


def test_au_6_nothing_removes_a_record_however_old() -> None:
    words = ("DELETE FROM", "TRUNCATE TABLE", "DROP TABLE", '"flush"', "purge", "prune(", "clearsessions")
    for file in (SOURCE / "wane_clinic").rglob("*.py"):
        found = [word for word in words if word in file.read_text(encoding="utf-8")]
        assert not found, file
    assert not list((SOURCE / "wane_clinic").rglob("management"))
