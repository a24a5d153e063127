"""Patient file: one person's records from CSV or JSON, every fault one sentence with its line."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final

from wane.cli.patient_rows import COLUMNS, read_row
from wane.cli.times import fixed_words, named_zone
from wane.errors import ConflictError, FileFormatError, WaneError
from wane.models.patient_records import PatientRecord, PatientRecords, RelapseRecord, ScoreRecord, SessionRecord
from wane.units import shown

FORMAT: Final = ",".join(COLUMNS)
MAX_BYTES, MAX_ROWS = 2_000_000, 5_000

Rows = list[tuple[int, Mapping[str, str]]]


def read_patient(path: Path, *, zone: str | None, weight_kg: float | None) -> PatientRecords:
    """The records in the file, by time; `zone` is that of times without one and the one that days are counted in."""
    text = _text(path)
    where, rows = ("Record", _json_rows(text, path.name)) if _is_json(path) else ("Line", _csv_rows(text, path.name))
    if not rows:
        raise FileFormatError(f"The patient file {path.name} has no record; at least one is needed: add it.")
    return records_of_rows(rows, where, zone=zone, weight_kg=weight_kg)


def records_of_rows(rows: Rows, where: str, *, zone: str | None, weight_kg: float | None) -> PatientRecords:
    """The records of (number, cells by column), by time; `where` is what a number counts: Line, Row."""
    place = None if zone is None else named_zone(zone)
    records = [_read(f"{where} {line}", line, cells, place, weight_kg) for line, cells in rows]
    records.sort(key=_by_time)
    _no_duplicates(records, where)
    _sessions_apart([record for record in records if isinstance(record, SessionRecord)], where)
    return _gathered(records, place, zone)


def _gathered(records: list[PatientRecord], place: tzinfo | None, zone: str | None) -> PatientRecords:
    if place is not None:
        return PatientRecords(records=tuple(records), zone=place, zone_words=f"{zone}, as given")
    last = records[-1].at.tzinfo
    assert last is not None
    return PatientRecords(records=tuple(records), zone=last, zone_words=f"{fixed_words(last)}, that of the last record")


def _by_time(record: PatientRecord) -> tuple[datetime, int]:
    return record.at.astimezone(UTC), record.line


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise FileFormatError(
            f'The patient file "{shown(str(path))}" cannot be read ({why}): check its name.'
        ) from None
    if len(raw) > MAX_BYTES:
        raise FileFormatError(f"The patient file {path.name} has {len(raw)} bytes; at most {MAX_BYTES} are read.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileFormatError(
            f"The patient file {path.name} is not text in UTF-8; its columns are {FORMAT}: save it as CSV (UTF-8)."
        ) from None
    if "\0" in text:
        raise FileFormatError(f"The patient file {path.name} is not text; its columns are {FORMAT}: save it as CSV.")
    if not text.strip():
        raise FileFormatError(f"The patient file {path.name} is empty; its columns are {FORMAT}.")
    return text


def _csv_rows(text: str, name: str) -> Rows:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise FileFormatError(f"The patient file {name} is not CSV ({error}); its columns are {FORMAT}.") from None
    kept = [(line, cells) for line, cells in rows if any(cells) and not cells[0].startswith("#")]
    if not kept:
        raise FileFormatError(f"The patient file {name} holds only remarks; its columns are {FORMAT}.")
    _not_too_many(len(kept) - 1, name)
    header = [cell.casefold() for cell in kept[0][1]]
    _check_header(header, kept[0])
    return [(line, _by_column(header, cells, line)) for line, cells in kept[1:]]


def _check_header(header: Sequence[str], first: tuple[int, Sequence[str]]) -> None:
    line, cells = first
    if sorted(header) != sorted(COLUMNS):
        hint = "; the columns stand between commas" if len(cells) == 1 else ""
        raise FileFormatError(f'Line {line}: the header "{shown(",".join(cells))}" came; {FORMAT} is needed{hint}.')


def _by_column(header: Sequence[str], cells: Sequence[str], line: int) -> Mapping[str, str]:
    if len(cells) > len(header):
        raise FileFormatError(
            f"Line {line}: {len(cells)} cells came for {len(header)} columns: put text that holds a comma in quotes."
        )
    return dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def _json_rows(text: str, name: str) -> Rows:
    try:
        found: object = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise FileFormatError(
            f'The patient file {name} is not JSON; a list of records is needed: [{{"when": ...}}].'
        ) from None
    if isinstance(found, dict):
        found = found.get("records")
    if not isinstance(found, list):
        raise FileFormatError(
            f"The patient file {name} holds no list of records; a list, or one under the key records."
        )
    _not_too_many(len(found), name)
    return [(number, _cells(number, record)) for number, record in enumerate(found, start=1)]


def _cells(number: int, record: object) -> Mapping[str, str]:
    if not isinstance(record, dict):
        raise FileFormatError(f"Record {number}: it is no object; keys are {FORMAT}.")
    strange = [key for key in record if key not in COLUMNS]
    if strange:
        raise FileFormatError(f'Record {number}: the key "{shown(strange[0])}" is not known; keys are {FORMAT}.')
    cells = dict.fromkeys(COLUMNS, "")
    for key, value in record.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise FileFormatError(f"Record {number}: {key} is neither text nor a number; give it as text.")
        cells[key] = "" if value is None else str(value).strip()
    return cells


def _not_too_many(count: int, name: str) -> None:
    if count > MAX_ROWS:
        raise FileFormatError(f"The patient file {name} has {count} records; at most {MAX_ROWS} are read.")


def _is_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def _read(
    where: str, line: int, cells: Mapping[str, str], place: tzinfo | None, weight_kg: float | None
) -> PatientRecord:
    try:
        return read_row(line, cells, place, weight_kg)
    except WaneError as error:
        raise type(error)(f"{where}: {error}") from None


def _no_duplicates(records: Iterable[PatientRecord], where: str) -> None:
    """ConflictError where two scores of an instrument, two sessions or two relapses stand at one time."""
    seen: dict[tuple[object, ...], int] = {}
    for record in records:
        match record:
            case ScoreRecord():
                key: tuple[object, ...] = ("score", record.at.astimezone(UTC), record.instrument)
            case SessionRecord():
                key = ("session", record.at.astimezone(UTC))
            case RelapseRecord():
                key = ("relapse", record.at.astimezone(UTC), record.instrument)
            case _:
                continue
        if key in seen:
            raise ConflictError(
                f"{where} {record.line}: a {key[0]} stands at the same time as in {where.lower()} {seen[key]}; "
                "keep one of them."
            )
        seen[key] = record.line


def _sessions_apart(sessions: Sequence[SessionRecord], where: str) -> None:
    for earlier, later in zip(sessions, sessions[1:], strict=False):
        hours = (later.at - earlier.at).total_seconds() / 3600.0
        if hours < earlier.regimen.end_h:
            raise ConflictError(
                f"{where} {later.line}: this session starts while that of {where.lower()} {earlier.line} still runs: "
                "check the times."
            )
