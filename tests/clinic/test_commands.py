"""`wane clinic`: one sentence where something is missing, exit codes that a timer can read."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

WANE = [sys.executable, "-m", "wane.cli"]
DEVELOPMENT = os.environ | {"WANE_CLINIC_MODE": "development"}


def said(home: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [*WANE, "clinic", *words, "--home", str(home)]
    return subprocess.run(command, env=DEVELOPMENT | changes, capture_output=True, text=True, check=False, timeout=120)


def add_owner(home: Path) -> subprocess.CompletedProcess[str]:
    who = ("--username", "o.ner", "--full-name", "O Ner", "--password", "correct horse battery")
    return said(home, "add-owner", *who)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with its owner."""
    folder = tmp_path_factory.mktemp("clinic") / "data"
    assert add_owner(folder).returncode == 0
    return folder


def test_the_command_is_listed_without_importing_django() -> None:
    program = (
        "import sys; from wane.cli import run\n"
        "try: run(['--help'])\nfinally: print('django' in sys.modules, file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert "  clinic  " in answer.stdout
    assert answer.stderr.strip() == "False"


def test_without_the_extra_it_is_one_sentence() -> None:
    program = (
        "import importlib.util, sys; found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'django' else found(name, *rest)\n"
        "from wane.cli import main; main(['clinic', 'check'])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert answer.returncode == 13
    assert answer.stderr == "wane: The clinic needs its extra: pip install 'wane[clinic]'.\n"


def test_the_home_is_for_nobody_else(home: Path) -> None:
    assert home.stat().st_mode & 0o077 == 0


def test_a_second_first_owner_is_refused(home: Path) -> None:
    answer = add_owner(home)

    assert answer.returncode == 1
    assert "There are accounts already" in answer.stderr


def test_the_check_finds_nothing(home: Path) -> None:
    answer = said(home, "check")

    assert (answer.returncode, answer.stdout) == (0, "Nothing to complain of.\n")


def test_the_check_names_what_is_missing(tmp_path: Path) -> None:
    answer = said(tmp_path, "check", WANE_CLINIC_MODE="production")

    assert answer.returncode == 1
    assert "wane_clinic.E003" in answer.stdout
    assert "Tables are missing" in answer.stdout


def test_a_word_that_is_not_known_is_one_sentence(tmp_path: Path) -> None:
    answer = said(tmp_path, "check", WANE_CLINIC_MODE="live")

    assert answer.returncode == 2
    assert answer.stderr == "wane: WANE_CLINIC_MODE is 'live'; one of demo, development, production is read.\n"


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    answer = said(tmp_path / "file" / "inside", "check")

    assert answer.returncode == 14
    assert "name another folder" in answer.stderr


def test_au_2_verify_audit_says_so_by_its_exit_code(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "clinic.sqlite3"
    with sqlite3.connect(home / "clinic.sqlite3") as source, sqlite3.connect(copy) as target:
        source.backup(target)
    holds = said(tmp_path, "verify-audit")
    with sqlite3.connect(copy) as database:
        database.execute("DROP TRIGGER audit_event_no_update")
        database.execute("UPDATE audit_auditevent SET actor = 'nobody' WHERE seq = 1")

    broken = said(tmp_path, "verify-audit")

    assert (holds.returncode, holds.stdout[:24]) == (0, "The audit holds: 1 event")
    assert broken.returncode == 1
    assert "broken at event 1" in broken.stderr
    assert "broken at event 1" in said(tmp_path, "check").stdout


def test_a_fictional_clinic_never_takes_the_place_of_a_real_one(home: Path) -> None:
    before = (home / "clinic.sqlite3").stat().st_size

    answers = [said(home, "demo", "--no-serve"), said(home, "demo", "--no-serve", "--keep")]

    assert [answer.returncode for answer in answers] == [1, 1]
    assert all("not fictional" in answer.stderr for answer in answers)
    assert (home / "clinic.sqlite3").stat().st_size == before


def test_a_fictional_clinic_is_made_anew_or_kept_and_its_audit_holds(tmp_path: Path) -> None:
    made = said(tmp_path, "demo", "--no-serve")
    kept = said(tmp_path, "demo", "--no-serve", "--keep")
    due = said(tmp_path, "tick", WANE_CLINIC_MODE="demo")
    holds = said(tmp_path, "verify-audit", WANE_CLINIC_MODE="demo")

    assert (made.returncode, kept.returncode, due.returncode, holds.returncode) == (0, 0, 0, 0), made.stderr
    assert "nurse" in made.stdout
    assert kept.stdout == ""
    assert "unchanged" in due.stdout
    assert "The audit holds" in holds.stdout


def test_a_fictional_clinic_is_never_made_in_a_named_database(tmp_path: Path) -> None:
    answer = said(tmp_path, "demo", "--no-serve", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert answer.returncode == 1
    assert "unset DATABASE_URL" in answer.stderr


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_serve_prints_its_address_answers_and_stops(home: Path) -> None:
    port = free_port()
    command = [*WANE, "clinic", "serve", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(command, env=DEVELOPMENT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        page = ""
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=5) as answer:
                    page = answer.read().decode()
                break
            except OSError:
                time.sleep(0.1)
        again = said(home, "serve", "--port", str(port))
        server.send_signal(signal.SIGTERM)
        code = server.wait(timeout=30)

    assert f"http://127.0.0.1:{port}/" in first
    assert "Log in name" in page
    assert code == 0
    assert again.returncode == 1
    assert "try --port" in again.stderr
