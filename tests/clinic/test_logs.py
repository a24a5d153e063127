"""SE-4: nothing that was typed reaches the log or an error page, whatever breaks."""

import logging
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from wane_clinic import urls
from wane_clinic.logs import Discreet
from wane_clinic.people.models import Patient
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


def test_se_4_no_route_is_made_of_a_name(patient: Patient, browser: Callable[[Role], Client], log: Kept) -> None:
    for role in Role:
        browser(role).get("/", follow=True)

    assert [line for line in log.lines if patient.family_name in line] == []


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
