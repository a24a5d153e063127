"""AC-4, SE-1: what a server in production refuses to start with, and what it tells browsers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wane_clinic.environment import NOT_SECRET, Mode, Tls, VariableError, databases, read
from wane_clinic.web.production import offences, refuse

SAFE = {
    "WANE_CLINIC_MODE": "production",
    "WANE_CLINIC_SECRET": "x1y2z3w4v5" * 6,
    "WANE_CLINIC_HOSTS": "clinic.example, tablet.clinic.example",
    "WANE_CLINIC_TLS": "proxy",
}


def offended(**changes: str) -> list[str]:
    return [each.id or "" for each in offences(read(SAFE | changes))]


def checked(home: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    where = (
        os.environ | SAFE | {"WANE_CLINIC_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wane_clinic.settings"} | changes
    )
    command = [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=where, capture_output=True, text=True, check=False)


def test_a_safe_server_offends_nothing() -> None:
    assert offended() == []


@pytest.mark.parametrize(
    ("name", "value", "offence"),
    [
        ("WANE_CLINIC_SECOND_FACTOR", "off", "E001"),
        ("WANE_CLINIC_DEBUG", "on", "E002"),
        ("WANE_CLINIC_SECRET", "", "E003"),
        ("WANE_CLINIC_SECRET", "short", "E003"),
        ("WANE_CLINIC_SECRET", NOT_SECRET, "E003"),
        ("WANE_CLINIC_TLS", "nobody", "E004"),
        ("WANE_CLINIC_HOSTS", "", "E005"),
        ("WANE_CLINIC_HOSTS", "*", "E005"),
    ],
)
def test_ac_4_se_1_what_is_unsafe_is_refused_by_name(name: str, value: str, offence: str) -> None:
    assert offended(**{name: value}) == [f"wane_clinic.{offence}"]


def test_the_demo_and_development_are_not_held_to_it() -> None:
    assert refuse() == []
    assert read({}).mode is Mode.DEVELOPMENT


def test_se_1_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()

    said = checked(tmp_path)

    assert said.returncode == 0, said.stderr
    assert "0 silenced" in said.stdout


def test_ac_4_a_server_without_a_second_factor_does_not_start(tmp_path: Path) -> None:
    where = os.environ | SAFE | {"WANE_CLINIC_SECOND_FACTOR": "off"}
    command = [sys.executable, "-m", "wane.cli", "clinic", "serve", "--home", str(tmp_path)]

    said = subprocess.run(command, env=where, capture_output=True, text=True, check=False, timeout=60)

    assert said.returncode == 1
    assert "The second factor is off" in said.stderr
    assert not (tmp_path / "clinic.sqlite3").exists()


PROGRAM = """
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
answer = Client().get("/account/login/", secure=True, headers={"host": "clinic.example"})
plain = Client().get("/account/login/", headers={"host": "clinic.example"})
print(plain.status_code, plain.headers["Location"])
print(answer.headers["Strict-Transport-Security"])
print(answer.cookies["csrftoken"].output())
"""


def test_se_1_plain_http_is_sent_away_and_cookies_are_for_https_alone(tmp_path: Path) -> None:
    where = os.environ | SAFE | {"WANE_CLINIC_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "wane_clinic.settings"}

    said = subprocess.run([sys.executable, "-c", PROGRAM], env=where, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    plain, transport, cookie = said.stdout.splitlines()
    assert plain == "301 https://clinic.example/account/login/"
    assert transport == "max-age=31536000; includeSubDomains; preload"
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("WANE_CLINIC_MODE", "live"), ("WANE_CLINIC_DEBUG", "yes"), ("WANE_CLINIC_TLS", "maybe")],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(name: str, value: str) -> None:
    with pytest.raises(VariableError, match=f"{name} is '{value}'"):
        read({name: value})


def test_the_home_is_apart_for_each_mode() -> None:
    homes = {read({"WANE_CLINIC_MODE": mode, "XDG_DATA_HOME": "/data"}).home.name for mode in Mode}

    assert homes == {"wane-clinic", "wane-clinic-demo", "wane-clinic-development"}


def test_sqlite_takes_the_writers_place_at_once_and_waits_for_the_disk() -> None:
    options = databases(read({"WANE_CLINIC_HOME": "here"}))["default"]["OPTIONS"]

    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_is_read_from_its_address() -> None:
    url = "postgres://us%40er:pa%2Fss@db.example:5433/clinic?sslmode=require"
    said = databases(read({"DATABASE_URL": url}))["default"]

    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"]) == ("us@er", "pa/ss", "db.example", "5433")
    assert (said["NAME"], said["OPTIONS"]) == ("clinic", {"sslmode": "require"})


def test_another_database_is_refused() -> None:
    with pytest.raises(VariableError, match="mysql"):
        databases(read({"DATABASE_URL": "mysql://x/y"}))


def test_a_proxy_is_believed_only_where_one_is_said_to_be() -> None:
    assert read(SAFE).tls is Tls.PROXY
    assert read({}).tls is Tls.NOBODY
