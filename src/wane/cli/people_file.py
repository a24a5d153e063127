"""The table of people that a design may name: CSV, one row a person, columns as the design's reader knows them."""

import csv
import io
from pathlib import Path
from typing import Final

from wane.errors import FileFormatError
from wane.units import shown

NUMBERS: Final = frozenset({"weight_kg", "age_y", "baseline"})
MOST_BYTES, MOST_ROWS = 20_000_000, 200_000


def read_people(path: Path) -> dict[str, tuple[float | str, ...]]:
    """Columns of the table, numbers as numbers; FileFormatError says what is wrong where."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileFormatError(f"{shown(path.name)} is larger than {MOST_BYTES} bytes: give fewer people.")
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no CSV in UTF-8"
        raise FileFormatError(f"the table {shown(path.name)} cannot be read ({why}): check its name.") from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise FileFormatError(f"the table {shown(path.name)} is empty: give a line of names and a row a person.")
    names, body = [cell.strip() for cell in rows[0]], rows[1:]
    if len(set(names)) < len(names):
        raise FileFormatError(f"the table {shown(path.name)} has a column twice: keep one.")
    if len(body) > MOST_ROWS:
        raise FileFormatError(f"the table {shown(path.name)} has {len(body)} rows; at most {MOST_ROWS} are read.")
    for number, row in enumerate(body, start=2):
        if len(row) != len(names):
            raise FileFormatError(
                f"the table {shown(path.name)}, line {number}: {len(row)} cells came, not {len(names)}."
            )
    return {name: tuple(_cell(name, row[i].strip()) for row in body) for i, name in enumerate(names)}


def _cell(name: str, text: str) -> float | str:
    """A number where the column holds numbers and this is one."""
    if name not in NUMBERS:
        return text
    try:
        return float(text)
    except ValueError:
        return text
