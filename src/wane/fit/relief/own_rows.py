"""Trials of one's own: a table with the columns of mood_outcomes or pain_outcomes, fitted beside the shipped rows."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from wane.errors import ConflictError, FileFormatError, UnknownNameError
from wane.evidence.reading import load_table
from wane.fit.relief.rows import OUTCOME_TABLES, TABLES, Row
from wane.units import shown

ID: Final = re.compile(r"(mood_outcomes|pain_outcomes)\.([a-z][a-z0-9_]*)\.([1-9][0-9]*)")
NEEDED: Final = ("id", "study", "condition", "drug", "route", "schedule", "scale", "time_from")
NUMBERS: Final = re.compile(
    r"dose|dose_low|dose_high|n|baseline_mean|baseline_sd|day|time_day|mean|sd|mean_change|response_pct|remission_pct|"
    r"change_sd|change_se|infusion_min"
)
MOST_CHARACTERS: Final = 5_000_000


def read_own_rows(text: str, file: str) -> tuple[Row, ...]:
    """The rows of this table, every column of the shipped table there, empty where nothing was said.

    A row is marked `fit`, or unmarked and then taken as such: what is kept for validation is fitted by nobody.
    """
    if len(text) > MOST_CHARACTERS:
        raise FileFormatError(f"{file} holds {len(text)} characters; a table of trials has at most {MOST_CHARACTERS}.")
    try:
        lines = [row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FileFormatError(f"{file} is no CSV ({error}): write commas between cells.") from None
    if len(lines) < 2:
        raise FileFormatError(f"{file} has no row: give a line of names and a row for each number of an arm.")
    names = [cell.strip() for cell in lines[0]]
    absent = [name for name in NEEDED if name not in names]
    if absent:
        raise FileFormatError(f"{file} has no column {absent[0]}; it needs {', '.join(NEEDED)}.")
    shipped = {row["id"] for table in TABLES for row in load_table(table)}
    found: list[Row] = []
    for number, cells in enumerate(lines[1:], start=2):
        row = _row(names, cells, f"{file}, row {number}")
        if row["id"] in shipped or any(row["id"] == other["id"] for other in found):
            raise ConflictError(f"{file}, row {number}: the id {row['id']} is taken: give the row another.")
        found.append(row)
    return tuple(found)


def _row(names: Sequence[str], cells: Sequence[str], at: str) -> Row:
    if len(cells) != len(names):
        raise FileFormatError(f"{at}: {len(cells)} cells came for {len(names)} names: mend the row.")
    said = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    match = ID.fullmatch(said["id"])
    if match is None:
        raise FileFormatError(
            f'{at}: the id "{shown(said["id"])}" came; {" or ".join(OUTCOME_TABLES)}, a study and a number are needed: '
            "mood_outcomes.mine_2026.1."
        )
    known = list(load_table(match[1])[0])
    for name in names:
        if name not in known:
            raise UnknownNameError(f"{at}: the column {shown(name)} is not one of {match[1]}: {', '.join(known)}.")
    if said.get("use", "fit") not in {"", "fit"}:
        raise ConflictError(f"{at}: use is {shown(said['use'])}; a row that is fitted is marked fit, or not at all.")
    for name, cell in said.items():
        if cell and NUMBERS.fullmatch(name) and not _is_number(cell):
            raise FileFormatError(f'{at}: {name} is "{shown(cell)}"; a number is needed.')
    usual = {"confidence": "full_text", "comparator_flag": "0", "use": "fit"}
    return {name: said.get(name) or usual.get(name, "") for name in known}


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell) is not None
