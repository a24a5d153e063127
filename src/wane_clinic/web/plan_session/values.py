"""A computed plan as the page shows it: the line above, curves, numbers with their sources, what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wane_clinic.bridge.banded import alone, banded
from wane_clinic.bridge.computed import Computed, Json
from wane_clinic.web.drawings.plan_overlay import Curve, PlannedCurves, PlannedRate, Recovery
from wane_clinic.web.plan_session.statements import statements
from wane_clinic.web.statements import Statement

QUANTILES: Final = ("q05", "q25", "median", "q75", "q95")
UNSOURCED: Final = "withheld: it has no source"
EVERY: Final = 2
"""Of the minutes of a plan, every second is drawn."""
FIRST: Final = ("cmax.ketamine", "dissociation.peak", "systolic_rise.reading", "readiness.plan", "driving.hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number of a plan: what it is, its words, its sources; `reason` where there is none."""

    label: str
    words: str
    reason: str
    evidence: tuple[str, ...]
    is_first: bool
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A plan, and the second one's numbers beside it."""

    ordered: str
    headline: str
    headline_evidence: tuple[str, ...]
    numbers: tuple[Number, ...]
    outside: tuple[str, ...]
    findings: tuple[Json, ...]
    missing_facts: tuple[Json, ...]
    not_understood: tuple[str, ...]
    monitoring: tuple[Json, ...]
    leaving: Json
    statements: tuple[Statement, ...]
    provenance: Json
    inputs_hash: str


def shown(plan: Computed, beside: Computed | None) -> Shown:
    """Everything that stands on the page."""
    answer = plan.answer
    seconds = {} if beside is None else {one["id"]: one for one in beside.answer["summary"]}
    outside = [one for one in answer["findings"] if str(one["id"]).startswith("studied_range")]
    return Shown(
        ordered=answer["plan"]["ordered"],
        headline=headline(answer),
        headline_evidence=tuple(next((one["evidence"] for one in answer["summary"] if one["value"] is not None), ())),
        numbers=tuple(number_of(item, seconds.get(item["id"])) for item in answer["summary"]),
        outside=tuple(one["sentence"] for one in outside),
        findings=tuple(one for one in answer["findings"] if one not in outside),
        missing_facts=tuple(answer["missing_facts"]),
        not_understood=tuple(plan.inputs["person"]["not_understood"]),
        monitoring=tuple(answer["plan"]["monitoring"]),
        leaving=answer["plan"]["leaving"],
        statements=statements(plan),
        provenance=answer["provenance"],
        inputs_hash=plan.inputs_hash,
    )


def headline(answer: Json) -> str:
    """The peak, its band and its time, in a line."""
    items = {item["id"]: item for item in answer["summary"]}
    peak = next((item for name, item in items.items() if name.startswith("cmax.") and item["value"] is not None), None)
    if peak is None:
        first = answer["summary"][0]
        return f"No concentration is shown: {first.get('reason', 'no model supports this order')}"
    time = items.get(str(peak["id"]).replace("cmax.", "tmax."))
    at = f" at {alone(time['value'])} min" if time and time["value"] is not None else ""
    return f"{peak['label'].lower().capitalize()}: {words_of(peak)}{at}"


def words_of(item: Mapping[str, Any]) -> str:
    """A number with its band, rounded to what the band supports."""
    if item["value"] is None:
        return ""
    if item["low90"] is None or item["high90"] is None:
        return f"{alone(item['value'])} {item['unit']}"
    low, value, high = banded(item["low90"], item["value"], item["high90"])
    return f"{value} {item['unit']} (90 % {low} to {high})"


def number_of(item: Json, second: Json | None) -> Number:
    """One number with its words; without a source it is withheld."""
    return Number(
        label=item["label"],
        words=words_of(item) if item["evidence"] else "",
        reason=item.get("reason", UNSOURCED),
        evidence=tuple(dict.fromkeys((*item["evidence"], *(() if second is None else second["evidence"])))),
        is_first=str(item["id"]).startswith(FIRST),
        beside="" if second is None else (words_of(second) if second["evidence"] else "") or "not shown",
    )


def curves(plan: Computed) -> PlannedCurves:
    """What is drawn of a plan."""
    answer, courses = plan.answer, plan.answer["courses"]
    concentration = next((name for name in courses if name.startswith("concentration.") and ".long" not in name), None)
    named = [name for name in (concentration, "dissociation", "systolic_rise") if name is not None]
    drawn = {name: courses[name] for name in named if name in courses and courses[name]["median"]}
    minutes = next((tuple(course["minutes"][::EVERY]) for course in drawn.values()), (0.0, 240.0))
    bp = plan.inputs["bp"]
    base = None if bp is None else float(str(bp).split("/", maxsplit=1)[0])
    steps = answer["plan"]["pump_steps"]
    has_bag = any(step["rate_ml_h"] is not None for step in steps)
    return PlannedCurves(
        name=answer["plan"]["ordered"],
        minutes=minutes,
        rates=tuple(_rates(steps, "rate_ml_h" if has_bag else "rate_mg_h")),
        rate_unit="mL/h" if has_bag else "mg/h",
        pressure_name="Systolic, rise over before" if base is None else "Systolic pressure",
        concentration_ng_ml=_curve(drawn.get(concentration or "")),
        dissociation=_curve(drawn.get("dissociation")),
        systolic_mmhg=_curve(drawn.get("systolic_rise"), base or 0.0),
        recovery=_recovery(answer["summary"]),
    )


def _recovery(summary: Sequence[Json]) -> Recovery | None:
    """The model's own readiness: its 5th, 50th and 95th percentile."""
    found = next((one for one in summary if one["id"] == "readiness.model" and one["value"] is not None), None)
    if found is None:
        return None
    return Recovery(
        early_min=found["low90"], half_min=found["value"], late_min=found["high90"], evidence=tuple(found["evidence"])
    )


def _rates(steps: Sequence[Json], name: str) -> list[PlannedRate]:
    return [
        PlannedRate(start_min=step["start_min"], end_min=step["end_min"], rate_ml_per_h=step[name])
        for step in steps
        if step[name] is not None
    ]


def _curve(course: Json | None, base: float = 0.0) -> Curve | None:
    if course is None:
        return None
    drawn = {q: tuple(base + value for value in course[q][::EVERY]) for q in QUANTILES}
    return Curve(**drawn, evidence=tuple(course["evidence"]))
