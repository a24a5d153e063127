"""Rows of a patient file: the cells of one record as a value."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from wane.cli.names import ROUTES, nearest, resolve
from wane.cli.order import OrderText, read_order
from wane.cli.times import parse_when
from wane.errors import ConflictError, FileFormatError, UnitError, UnknownNameError
from wane.models.instruments import instrument_named
from wane.models.patient_records import NoteRecord, PatientRecord, RelapseRecord, ScoreRecord, SessionRecord
from wane.models.regimen import Route
from wane.models.salts import base_share
from wane.plan.dose_check import check_dose
from wane.units import Basis, parse_dose, shown

COLUMNS: Final = ("when", "record", "instrument", "value", "drug", "route", "dose", "duration")
BELONGS: Final[Mapping[str, tuple[str, ...]]] = {
    "score": ("instrument", "value"),
    "session": ("drug", "route", "dose", "duration"),
    "relapse": ("instrument",),
    "note": ("instrument", "value"),
}
"""Columns that each kind of record may fill, besides when and record."""
NOMINAL_KG: Final = 70.0
"""Any weight gives a dose per kilogram the same exposure, relative to a reference per kilogram."""
NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def read_row(line: int, cells: Mapping[str, str], place: tzinfo | None, weight_kg: float | None) -> PatientRecord:
    """One record; every fault is one of `wane.errors`."""
    kind = cells["record"].casefold()
    if kind not in BELONGS:
        known = list(BELONGS)
        raise UnknownNameError(
            f'The record "{shown(cells["record"])}" is not known; one of {", ".join(known)} is needed'
            f"{nearest(kind, known)}"
        )
    at = parse_when(cells["when"], place)
    for column in COLUMNS[2:]:
        if cells[column] and column not in BELONGS[kind]:
            raise ConflictError(f'A {kind} came with {column} "{shown(cells[column])}": leave that cell empty.')
    match kind:
        case "score":
            return _score(line, at, cells)
        case "session":
            return _session(line, at, cells, weight_kg)
        case "relapse":
            of = instrument_named(cells["instrument"]).id if cells["instrument"] else None
            return RelapseRecord(at=at, instrument=of, line=line)
        case _:
            return NoteRecord(at=at, text=cells["value"], line=line)


def _score(line: int, at: datetime, cells: Mapping[str, str]) -> ScoreRecord:
    if not cells["instrument"]:
        raise FileFormatError("A score came without its instrument; it is needed: write PHQ-9.")
    instrument = instrument_named(cells["instrument"])
    if not NUMBER.fullmatch(cells["value"][:40]):
        raise FileFormatError(
            f'The {instrument.name} value "{shown(cells["value"])}" is no number: write digits, or leave the row out.'
        )
    return ScoreRecord(at=at, instrument=instrument.id, value=instrument.check(float(cells["value"])), line=line)


def _session(line: int, at: datetime, cells: Mapping[str, str], weight_kg: float | None) -> SessionRecord:
    for column in ("drug", "route", "dose"):
        if not cells[column]:
            raise FileFormatError(f"A session came without its {column}; it is needed: fill the column {column}.")
    route = resolve(cells["route"], Route, "The route", ROUTES)
    if route is Route.IV and not cells["duration"]:
        raise UnitError('An IV session came without a duration: fill the column duration, "40 min" or "bolus".')
    if weight_kg is None and parse_dose(cells["dose"]).basis is Basis.ABSOLUTE:
        raise UnitError(
            f'A dose of "{shown(cells["dose"])}" came without a weight, which it is judged by: give --weight "70 kg".'
        )
    over = cells["duration"] or None
    if over is not None and route is not Route.IV:
        raise ConflictError(f"A duration came with route {route}; only an IV dose runs over time: leave it empty.")
    kg = NOMINAL_KG if weight_kg is None else weight_kg
    text = OrderText(drug=cells["drug"], route=cells["route"], dose=cells["dose"], over=over, steps=None)
    order = read_order(text, weight_kg=kg, base_share=base_share)
    check_dose(order.regimen, kg)
    return SessionRecord(at=at, regimen=order.regimen, ordered=order.ordered, line=line)
