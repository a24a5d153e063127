"""The run sheet of an opened session: its rows as the values that the drawing takes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from wane_clinic.care.current import Line
from wane_clinic.care.models import DoseEvent, DoseKind, Entry, State
from wane_clinic.web.clinic_lines import flag_of, stop_line
from wane_clinic.web.drawings.run_sheet_values import (
    DrugRow,
    Event,
    Expected,
    RateStep,
    RunSheet,
    SingleDose,
    Standing,
    Vitals,
)
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.words import number, words_of

E = TypeVar("E", bound=Entry)
RATED: Final = {"sedation_moaas": "moaas", "dissociation": "dissociation"}
SHORTEST: Final = timedelta(minutes=60)
ROOM: Final = timedelta(minutes=10)
EVERY_MIN: Final = 5.0
PRESSURE_FIELDS: Final = ("systolic_mmhg", "diastolic_mmhg")
OTHER_FIELDS: Final = ("pulse_per_min", "spo2_pct", "resp_per_min")


def run_sheet(opened: Opened) -> RunSheet:
    """Everything that the sheet draws."""
    start = _start(opened)
    end = _end(opened, start)
    return RunSheet(
        title=f"Run sheet of {opened.session.patient.initials}, session {opened.session.number}",
        start=start,
        end=end,
        now=None if opened.over or opened.session.state == State.PLANNED else max(opened.now, start),
        zone=opened.zone,
        vitals=(*_vitals(opened), *_ratings(opened)),
        drugs=tuple(_drugs(opened)),
        events=tuple(_events(opened)),
        expected=_expected(opened, end),
        stop_systolic_mmhg=stop_line(opened.lines),
    )


def _start(opened: Opened) -> datetime:
    times = [opened.seated or opened.session.planned_for, *(event.happened_at for event in opened.sheet.events)]
    return min(times)


def _end(opened: Opened, start: datetime) -> datetime:
    plan = opened.plan
    leave = timedelta(minutes=float(plan.leaving["shown_min"])) if plan else 2 * SHORTEST
    last = opened.over or (opened.now if opened.seated else start)
    return max((opened.dosing or start) + leave + ROOM, start + SHORTEST, last + ROOM)


def _vitals(opened: Opened) -> Iterator[Vitals]:
    for line in opened.sheet.vitals:
        for row, standing in _versions(line):
            values = {field: getattr(row, field) for field in (*PRESSURE_FIELDS, *OTHER_FIELDS)}
            words = [flag_of(field, values[field], opened.lines).word for field in PRESSURE_FIELDS]  # stands at the BP
            yield Vitals(
                at=row.happened_at, entered_at=row.entered_at, standing=standing, flag=next(filter(None, words), ""),
                words=_words({field: field for field in OTHER_FIELDS}, row, opened), **values,
            )  # fmt: skip


def _ratings(opened: Opened) -> Iterator[Vitals]:
    for line in opened.sheet.ratings:
        for row, standing in _versions(line):
            yield Vitals(
                at=row.happened_at, entered_at=row.entered_at, sedation_moaas=row.moaas,
                dissociation=row.dissociation, standing=standing, words=_words(RATED, row, opened),
            )  # fmt: skip


def _words(fields: Mapping[str, str], row: Entry, opened: Opened) -> dict[str, str]:
    """The clinic's words for values outside its lines; `fields` is from the drawing's names to the row's."""
    said = {shown: flag_of(name, getattr(row, name), opened.lines).word for shown, name in fields.items()}
    return {shown: word for shown, word in said.items() if word}


def _versions(line: Line[E]) -> Iterator[tuple[E, Standing]]:
    yield line.row, Standing.CORRECTED if line.row.is_void else Standing.HOLDS
    if not line.row.is_void:
        yield from ((row, Standing.CORRECTED) for row in line.earlier)


def _drugs(opened: Opened) -> Iterator[DrugRow]:
    session = opened.session
    steps, doses = _steps(opened.doses, opened.over)
    total = f"{round(opened.given_mg, 1):g} of {number(session.dose_mg)} mg"
    yield DrugRow(name=session.drug, steps=steps, doses=doses, total=total if opened.dosing else "not begun")
    rescues: dict[str, list[SingleDose]] = {}
    for line in opened.sheet.rescues:
        if not line.row.is_void:
            dose = SingleDose(at=line.row.happened_at, words=f"{line.row.dose_mg:g} mg")
            rescues.setdefault(line.row.drug, []).append(dose)
    for name, given in rescues.items():
        yield DrugRow(name=name, doses=tuple(given), total=given[0].words if len(given) == 1 else f"{len(given)} doses")


def _steps(doses: tuple[DoseEvent, ...], over: datetime | None) -> tuple[tuple[RateStep, ...], tuple[SingleDose, ...]]:
    steps: list[RateStep] = []
    singles: list[SingleDose] = []
    running: tuple[datetime, float] | None = None
    rate = 0.0
    for dose in doses:
        if dose.kind == DoseKind.BOLUS:
            singles.append(SingleDose(at=dose.happened_at, words=f"{dose.dose_mg:g} mg"))
            continue
        if running is not None:
            steps.append(RateStep(start=running[0], end=dose.happened_at, rate_ml_per_h=running[1]))
        if dose.kind in (DoseKind.PAUSE, DoseKind.STOP):
            running = None
            continue
        shown = dose.rate_mg_h if dose.rate_ml_h is None else dose.rate_ml_h
        rate = rate if shown is None else shown
        running = (dose.happened_at, rate)
    if running is not None:
        steps.append(RateStep(start=running[0], end=over, rate_ml_per_h=running[1]))
    return tuple(steps), tuple(singles)


def _events(opened: Opened) -> Iterator[Event]:
    for effect in opened.sheet.effects:
        standing = Standing.CORRECTED if effect.row.is_void else Standing.HOLDS
        yield Event(at=effect.row.happened_at, words=words_of(effect.row), standing=standing)
    for dose in opened.doses:
        if dose.kind in (DoseKind.PAUSE, DoseKind.RESUME, DoseKind.STOP):
            yield Event(at=dose.happened_at, words=str(dose.get_kind_display()))


def _expected(opened: Opened, end: datetime) -> Expected | None:
    """The stored plan's rise on the pressure before the dose; nothing where one of the two is not known."""
    plan, base, dosing = opened.plan, opened.base_pressure(), opened.dosing
    if plan is None or plan.systolic_rise is None or base is None or base.systolic_mmhg is None or dosing is None:
        return None
    rise = plan.systolic_rise
    kept: list[int] = []
    for place, minute in enumerate(rise["minutes"]):
        if dosing + timedelta(minutes=minute) <= end and (not kept or minute >= rise["minutes"][kept[-1]] + EVERY_MIN):
            kept.append(place)
    if len(kept) < 2:
        return None
    edges = {q: tuple(base.systolic_mmhg + rise[q][place] for place in kept) for q in ("q05", "q25", "q75", "q95")}
    return Expected(at=tuple(dosing + timedelta(minutes=rise["minutes"][place]) for place in kept), **edges)
