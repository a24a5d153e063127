"""Cohort file: a folder of patient files, or one Parquet table with a column `person`; every fault names its file."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wane.cli.names import SEXES, resolve
from wane.cli.patient_file import MAX_ROWS, Rows, read_patient, records_of_rows
from wane.cli.patient_rows import COLUMNS
from wane.errors import ConflictError, FileFormatError, WaneError
from wane.forecast.cohort import CohortPerson
from wane.models.instruments import condition_named
from wane.models.person import Covariates, Sex
from wane.units import parse_weight_kg, shown

if TYPE_CHECKING:
    import polars as pl

PEOPLE: Final = "people.csv"
TRAITS: Final = ("weight", "sex", "condition")
NEEDS: Final = "a folder of patient files (.csv, .json) or one .parquet is needed"
ASKS_WEIGHT: Final = 'give --weight "70 kg"'
PEOPLE_AT_MOST: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What stands in people.csv of one person, or in the extra columns of a table."""

    weight_kg: float | None = None
    sex: str | None = None
    condition: str | None = None


def read_cohort(path: Path, *, zone: str | None) -> Iterator[CohortPerson]:
    """The people, by name; an error of `wane.errors` at the first fault, with the name of its file or person."""
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError:
        is_folder = is_file = False
    if is_folder:
        return _from_folder(path, zone)
    if is_file and path.suffix.lower() == ".parquet":
        return _from_parquet(path, zone)
    if is_file:
        raise FileFormatError(f"The cohort {path.name} is a single file; {NEEDS}.")
    raise FileFormatError(f'The cohort "{shown(str(path))}" is not there; {NEEDS}: check its name.')


def _from_folder(folder: Path, zone: str | None) -> Iterator[CohortPerson]:
    files = sorted(
        (path for path in folder.iterdir() if _is_patient_file(path)), key=lambda path: (path.stem, path.suffix)
    )
    if not files:
        raise FileFormatError(f"The folder {folder.name} holds no patient file; {NEEDS}.")
    for first, second in zip(files, files[1:], strict=False):
        if first.stem == second.stem:
            raise ConflictError(f"{first.name} and {second.name} name the same person: keep one of them.")
    traits = _people_file(folder / PEOPLE, {path.stem for path in files})
    for path in files:
        own = traits.get(path.stem, Traits())
        try:
            records = read_patient(path, zone=zone, weight_kg=own.weight_kg)
        except WaneError as error:
            raise _of_file(path.name, error) from None
        yield CohortPerson(
            name=path.stem, records=records, weight_kg=own.weight_kg, sex=own.sex, condition=own.condition
        )


def _is_patient_file(path: Path) -> bool:
    return path.suffix.lower() in {".csv", ".json"} and path.name != PEOPLE and not path.name.startswith(".")


def _of_file(name: str, error: WaneError) -> WaneError:
    """The same error, with the name of the file or person, and the way that a cohort gives a weight."""
    words = str(error).replace(ASKS_WEIGHT, f"put it into {PEOPLE} (person,weight)")
    return type(error)(words if name in words else f"{name}: {words}")


def _people_file(path: Path, names: set[str]) -> Mapping[str, Traits]:
    """people.csv: person and any of weight, sex, condition."""
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise FileFormatError(
            f"{PEOPLE} cannot be read; person,weight,sex,condition as CSV (UTF-8) is needed."
        ) from None
    head, *body = [row for row in rows if any(row)] or [[]]
    columns = [name.casefold() for name in head]
    if "person" not in columns or set(columns) - {"person", *TRAITS} or len(set(columns)) < len(columns):
        raise FileFormatError(
            f'{PEOPLE}: the header "{shown(",".join(head))}" came; person,weight,sex,condition is known.'
        )
    found: dict[str, Traits] = {}
    for row in body:
        cells = dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=False))
        person = cells["person"]
        if person not in names:
            raise FileFormatError(
                f'{PEOPLE}: there is no file of the person "{shown(person)}": add it or drop the row.'
            )
        if person in found:
            raise ConflictError(f'{PEOPLE}: the person "{shown(person)}" stands there twice: keep one row.')
        found[person] = _traits(f"{PEOPLE}: {person}", cells)
    return found


def _traits(where: str, cells: Mapping[str, str]) -> Traits:
    weight, sex, condition = (cells.get(name, "") for name in TRAITS)
    try:
        return Traits(
            weight_kg=Covariates(weight_kg=parse_weight_kg(weight)).weight_kg if weight else None,
            sex=resolve(sex, Sex, "The sex", SEXES).value if sex else None,
            condition=condition_named(condition) if condition else None,
        )
    except WaneError as error:
        raise type(error)(f"{where}: {error}") from None


def _from_parquet(path: Path, zone: str | None) -> Iterator[CohortPerson]:
    """One table; polars is read in here, and only the columns that are known leave the file."""
    table = _table(path)
    for (name,), part in table.group_by(["person"], maintain_order=True):
        where = f"{path.name}: {name}"
        if part.height > MAX_ROWS:
            raise FileFormatError(f"{where} has {part.height} records; at most {MAX_ROWS} are read.")
        rows = part.to_dicts()
        rows = [{key: _cell(where, key, value) for key, value in row.items()} for row in rows]
        own = _one_trait_each(where, rows)
        numbered: Rows = [(number, {key: row[key] for key in COLUMNS}) for number, row in enumerate(rows, start=1)]
        try:
            records = records_of_rows(numbered, "Row", zone=zone, weight_kg=own.weight_kg)
        except WaneError as error:
            words = str(error).replace(ASKS_WEIGHT, "add a column weight")
            raise type(error)(f"{where}: {words}") from None
        yield CohortPerson(
            name=str(name), records=records, weight_kg=own.weight_kg, sex=own.sex, condition=own.condition
        )


def _table(path: Path) -> "pl.DataFrame":
    import polars as pl

    try:
        lazy = pl.scan_parquet(path)
        columns = lazy.collect_schema().names()
        absent = [name for name in ("person", *COLUMNS) if name not in columns]
        if absent:
            raise FileFormatError(
                f"The table {path.name} has no column {', '.join(absent)}; person,{','.join(COLUMNS)} are needed, "
                f"{','.join(TRAITS)} may stand beside them."
            )
        kept = [name for name in ("person", *COLUMNS, *TRAITS) if name in columns]
        table = lazy.select(kept).with_columns(pl.col("person").cast(pl.String)).collect()
    except (OSError, pl.exceptions.PolarsError):
        raise FileFormatError(f"The table {path.name} cannot be read as Parquet: write it again.") from None
    if not table.height:
        raise FileFormatError(f"The table {path.name} has no row; one for each record is needed.")
    if table["person"].null_count() or (table["person"].str.strip_chars() == "").any():
        raise FileFormatError(f"The table {path.name} has a row without a person: fill the column person.")
    if table["person"].n_unique() > PEOPLE_AT_MOST:
        raise FileFormatError(f"The table {path.name} has more than {PEOPLE_AT_MOST} people: split it.")
    return table.sort("person", maintain_order=True)


def _cell(where: str, key: str, value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case str():
            return value.strip()
        case int() | float() if not isinstance(value, bool):
            return f"{value:.12g}"
        case _:
            raise FileFormatError(f"{where}: {key} is neither text, a number nor a time.")


def _one_trait_each(where: str, rows: list[dict[str, str]]) -> Traits:
    """Weight, sex and condition, each the same in every row of the person, or empty."""
    cells = {}
    for name in TRAITS:
        told = sorted({row[name] for row in rows if row.get(name)})
        if len(told) > 1:
            raise ConflictError(f'{where} has {name} "{shown(told[0])}" and "{shown(told[1])}": one is needed.')
        cells[name] = told[0] if told else ""
    if cells["weight"].replace(".", "", 1).isdigit():
        cells["weight"] += " kg"  # a column of numbers: the docs say kg
    return _traits(where, cells)
