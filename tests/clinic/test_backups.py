"""SE-3, SE-5: backups are sealed, do not open without the passphrase, and are drilled: rows and audit compared."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clinic.postgres import Cluster
from wane_clinic.command.seal import PIECE, SealError, seal, unseal

WANE = [sys.executable, "-m", "wane.cli", "clinic"]
PASSPHRASE = "a passphrase of some length"
NAME = "Zzyzxinski"


def said(home: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    told = os.environ | {"WANE_CLINIC_MODE": "development", "WANE_CLINIC_BACKUP_PASSPHRASE": PASSPHRASE} | changes
    command = [*WANE, *words, "--home", str(home)]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=180)


def made(home: Path, **changes: str) -> None:
    who = ("--username", "o.ner", "--full-name", f"O {NAME}", "--password", "correct horse battery")
    answer = said(home, "add-owner", *who, **changes)
    assert answer.returncode == 0, answer.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic") / "data"
    made(folder)
    return folder


@pytest.fixture(scope="module")
def backup(home: Path) -> Path:
    file = home.parent / "clinic.backup"
    answer = said(home, "backup", str(file))
    assert answer.returncode == 0, answer.stderr
    assert "1 audit events" in answer.stdout
    return file


def test_se_3_a_backup_holds_no_name_in_the_clear_and_is_for_nobody_else(backup: Path) -> None:
    assert NAME.encode() not in backup.read_bytes()
    assert b"SQLite format" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("passphrase", ["", "short", "another passphrase altogether"])
def test_se_3_without_the_key_nothing_is_restored(backup: Path, tmp_path: Path, passphrase: str) -> None:
    answer = said(tmp_path, "restore", str(backup), WANE_CLINIC_BACKUP_PASSPHRASE=passphrase)

    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert not (tmp_path / "clinic.sqlite3").exists()


def test_se_5_the_drill_compares_rows_and_audit_and_leaves_nothing(home: Path, backup: Path) -> None:
    before = sorted(home.iterdir())

    answer = said(home, "drill", str(backup))

    assert answer.returncode == 0, answer.stderr
    assert "compared" in answer.stdout
    assert sorted(home.iterdir()) == before


def test_a_backup_is_restored_in_an_empty_home_and_never_over_a_clinic(
    home: Path, backup: Path, tmp_path: Path
) -> None:
    there = said(tmp_path, "restore", str(backup))
    holds, again = said(tmp_path, "verify-audit"), said(home, "restore", str(backup))

    assert (there.returncode, holds.returncode) == (0, 0), there.stderr
    assert (tmp_path / "clinic.sqlite3").stat().st_mode & 0o077 == 0
    with sqlite3.connect(tmp_path / "clinic.sqlite3") as database:
        assert database.execute("SELECT full_name FROM people_clinician").fetchall() == [(f"O {NAME}",)]
    assert again.returncode == 1
    assert "is there already" in again.stderr


def test_a_backup_is_never_overwritten_nor_made_of_a_broken_audit(home: Path, backup: Path, tmp_path: Path) -> None:
    with sqlite3.connect(home / "clinic.sqlite3") as source, sqlite3.connect(tmp_path / "clinic.sqlite3") as copy:
        source.backup(copy)
        copy.execute("DROP TRIGGER audit_event_no_update")
        copy.execute("UPDATE audit_auditevent SET actor = 'nobody' WHERE seq = 1")
    twice, broken = said(home, "backup", str(backup)), said(tmp_path, "backup", str(tmp_path / "file"))

    assert (twice.returncode, broken.returncode) == (1, 1)
    assert "never overwritten" in twice.stderr
    assert "broken at event 1" in broken.stderr
    assert not (tmp_path / "file").exists()


def test_what_is_no_backup_is_one_sentence(home: Path, tmp_path: Path) -> None:
    (tmp_path / "words").write_text("Nothing sealed here.")

    answers = [said(home, "drill", str(tmp_path / name)) for name in ("words", "none")]

    assert [answer.returncode for answer in answers] == [1, 1]
    assert "not a backup" in answers[0].stderr
    assert "cannot be read" in answers[1].stderr


def test_on_postgresql_a_backup_is_drilled_and_restored(
    postgres: Cluster, home: Path, backup: Path, tmp_path: Path
) -> None:
    here, there = postgres.new_database("backed"), postgres.new_database("restored")
    made(tmp_path, DATABASE_URL=here)
    file = tmp_path / "clinic.backup"

    answers = [
        said(tmp_path, *words, DATABASE_URL=url)
        for words, url in (
            (("backup", str(file)), here), (("drill", str(file)), here), (("restore", str(file)), there),
            (("verify-audit",), there),
        )
    ]  # fmt: skip
    over, other = said(tmp_path, "restore", str(file), DATABASE_URL=here), said(home, "drill", str(file))

    assert [answer.returncode for answer in answers] == [0, 0, 0, 0], [answer.stderr for answer in answers]
    assert NAME.encode() not in file.read_bytes()
    assert (over.returncode, other.returncode) == (1, 1)
    assert "not empty" in over.stderr
    assert "backup of postgresql" in other.stderr


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_what_was_sealed_opens_and_neither_cut_nor_changed(tmp_path: Path, size: int) -> None:
    content, file = os.urandom(size), tmp_path / "sealed"
    with file.open("wb") as out:
        seal(iter([content[: size // 3], content[size // 3 :]]), out, PASSPHRASE)
    sealed = file.read_bytes()

    def opened(changed: bytes, passphrase: str = PASSPHRASE) -> bytes:
        file.write_bytes(changed)
        with file.open("rb") as inside:
            return b"".join(unseal(inside, passphrase))

    assert opened(sealed) == content
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for changed in (sealed[:-1], sealed[: len(sealed) // 2], flipped, sealed + b"more", sealed[:40]):
        with pytest.raises(SealError):
            opened(changed)
    with pytest.raises(SealError, match="another passphrase"):
        opened(sealed, PASSPHRASE[::-1])
