"""Entries in words: each value with the clinic's word beside it where a line is crossed."""

from collections.abc import Iterator
from dataclasses import dataclass

from wane_clinic.care.leaving import LEAVING
from wane_clinic.care.models import (
    DoseEvent,
    DoseKind,
    Entry,
    Leaving,
    LeavingItem,
    Note,
    Outcome,
    QuickRating,
    RescueDrug,
    SessionEvent,
    SideEffect,
    State,
    VitalSigns,
)
from wane_clinic.web.clinic_lines import NONE, Flag, Lines, flag_of

STEPS = {
    State.PREP: "In the chair: preparation begins",
    State.WATCH: "Back to watching",
    State.READY_CHECK: "Leaving check begins",
    State.CLOSED: "Left: session closed",
    State.CANCELLED: "Session called off",
}
"""Steps that have a line of their own; the start and the end of dosing, and so the first watch, are dose events."""
DOSES = {
    DoseKind.START: "Infusion started", DoseKind.RATE: "Rate changed", DoseKind.PAUSE: "Infusion paused",
    DoseKind.RESUME: "Infusion resumed", DoseKind.STOP: "Infusion stopped", DoseKind.BOLUS: "Dose given",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of an entry, and its flag."""

    text: str
    flag: Flag = NONE


def parts_of(entry: Entry, lines: Lines) -> tuple[Part, ...]:
    """An entry as it reads in the list."""
    match entry:
        case VitalSigns():
            return tuple(_vitals(entry, lines))
        case QuickRating():
            return tuple(_rating(entry, lines))
        case _:
            return (Part(text=words_of(entry)),)


def words_of(entry: Entry) -> str:
    """An entry without flags."""
    match entry:
        case DoseEvent():
            return _dose(entry)
        case SideEffect():
            serious = ", serious" if entry.is_serious else ""
            return _joined(f"{entry.get_effect_display()}, {entry.severity}{serious}", entry.words)
        case RescueDrug():
            return _joined(f"{entry.drug} {entry.dose_mg:g} mg {entry.route}", entry.words)
        case Note():
            return entry.text
        case LeavingItem():
            done = LEAVING[Leaving(entry.item)]
            return done if entry.outcome == Outcome.DONE else f"{done}: not done, because {entry.because}"
        case SessionEvent():
            is_first = entry.state == State.WATCH and not entry.why
            return "Watch begins" if is_first else _joined(STEPS.get(State(entry.state), entry.state), entry.why)
        case _:
            return " ".join(part.text for part in parts_of(entry, {}))


def number(value: float) -> str:
    """A number as it is read: no digits that nobody typed."""
    return f"{value:.4g}"


def _vitals(entry: VitalSigns, lines: Lines) -> Iterator[Part]:
    if entry.systolic_mmhg is not None:
        upper = flag_of("systolic_mmhg", entry.systolic_mmhg, lines)
        lower = flag_of("diastolic_mmhg", entry.diastolic_mmhg, lines)
        worst = lower if lower.level == "red" or not upper.word else upper
        yield Part(text=f"BP {entry.systolic_mmhg}/{entry.diastolic_mmhg}", flag=worst)
    for name, field in (("HR", "pulse_per_min"), ("SpO\u2082", "spo2_pct"), ("breaths", "resp_per_min")):
        value = getattr(entry, field)
        if value is not None:
            yield Part(text=f"{name} {value}", flag=flag_of(field, value, lines))


def _rating(entry: QuickRating, lines: Lines) -> Iterator[Part]:
    for name, field in (("MOAA/S", "moaas"), ("dissociation", "dissociation")):
        value = getattr(entry, field)
        if value is not None:
            yield Part(text=f"{name} {value}", flag=flag_of(field, value, lines))


def _dose(entry: DoseEvent) -> str:
    told = DOSES[DoseKind(entry.kind)]
    if entry.dose_mg is not None:
        told = f"{told}: {number(entry.dose_mg)} mg"
    rates = [
        f"{number(value)} {unit}"
        for value, unit in ((entry.rate_ml_h, "mL/h"), (entry.rate_mg_h, "mg/h"))
        if value is not None
    ]
    told = f"{told}: {rates[0]}" + (f" ({rates[1]})" if rates[1:] else "") if rates else told
    total = "" if entry.total_mg is None else f", {number(entry.total_mg)} mg given in all"
    return _joined(told + total, entry.words)


def _joined(told: str, more: str) -> str:
    return f"{told}: {more}" if more else told
