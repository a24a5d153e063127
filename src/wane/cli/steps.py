"""Steps of an infusion from a CSV file: one row a step, times from the start of dosing, a dose or a rate each."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wane.errors import ConflictError, FileFormatError, WaneError
from wane.units import Dose, decimal_minutes, parse_dose, parse_duration_h, parse_rate, shown

COLUMNS: Final = ("start", "duration", "end", "rate", "dose")
FORMAT: Final = (
    "start, then duration or end, then rate or dose; units stand in the cells or the header (start_min, rate_mg_kg_h)"
)
MAX_BYTES, MAX_ROWS = 1_000_000, 500
_TOUCH_H = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row: a dose given from `start_h` over `duration_h` (0 for a bolus); None where the pump pauses."""

    line: int
    start_h: float
    duration_h: float
    dose: Dose | None

    @property
    def end_h(self) -> float:
        """[h] from the start of dosing."""
        return self.start_h + self.duration_h


def read_steps(path: Path) -> tuple[Step, ...]:
    """The steps in the file, in order, none overlapping another; else one sentence with the line at fault."""
    rows = _rows(path)
    line, header = rows[0]
    units = _header(header, line)
    steps = tuple(_step(dict(zip(units, cells, strict=False)), units, line, len(cells)) for line, cells in rows[1:])
    if not steps:
        raise FileFormatError(
            f"The steps file {path.name} has a header and no step; at least one row is needed: add it."
        )
    _in_order(steps)
    return steps


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Rows that hold something, each with its line number; `#` starts a remark."""
    try:
        if path.exists() and not path.is_file():
            raise FileFormatError(f'The steps file "{shown(str(path))}" is not a file: name a CSV file.')
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise FileFormatError(f'The steps file "{shown(str(path))}" cannot be read ({why}): check its name.') from None
    if len(raw) > MAX_BYTES:
        raise FileFormatError(f"The steps file {path.name} has over {MAX_BYTES} bytes; no more are read: shorten it.")
    try:
        text = raw.decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except UnicodeDecodeError:
        raise FileFormatError(
            f"The steps file {path.name} is not CSV text in UTF-8; its columns are {FORMAT}."
        ) from None
    except csv.Error:
        raise FileFormatError(
            f"The steps file {path.name} has a quotation mark that is not closed, or a sign that CSV does not know; "
            "write each cell without quotation marks."
        ) from None
    kept = [(line, cells) for line, cells in rows if any(cells) and not cells[0].startswith("#")]
    if not kept:
        raise FileFormatError(f"The steps file {path.name} is empty; its columns are {FORMAT}.")
    if len(kept) > MAX_ROWS + 1:
        raise FileFormatError(
            f"The steps file {path.name} has {len(kept) - 1} steps; at most {MAX_ROWS} are read: shorten it."
        )
    return kept


def _header(cells: Sequence[str], line: int) -> dict[str, str]:
    """Column name -> unit from the header ("" where the cells carry it)."""
    units: dict[str, str] = {}
    for cell in cells:
        name, _, unit = cell.casefold().replace("(", "_").replace("[", "_").strip(")] ").partition("_")
        name = name.strip()
        if name not in COLUMNS:
            raise FileFormatError(f'Line {line}: the column "{shown(cell)}" is not known; the columns are {FORMAT}.')
        if name in units:
            raise FileFormatError(f"Line {line}: the column {name} stands twice; each may stand once: remove one.")
        units[name] = unit.strip("_ ").replace("_", "/")
    if "start" not in units or ("duration" in units) == ("end" in units) or ("rate" in units) == ("dose" in units):
        raise FileFormatError(f'Line {line}: the columns "{shown(", ".join(cells))}" came; needed are {FORMAT}.')
    return units


def _step(cells: Mapping[str, str], units: Mapping[str, str], line: int, n_cells: int) -> Step:
    if n_cells != len(units) or not all(cells.values()):
        raise FileFormatError(
            f"Line {line}: each of the {len(units)} columns needs a value; {n_cells} cells came: fill the row."
        )
    written = {name: f"{cell} {units[name]}".strip() for name, cell in cells.items()}
    try:
        start_h = parse_duration_h(written["start"])
        duration_h = _duration_h(written, start_h)
        return Step(line=line, start_h=start_h, duration_h=duration_h, dose=_dose(written, duration_h))
    except WaneError as error:
        raise type(error)(f"Line {line}: {error}") from None


def _duration_h(written: Mapping[str, str], start_h: float) -> float:
    if "duration" in written:
        return parse_duration_h(written["duration"])
    end_h = parse_duration_h(written["end"])
    if end_h < start_h:
        came = f'An end of "{shown(written["end"])}" came before the start "{shown(written["start"])}"'
        raise ConflictError(f"{came}: check the two times.")
    return end_h - start_h


def _dose(written: Mapping[str, str], duration_h: float) -> Dose | None:
    if "dose" in written:
        return parse_dose(written["dose"])
    rate, basis = parse_rate(written["rate"])
    if duration_h == 0.0:
        raise ConflictError("A rate over no time gives no dose; a duration above 0 min is needed: give one, or a dose.")
    return Dose(amount=rate * duration_h, basis=basis) if rate > 0.0 else None


def _in_order(steps: Sequence[Step]) -> None:
    """ConflictError unless steps stand in order and no two rates run at once; a bolus may fall into a running rate."""
    running: Step | None = None
    for earlier, later in zip(steps, steps[1:], strict=False):
        running = earlier if earlier.duration_h > 0.0 else running
        if later.start_h < earlier.start_h - _TOUCH_H:
            raise ConflictError(
                f"Line {later.line}: this step starts before the one on line {earlier.line}; "
                "steps stand in order of time: sort them."
            )
        if running is not None and later.duration_h > 0.0 and later.start_h < running.end_h - _TOUCH_H:
            start, end = (decimal_minutes(60.0 * hours) for hours in (later.start_h, running.end_h))
            raise ConflictError(
                f"Line {later.line}: this step starts at {start} min, while line {running.line} runs until {end} min; "
                "a pump has one rate at a time: change the times."
            )
