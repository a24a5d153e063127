"""Backing up a clinic, putting it back, and the drill that shows that it can be put back."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections, transaction

from wane_clinic.audit.verify import Broken, Verdict, verify_audit
from wane_clinic.command.copies import (
    CHUNK,
    CopyError,
    copy_sqlite,
    dump_postgresql,
    restore_postgresql,
    row_counts,
)
from wane_clinic.command.seal import SealError, seal, unseal

PASSPHRASE: Final = "WANE_CLINIC_BACKUP_PASSPHRASE"
COPY: Final = "copy"
LENGTH: Final = 4
__all__ = ["CopyError", "Label", "SealError", "back_up", "drill", "restore"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a backup says of itself, sealed with it."""

    made_at: str
    vendor: str
    rows: dict[str, int]
    n_events: int
    audit_hash: str

    @property
    def n_rows(self) -> int:
        """Of all tables."""
        return sum(self.rows.values())


def back_up(file: Path, *, now: datetime) -> Label:
    """Write a sealed backup; the clinic goes on meanwhile. The file appears whole or not at all."""
    passphrase, part = _passphrase(), file.with_name(f"{file.name}.part")
    if file.exists():
        raise CopyError(f"{file} is there already: a backup is never overwritten.")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with _told(now) as (label, pieces):
                seal(_with_label(label, pieces), out, passphrase)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise CopyError(f"{file} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)
    return label


def drill(file: Path) -> Label:
    """Put a backup back into a place of its own, compare rows and audit with its label, and remove that place again."""
    with _opened(file) as (label, pieces), _another_place(label) as place:
        _put(pieces, place)
        _compare(label)
    return label


def restore(file: Path) -> Label:
    """Put a backup back where this clinic should be; refused where something stands already."""
    place = dict(connections["default"].settings_dict)
    with _opened(file) as (label, pieces):
        if place["ENGINE"].endswith("sqlite3"):
            target = Path(place["NAME"])
            if target.exists():
                raise CopyError(f"{target} is there already: name an empty folder with --home.")
            with _another_place(label) as other:
                _put(pieces, other)
                _compare(label)
                connections[COPY].close()
                Path(other["NAME"]).replace(target)
            return label
        if row_counts("default"):
            raise CopyError("This database is not empty: name a new one in DATABASE_URL.")
        connections["default"].close()
        _put(pieces, place)
        connections.databases[COPY] = place
        _compare(label)
    return label


def _passphrase() -> str:
    return os.environ.get(PASSPHRASE, "")


@contextmanager
def _told(now: datetime) -> Iterator[tuple[Label, Iterator[bytes]]]:
    """The label of what stands now, and its bytes: both of the same moment."""
    if connections["default"].vendor == "sqlite":
        with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.home, prefix="backup-") as folder:
            copy = Path(folder) / "copy.sqlite3"
            copy_sqlite(copy)
            _use({**connections["default"].settings_dict, "NAME": str(copy), "OPTIONS": {}})
            label = _label(COPY, now)
            connections[COPY].close()
            yield label, _bytes_of(copy)
        return
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        yield _label("default", now), dump_postgresql(snapshot)


def _label(alias: str, now: datetime) -> Label:
    verdict = verify_audit(using=alias)
    if isinstance(verdict, Broken):
        raise CopyError(f"Not backed up: the audit is broken at event {verdict.seq}. {verdict.why}")
    return Label(
        made_at=now.isoformat(), vendor=connections[alias].vendor, rows=row_counts(alias), n_events=verdict.n_events,
        audit_hash=verdict.hash,
    )  # fmt: skip


def _with_label(label: Label, pieces: Iterator[bytes]) -> Iterator[bytes]:
    told = json.dumps(asdict(label)).encode()
    yield len(told).to_bytes(LENGTH, "big") + told
    yield from pieces


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Label, Iterator[bytes]]]:
    try:
        sealed = file.open("rb")
    except OSError as error:
        raise CopyError(f"{file} cannot be read ({error.strerror}).") from error
    with sealed:
        pieces = unseal(sealed, _passphrase())
        held = next(pieces)
        length = int.from_bytes(held[:LENGTH], "big")
        while len(held) < LENGTH + length:
            held += next(pieces)
        label = Label(**json.loads(held[LENGTH : LENGTH + length]))
        if label.vendor != connections["default"].vendor:
            raise CopyError(f"This is a backup of {label.vendor}; this clinic is on {connections['default'].vendor}.")
        yield label, _after(held[LENGTH + length :], pieces)


def _after(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


@contextmanager
def _another_place(label: Label) -> Iterator[dict[str, Any]]:
    """An empty database beside the clinic's, removed at the end."""
    here = connections["default"].settings_dict
    if label.vendor == "sqlite":
        with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.home, prefix="drill-") as folder:
            yield _use({**here, "NAME": str(Path(folder) / "clinic.sqlite3"), "OPTIONS": {}})
            connections[COPY].close()
        return
    name = f"wane_drill_{secrets.token_hex(6)}"
    with connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield _use({**here, "NAME": name})
    finally:
        connections[COPY].close()
        with connections["default"].cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def _use(place: dict[str, Any]) -> dict[str, Any]:
    if COPY in connections.databases:
        connections[COPY].close()
        del connections[COPY]
    connections.databases[COPY] = place
    return place


def _put(pieces: Iterator[bytes], place: Mapping[str, Any]) -> None:
    if place["ENGINE"].endswith("sqlite3"):
        with os.fdopen(os.open(place["NAME"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        return
    restore_postgresql(pieces, place)


def _compare(label: Label) -> None:
    rows = row_counts(COPY)
    different = sorted(name for name in rows.keys() | label.rows.keys() if rows.get(name) != label.rows.get(name))
    if different:
        raise CopyError(f"Rows differ from the label in {', '.join(different)}.")
    verdict: Verdict = verify_audit(using=COPY)
    if isinstance(verdict, Broken):
        raise CopyError(f"The audit is broken at event {verdict.seq}. {verdict.why}")
    if (verdict.n_events, verdict.hash) != (label.n_events, label.audit_hash):
        raise CopyError("The audit ends at another event than the label says.")


def _bytes_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while piece := content.read(CHUNK):
            yield piece
