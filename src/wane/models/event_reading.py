"""Reading an event table: every cell checked, every fault one sentence with its row.

EVID 0 observes and 1 doses; without EVID a row with AMT doses. 2 (another event), 3 and 4 (resets) are refused: drug
does not leave a person by decree.
"""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from typing import Final

from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnsupportedError
from wane.models.event_table import COLUMNS, DoseEvent, Event, ObservationEvent, PersonEvents
from wane.models.regimen import LATEST_H
from wane.units import shown

NEEDED: Final = ("ID", "TIME")
MISSING: Final = frozenset({"", ".", "NA", "na", "NaN"})
OBSERVED, DOSED = 0, 1
MOST_CHARACTERS: Final = 50_000_000


def read_events(text: str, file: str = "events") -> tuple[PersonEvents, ...]:
    """Every person of the table, in order of first appearance; one sentence with the line for what is wrong."""
    if len(text) > MOST_CHARACTERS:
        raise FileFormatError(f"{file} holds {len(text)} characters; a table of events has at most {MOST_CHARACTERS}.")
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise FileFormatError(f"{file} is no CSV ({error}): write commas between cells.") from None
    if not rows:
        raise FileFormatError(f"{file} is empty: give a line of names ({','.join(COLUMNS)}) and a row an event.")
    names = [cell.strip() for cell in rows[0]]
    upper = [name.upper() for name in names]
    _check_names(upper, file)
    people: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            raise FileFormatError(f"{file}, row {line}: {len(row)} cells came for {len(names)} names: mend the row.")
        cells = {name: cell.strip() for name, cell in zip(upper, row, strict=True)}
        if cells["ID"] in MISSING:
            raise FileFormatError(f"{file}, row {line}: ID is empty: every row belongs to a person.")
        people.setdefault(cells["ID"], []).append((line, cells))
    return tuple(_person(name, own, file) for name, own in people.items())


def _check_names(names: Sequence[str], file: str) -> None:
    absent = [name for name in NEEDED if name not in names]
    if absent:
        raise FileFormatError(f"{file} has no column {absent[0]}; its first line must name {', '.join(NEEDED)}.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise FileFormatError(f"{file} has the column {shown(twice)} twice: keep one.")


def _person(name: str, rows: Sequence[tuple[int, dict[str, str]]], file: str) -> PersonEvents:
    events, last_h = list[Event](), -math.inf
    for line, cells in rows:
        at = f"{file}, row {line}"
        event = _event(cells, at)
        if event.time_h < last_h:
            raise ConflictError(
                f"{at}: TIME goes back from {last_h:g} to {event.time_h:g} h: sort each person by time."
            )
        last_h = event.time_h
        events.append(event)
    return PersonEvents(id=name, events=tuple(events), covariates=_covariates(rows, file))


def _event(cells: Mapping[str, str], at: str) -> Event:
    time_h = _number(cells, "TIME", at, 0.0, LATEST_H)
    if time_h is None:
        raise FileFormatError(f"{at}: TIME is empty: give hours.")
    amount = _number(cells, "AMT", at, 0.0, 1e6) or 0.0
    said = _whole(cells, "EVID", at, 0, 4)
    kind = (DOSED if amount > 0.0 else OBSERVED) if said is None else said
    compartment = _whole(cells, "CMT", at, 1, 1000) or 1
    match kind:
        case 0:
            is_asked = _whole(cells, "MDV", at, 0, 1) == 1
            value = None if is_asked else _number(cells, "DV", at, -1e12, 1e12)
            return ObservationEvent(time_h=time_h, value=value, compartment=compartment)
        case 1:
            return _dose(cells, at, time_h, amount, compartment)
        case _:
            raise UnsupportedError(f"{at}: EVID {kind} came; 0 (observed) and 1 (dosed) are read: leave the row out.")


def _dose(cells: Mapping[str, str], at: str, time_h: float, amount: float, compartment: int) -> DoseEvent:
    if not amount > 0.0:
        raise OutOfRangeError(f"{at}: a dose without AMT came; above 0 mg is needed.")
    rate = _number(cells, "RATE", at, -2.0, 1e6) or 0.0
    if rate < 0.0:
        raise UnsupportedError(f"{at}: RATE {rate:g} came, which leaves the rate to a model: give mg/h, or 0.")
    more, every = _whole(cells, "ADDL", at, 0, 10_000) or 0, _number(cells, "II", at, 0.0, LATEST_H) or 0.0
    if more > 0 and not every > 0.0:
        raise ConflictError(f"{at}: ADDL {more} came without II: give the hours from dose to dose.")
    return DoseEvent(
        time_h=time_h, amount_mg=amount, rate_mg_per_h=rate, compartment=compartment, more=more, every_h=every
    )


def _covariates(rows: Sequence[tuple[int, dict[str, str]]], file: str) -> dict[str, float]:
    """Columns with other names whose cells are one number throughout."""
    found = {}
    for name in rows[0][1]:
        if name in COLUMNS or name == "MDV":
            continue
        line, cells = rows[0]
        value = _number(cells, name, f"{file}, row {line}", -1e12, 1e12)
        for line, cells in rows[1:]:
            if _number(cells, name, f"{file}, row {line}", -1e12, 1e12) != value:
                raise UnsupportedError(
                    f"{file}, row {line}: {shown(name)} changes within a person; one value a person is read."
                )
        if value is not None:
            found[name] = value
    return found


def _number(cells: Mapping[str, str], name: str, at: str, low: float, high: float) -> float | None:
    """The number of this cell; None where the column is absent or the cell is empty."""
    text = cells.get(name, "")
    if text in MISSING:
        return None
    try:
        found = float(text)
    except ValueError:
        raise FileFormatError(f'{at}: {shown(name)} is "{shown(text)}"; a number is needed.') from None
    if not low <= found <= high:
        raise OutOfRangeError(f"{at}: {shown(name)} is {found:g}; {low:g} to {high:g} is needed.")
    return found


def _whole(cells: Mapping[str, str], name: str, at: str, low: int, high: int) -> int | None:
    found = _number(cells, name, at, low, high)
    if found is not None and found != int(found):
        raise FileFormatError(f"{at}: {shown(name)} is {found:g}; a whole number is needed.")
    return None if found is None else int(found)
