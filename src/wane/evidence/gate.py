"""The gate: everything that must hold of the evidence data, checked at once; it fails once and lists every offence.

It reads a data folder from scratch, by the schema, and trusts nothing that `wane.evidence.reading` has cached.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import BaseModel, ValidationError

from wane.errors import EvidenceError
from wane.evidence.gate_models import model_offences
from wane.evidence.gate_tables import Table, mixed_uses, table_offences
from wane.evidence.offence import Offence
from wane.evidence.reading import (
    CONSTRUCT_FOLDER,
    DATA,
    FITTED_FOLDER,
    MODEL_FOLDER,
    PARTIAL_FOLDER,
    REGISTER_FOLDER,
    TABLE_FOLDERS,
    Fields,
    checksum,
    load_yaml,
)
from wane.evidence.registers import read_registers
from wane.evidence.schema import ConstructFile, PartialFile
from wane.evidence.schema_models import ModelFile
from wane.evidence.schema_tables import CorrectionsFile, FittedFile, PassportFile, RelationsFile

GIVEN_IDS = "given_ids.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the gate says: offences, sorted, and `mixed_uses`, the studies that are fitted in one family and kept in
    another.
    """

    offences: tuple[Offence, ...]
    mixed_uses: tuple[str, ...]
    models: int
    tables: int
    rows: int


def require(data: Path = DATA) -> Report:
    """The report, where nothing is wrong; EvidenceError with every offence otherwise."""
    report = check(data)
    if report.offences:
        listed = "\n".join(f"  {offence}" for offence in report.offences)
        raise EvidenceError(f"The evidence gate found {len(report.offences)} offences; correct each:\n{listed}")
    return report


def check(data: Path = DATA) -> Report:
    """Every offence of a data folder, all checks run whatever the others find."""
    registers, found = read_registers(data)
    models, of_models = _files(data, MODEL_FOLDER, ModelFile)
    constructs, of_constructs = _files(data, CONSTRUCT_FOLDER, ConstructFile)
    partials, of_partials = _files(data, PARTIAL_FOLDER, PartialFile)
    _, of_fits = _files(data, FITTED_FOLDER, FittedFile)
    tables, of_tables = _tables(data)
    offences = [*found, *of_models, *of_constructs, *of_partials, *of_fits, *of_tables]
    for name, fields in models.items():
        offences += model_offences(name, fields, registers)
    for table in tables:
        offences += table_offences(table, registers)
    ids = _ids(models, constructs, partials, tables)
    offences += _id_offences(ids, data)
    offences += _reference_offences(data, constructs, tables, ids)
    return Report(
        offences=tuple(sorted(set(offences))),
        mixed_uses=tuple(mixed_uses(tables)),
        models=len(models),
        tables=len(tables),
        rows=sum(len(table.rows) for table in tables),
    )


def schema_offences(file: str, fields: object, schema: type[BaseModel]) -> Iterator[Offence]:
    """What the schema says against these fields."""
    try:
        schema.model_validate(fields)
    except ValidationError as error:
        for one in error.errors():
            yield Offence(file=file, at=".".join(map(str, one["loc"])) or "file", what=one["msg"])


def _files(data: Path, folder: str, schema: type[BaseModel]) -> tuple[dict[str, Fields], list[Offence]]:
    """The files of one folder that keep to their schema, and the offences of the others; passports are read
    elsewhere.
    """
    kept: dict[str, Fields] = {}
    offences: list[Offence] = []
    for path in sorted((data / folder).glob("*.yaml")):
        if path.with_suffix(".csv").is_file():
            continue
        name = path.relative_to(data).as_posix()
        fields, unreadable = _read(path, name)
        against = [unreadable] if unreadable else list(schema_offences(name, fields, schema))
        offences += against
        if not against:
            kept[name] = fields
    return kept, offences


def _read(path: Path, name: str) -> tuple[Fields, Offence | None]:
    try:
        return load_yaml(path), None
    except Exception as error:  # noqa: BLE001  a broken file is an offence like any other, whatever the parser raises
        return {}, Offence(file=name, at="file", what=f"cannot be read: {' '.join(str(error).split())}")


def _tables(data: Path) -> tuple[list[Table], list[Offence]]:
    """Tables whose passport is in order, and the offences of passports: schema, checksum, row count."""
    tables: list[Table] = []
    offences: list[Offence] = []
    for path in sorted(path for folder in TABLE_FOLDERS for path in (data / folder).glob("*.csv")):
        name, passport_path = path.relative_to(data).as_posix(), path.with_suffix(".yaml")
        if not passport_path.is_file():
            offences.append(Offence(file=name, at="passport", what=f"has none; write {passport_path.name} beside it"))
            continue
        passport, unreadable = _read(passport_path, passport_path.relative_to(data).as_posix())
        against = [unreadable] if unreadable else list(schema_offences(name, passport, PassportFile))
        offences += against
        if not against:
            with path.open(encoding="utf-8", newline="") as lines:
                rows = tuple(csv.DictReader(lines))
            tables.append(Table(file=name, passport=passport, rows=rows))
            offences += _passport_offences(name, passport, path, len(rows))
    return tables, offences


def _passport_offences(name: str, passport: Fields, path: Path, n_rows: int) -> Iterator[Offence]:
    if passport["table"] != path.stem:
        yield Offence(file=name, at="table", what=f"the passport is of {passport['table']}; it must be of {path.stem}")
    if passport["rows"] != n_rows:
        yield Offence(file=name, at="rows", what=f"the passport counts {passport['rows']} rows, the table has {n_rows}")
    if passport["sha256"] != checksum(path):
        yield Offence(
            file=name, at="sha256", what="the table is not the one the passport was written for; check and sign again"
        )


def _ids(
    models: Mapping[str, Fields], constructs: Mapping[str, Fields], partials: Mapping[str, Fields], tables: list[Table]
) -> list[tuple[str, str]]:
    """(id, file) of everything that has an id of its own."""
    named = [(str(f["id"]), name) for files in (models, constructs, partials) for name, f in files.items()]
    return named + [(row.get("id", ""), table.file) for table in tables for row in table.rows]


def _id_offences(ids: list[tuple[str, str]], data: Path) -> Iterator[Offence]:
    """Ids are unique, and each one ever given is still there; a new one is added to the list of given ids."""
    seen: dict[str, str] = {}
    for evidence_id, file in ids:
        if evidence_id in seen:
            yield Offence(file=file, at=evidence_id, what=f"the id is given twice, first in {seen[evidence_id]}")
        seen[evidence_id] = file
    path = data / REGISTER_FOLDER / GIVEN_IDS
    given = set(path.read_text(encoding="utf-8").split()[1:]) if path.is_file() else set()
    file = f"{REGISTER_FOLDER}/{GIVEN_IDS}"
    for lost in sorted(given - set(seen)):
        yield Offence(file=file, at=lost, what="this id was given and is gone; an id never changes: bring it back")
    for new in sorted(set(seen) - given):
        yield Offence(file=file, at=new, what="this id is not in the list of given ids; add it there")


def _reference_offences(
    data: Path, constructs: Mapping[str, Fields], tables: list[Table], ids: list[tuple[str, str]]
) -> Iterator[Offence]:
    """Corrections stand in their tables; constructs, relations and defaults name ids that exist; none rests on a
    validate row.
    """
    known = {evidence_id for evidence_id, _ in ids}
    rows = {row["id"]: row for table in tables for row in table.rows if "id" in row}
    for table in tables:
        for row in table.rows:
            if row.get("duplicate_of") and row["duplicate_of"] not in rows:
                what = f"duplicate_of names {row['duplicate_of']}, which is no row"
                yield Offence(file=table.file, at=row["id"], what=what)
    for name, fields in constructs.items():
        yield from _resting(name, str(fields["id"]), fields, known, rows)
    yield from _of_register(data, "relations", RelationsFile, known, rows)
    yield from _defaults(data, known)
    path = data / "corrections.yaml"
    corrections, unreadable = _read(path, path.name) if path.is_file() else ({"corrections": []}, None)
    against = [unreadable] if unreadable else list(schema_offences(path.name, corrections, CorrectionsFile))
    yield from against
    if not against:
        for correction in CorrectionsFile.model_validate(corrections).corrections:
            corrected = rows.get(correction.id, {})
            if corrected.get(correction.column) != correction.now:
                what = f"the table does not say {correction.now!r} in {correction.column}; the correction was lost"
                yield Offence(file=path.name, at=correction.id, what=what)


def _resting(
    file: str, at: str, fields: Fields, known: set[str], rows: Mapping[str, Mapping[str, str]]
) -> Iterator[Offence]:
    evidence, disposition = (cast(list[str], fields.get(name, [])) for name in ("evidence", "disposition"))
    for named in (*evidence, *disposition):
        if named not in known:
            yield Offence(file=file, at=at, what=f"names {named}, which is no evidence id")
        elif named in rows and rows[named].get("use") == "validate":
            yield Offence(file=file, at=at, what=f"rests on {named}, which is kept for validation")


def _of_register(
    data: Path, name: str, schema: type[BaseModel], known: set[str], rows: Mapping[str, Mapping[str, str]]
) -> Iterator[Offence]:
    path = data / REGISTER_FOLDER / f"{name}.yaml"
    file = path.relative_to(data).as_posix()
    if not path.is_file():
        return
    fields, unreadable = _read(path, file)
    against = [unreadable] if unreadable else list(schema_offences(file, fields, schema))
    yield from against
    if not against:
        for key, relation in cast(Mapping[str, Fields], fields[name]).items():
            yield from _resting(file, key, relation, known, rows)


def _defaults(data: Path, known: set[str]) -> Iterator[Offence]:
    path = data / REGISTER_FOLDER / "defaults.yaml"
    if not path.is_file():
        return
    defaults = load_yaml(path)["defaults"]
    for key, fields in cast(Mapping[str, Fields], defaults).items():
        for named in (str(fields["model"]), *cast(list[str], fields["check"])):
            if named not in known:
                yield Offence(
                    file=path.relative_to(data).as_posix(), at=key, what=f"names {named}, which is no evidence id"
                )
