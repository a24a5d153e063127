"""Copies of the clinic's database, made while it is in use, and put back: by SQLite itself, or by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.db import connections

CHUNK: Final = 1 << 20
DEBIAN: Final = Path("/usr/lib/postgresql")


class CopyError(RuntimeError):
    """A copy that cannot be made or put back, in a sentence."""


def copy_sqlite(target: Path) -> None:
    """The database as it stands between two commits, while others write; with its log, in one file."""
    with (
        closing(sqlite3.connect(connections["default"].settings_dict["NAME"])) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
        there.execute("PRAGMA journal_mode=DELETE")


def dump_postgresql(snapshot: str) -> Iterator[bytes]:
    """What pg_dump writes of one snapshot; never a file in the clear."""
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    settings = connections["default"].settings_dict
    with subprocess.Popen(command, env=_at(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:
        assert dump.stdout is not None
        assert dump.stderr is not None
        while piece := dump.stdout.read(CHUNK):
            yield piece
        words = dump.stderr.read().decode(errors="replace")
    if dump.returncode:
        raise CopyError(f"pg_dump failed: {_last_line(words)}")


def restore_postgresql(pieces: Iterator[bytes], settings: Mapping[str, Any]) -> None:
    """Put a dump into an empty database, all of it or nothing."""
    command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
               "--dbname", str(settings["NAME"])]  # fmt: skip
    with subprocess.Popen(command, env=_at(settings), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as restore:
        assert restore.stdin is not None
        assert restore.stderr is not None
        for piece in pieces:
            restore.stdin.write(piece)
        restore.stdin.close()
        words = restore.stderr.read().decode(errors="replace")
    if restore.returncode:
        raise CopyError(f"pg_restore failed: {_last_line(words)}")


def row_counts(alias: str) -> dict[str, int]:
    """Rows of every table, by name."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
            counts[name] = int(cursor.fetchone()[0])
    return counts


def _program(name: str) -> str:
    newest = sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if found is None:
        raise CopyError(f"{name} is not on this machine: install postgresql-client.")
    return found


def _at(settings: Mapping[str, Any]) -> dict[str, str]:
    told = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    return dict(os.environ) | {name: str(settings[key]) for name, key in told.items() if settings.get(key)}


def _last_line(words: str) -> str:
    return (words.strip().splitlines() or ["no words"])[-1][:300]
