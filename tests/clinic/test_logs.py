"""SE-4: nothing that was typed reaches the log or an error page, whatever breaks."""

import logging
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.clinic.every_page import asked, asked_as, every_page, field_names
from tests.clinic.nine_months import NOW, tick_by_second
from tests.clinic.real_ids import real_ids
from wane_clinic import urls
from wane_clinic.logs import Discreet
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role
from wane_clinic.web.requires import open_to_anybody

pytestmark = pytest.mark.django_db
SEEDED = ("Zzyzx", "1980-05-01", "secretnote")


@open_to_anybody
def breaks(request: HttpRequest, name: str) -> HttpResponse:
    note = request.POST.get("note", "")
    raise ValueError(f"{name} cannot be read: {note}")


urlpatterns = [path("breaks/<str:name>/", breaks, name="breaks"), *urls.urlpatterns]
handler500 = urls.handler500


class Kept(logging.Handler):
    """Every line as the server would print it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Discreet())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    kept = Kept()
    loggers = [logging.getLogger(name) for name in ("django", "wane_clinic", "")]
    for logger in loggers:
        logger.addHandler(kept)
    yield kept
    for logger in loggers:
        logger.removeHandler(kept)


def test_se_4_a_failure_is_logged_without_what_was_typed(log: Kept) -> None:
    client = Client(raise_request_exception=False)

    with override_settings(ROOT_URLCONF=__name__):
        answer = client.post("/breaks/Zzyzx/?born=1980-05-01", {"note": "secretnote"})

    text = "\n".join(log.lines) + answer.content.decode()
    assert answer.status_code == 500
    assert [seed for seed in SEEDED if seed in text] == []
    assert "ValueError at " in text
    assert "breaks/<str:name>/ 500" in text
    assert "Something broke" in text


def test_se_4_pages_that_are_not_there_say_no_address(log: Kept, client: Client) -> None:
    answer = client.get("/patients/Zzyzx/?q=secretnote")

    text = "\n".join(log.lines) + answer.content.decode()
    assert answer.status_code == 404
    assert [seed for seed in SEEDED if seed in text] == []


ADDRESS = re.compile(r"(?:href|action|src|hx-get|hx-post)=\"([^\"]*)\"|<title>([^<]*)</title>")


def test_se_4_whatever_is_opened_and_typed_no_log_title_or_address_has_it(
    patient: Patient,
    person: Callable[[Role], Clinician],
    browser: Callable[[Role], Client],
    log: Kept,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tick_by_second(monkeypatch)
    found = real_ids(patient, person(Role.PRESCRIBER))
    real = replace(found, ids=found.ids | {"clinician_id": person(Role.NURSE).pk})
    pages = every_page(browser, real)
    typed = dict.fromkeys(field_names(pages.values()) - {"next"}, "secretnote") | {"name": "Zzyzx"}
    for route in asked():
        keys = {"client_key": str(uuid.uuid4()), "happened_at": NOW.isoformat()} | real.named | real.query(route)
        whole = f"{real.address(route)}?{urlencode(real.query(route))}"
        answer = browser(asked_as(route)).post(whole, typed | keys)
        assert not any(seed in answer.headers.get("location", "") for seed in SEEDED), route.name
    named = [name for name, page in pages.items() if b"Zzyzx" in page.content]
    told = [word for page in pages.values() for pair in ADDRESS.findall(page.content.decode()) for word in pair]

    assert len(named) > 15, "the pages show the name"
    assert len(log.lines) > 20, "the scanner heard of what was asked"
    assert [line for line in [*log.lines, *told] for seed in SEEDED if seed in line] == []


def test_a_line_with_values_keeps_its_words_alone() -> None:
    record = logging.LogRecord("django.db", logging.WARNING, __file__, 1, "slow: %s", ("Zzyzx",), None)

    assert Discreet().format(record).endswith("django.db: slow: ")


def test_our_own_lines_are_printed_whole() -> None:
    record = logging.LogRecord("wane_clinic", logging.INFO, __file__, 1, "%d forecasts", (3,), None)

    assert Discreet().format(record).endswith("3 forecasts")


def test_an_exception_leaves_its_message_out() -> None:
    try:
        raise KeyError("Zzyzx")
    except KeyError:
        record = logging.LogRecord("django", logging.ERROR, __file__, 1, "broke", None, sys.exc_info())

    line = Discreet().format(record)
    assert "KeyError at test_logs.py:" in line
    assert "Zzyzx" not in line


def test_every_handler_of_the_server_is_discreet() -> None:
    handlers = django_settings.LOGGING["handlers"].values()

    assert {handler["formatter"] for handler in handlers} == {"discreet"}
