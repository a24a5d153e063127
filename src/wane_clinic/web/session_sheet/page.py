"""What the templates of the sheet are given."""

from typing import Any, Final

from django.utils.safestring import mark_safe

from wane_clinic.care.current import stand
from wane_clinic.care.models import Effect, Entry, Session, State
from wane_clinic.people.permissions import Permission
from wane_clinic.web.clinic_lines import first_lines
from wane_clinic.web.drawings.run_sheet import draw_run_sheet
from wane_clinic.web.order_words import is_to_confirm, order_of
from wane_clinic.web.session_sheet.checklist import checklist
from wane_clinic.web.session_sheet.drawing import run_sheet
from wane_clinic.web.session_sheet.entry_lines import entry_lines
from wane_clinic.web.session_sheet.forms import RATINGS
from wane_clinic.web.session_sheet.opened import Opened
from wane_clinic.web.session_sheet.strip import ask_before_closing, driving_words, leaving_words, strip

FIELDS: Final = (
    ("systolic_mmhg", "Systolic", "mmHg", 300, 70, 230), ("diastolic_mmhg", "Diastolic", "mmHg", 200, 35, 130),
    ("pulse_per_min", "Pulse", "/min", 250, 40, 160), ("spo2_pct", "SpO\u2082", "%", 100, 85, 100),
    ("moaas", "MOAA/S", "0 to 5", 5, 0, 5), ("dissociation", "Dissociation", "0 to 10", 10, 0, 10),
    ("resp_per_min", "Breaths", "/min", 80, 8, 30),
)  # fmt: skip
"""Field, label, unit or range, highest that fits, and what is usual: a value outside is asked about once."""
TOGETHER: Final = {"systolic_mmhg": "diastolic_mmhg", "diastolic_mmhg": "systolic_mmhg"}
"""A pressure has two numbers: the page asks for the other one before anything is sent."""
FIRST_EFFECTS: Final = (
    Effect.NAUSEA, Effect.HEADACHE, Effect.DIZZINESS, Effect.ANXIETY, Effect.DISTRESS, Effect.VOMITING,
    Effect.AGITATION, Effect.BLURRED_VISION, Effect.OTHER,
)  # fmt: skip
OUTSIDE: Final = "studied_range"
"""How the ids of findings begin that say a person or a dose lies outside what was studied."""
DRIVING: Final = "clinic.driving_after_dosing"
"""The id of the published rule about driving; a clinic's own only lengthens it."""
NO_BAND: Final = "The expected band appears once a plan is stored and a pressure before the dose is recorded."


def live(opened: Opened) -> dict[str, Any]:
    """The parts that change."""
    drawn = run_sheet(opened)
    return {
        "opened": opened,
        "session": opened.session,
        "state": opened.session.state,
        "stage": stage_of(opened.session),
        "strip": strip(opened),
        "sheet": mark_safe(draw_run_sheet(drawn)),  # an SVG whose every text was escaped
        "has_band": drawn.expected is not None,
        "outside": outside_words(opened) if drawn.expected is not None else "",
        "order_figures": order_figures(opened),
        "sources": sources(opened),
        "no_band": NO_BAND,
        "entries": entry_lines(opened),
        "checklist": checklist(opened),
        "leaving": leaving_words(opened),
        "asked_to_close": ask_before_closing(opened) if opened.session.state == State.READY_CHECK else "",
        "driving": driving_words(opened),
        "keypad": keypad(opened),
        "is_open": opened.session.is_open,
        "is_bolus": opened.session.duration_min is None,
        "effects": [(effect.value, effect.value.replace("_", " ")) for effect in FIRST_EFFECTS],
        "planned_rate": planned_rate(opened),
        "order": order_of(opened.session),
        "is_to_confirm": is_to_confirm(opened.session),
        "may_prescribe": Permission.PRESCRIBE in opened.who.may,
    }


def stage_of(session: Session) -> str:
    """Which forms the page has, and in which order: before, during, on leaving, after."""
    if session.state == State.READY_CHECK:
        return "leaving"
    if session.state == State.PLANNED:
        return "planned"
    return "open" if session.is_open else "over"


def keypad(opened: Opened) -> list[dict[str, object]]:
    """The fields of a set, each with the value before and the clinic's lines."""
    signs, ratings = stand(opened.sheet.vitals), stand(opened.sheet.ratings)
    found: list[dict[str, object]] = []
    for name, label, unit, high, low_usual, high_usual in FIELDS:
        rows: tuple[Entry, ...] = ratings if name in RATINGS else signs
        before = [getattr(row, name) for row in rows if getattr(row, name) is not None]
        low, top = first_lines(name, opened.lines)
        red = opened.lines.get(name)
        found.append({
            "name": name, "label": label, "unit": unit, "together": TOGETHER.get(name), "high": high,
            "plausible_low": low_usual, "plausible_high": high_usual,
            "line_low": _plain(low), "line_high": _plain(top), "red_low": _plain(red.low_red if red else None),
            "red_high": _plain(red.high_red if red else None), "previous": before[-1] if before else None,
        })  # fmt: skip
    return found


def planned_rate(opened: Opened) -> str:
    """The rate of the order, beside the field and never in it; in mL/h too where a bag was planned."""
    duration, bag = opened.session.duration_min, opened.session.bag_mg_ml
    if not duration:
        return ""
    rate = opened.session.dose_mg / duration * 60.0
    return f"{rate:.3g} mg/h" + (f", {rate / bag:.3g} mL/h from a bag of {bag:.4g} mg/mL" if bag else "")


def sources(opened: Opened) -> dict[str, tuple[str, ...]]:
    """Ids of the evidence behind the band, the time to leave, the rule about driving and the models."""
    plan = opened.plan
    if plan is None:
        return {"driving": (DRIVING,)}
    return {
        "band": tuple((plan.systolic_rise or {}).get("evidence", ())),
        "leaving": (str(plan.leaving["floor_source"]),),
        "driving": (DRIVING,),
        "models": tuple(plan.models),
    }


def order_figures(opened: Opened) -> dict[str, str | None]:
    """The order and the bag as a script reads them, which asks once where what is typed is far from them."""
    session = opened.session
    per_hour = session.dose_mg / session.duration_min * 60.0 if session.duration_min else None
    return {"mg": _plain(session.dose_mg), "mg_h": _plain(per_hour), "bag_mg_ml": _plain(opened.pump.bag_mg_ml)}


def outside_words(opened: Opened) -> str:
    """In which respect the band is drawn for somebody whom nobody studied; empty where it is not."""
    findings = opened.plan.findings if opened.plan else ()
    return " ".join(str(one["sentence"]) for one in findings if str(one["id"]).startswith(OUTSIDE))


def _plain(value: float | None) -> str | None:
    """A number as a script reads it, whatever the language of the page."""
    return None if value is None else f"{value:g}"
