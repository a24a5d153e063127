"""A session plan as one JSON object, in the shape of the published schema; standard library only.

Numbers are finite, or null with a reason beside them, and carry six significant digits. Keys keep the order of the
schema, and the courses that of the plan, so the same plan gives the same bytes.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wane.models.person import Covariates
from wane.models.timecourse import FloatArray, TimeCourse
from wane.plan.session_plan import (
    Bag,
    Finding,
    Leaving,
    MissingFact,
    MonitoringPoint,
    PumpStep,
    SessionPlan,
    SummaryItem,
)
from wane.report.wording import NO_REASON

SCHEMA_ID = "wane.session/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "session.schema.json"
SIGNIFICANT_DIGITS = 6

Json = str | float | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = dict[str, Json]


def render_json(plan: SessionPlan, *, compare: SessionPlan | None = None) -> str:
    """The plan as JSON text, ending in a newline."""
    return json.dumps(session_object(plan, compare=compare), ensure_ascii=False, allow_nan=False) + "\n"


def session_object(plan: SessionPlan, *, compare: SessionPlan | None = None) -> JsonObject:
    """The plan as the object that `session.schema.json` describes; `compared` stands only where `compare` does."""
    shown: JsonObject = {
        "schema": SCHEMA_ID,
        "summary": _summary(plan.summary),
        "courses": _courses(plan.courses),
        "findings": [finding_object(finding) for finding in plan.findings],
        "missing_facts": [missing_fact_object(fact) for fact in plan.missing_facts],
        "plan": _plan(plan),
        "limits": list(plan.limits),
        "provenance": _provenance(plan),
    }
    if compare is not None:
        shown["compared"] = {
            "ordered": compare.ordered,
            "summary": _summary(compare.summary),
            "courses": _courses(compare.courses),
            "pump_steps": [_pump_step(step) for step in compare.pump_steps],
        }
    return shown


def rounded(number: float | None) -> float | None:
    """Six significant digits; None for what is not finite."""
    if number is None or not math.isfinite(number):
        return None
    return float(f"{number:.{SIGNIFICANT_DIGITS}g}")


def _summary(items: Iterable[SummaryItem]) -> list[Json]:
    """The headline numbers; `reason` stands only where there is no value."""
    return [_summary_item(item) for item in items]


def _summary_item(item: SummaryItem) -> JsonObject:
    """One headline number."""
    value = rounded(item.value)
    shown: JsonObject = {
        "id": item.id,
        "label": item.label,
        "value": value,
        "low90": rounded(item.low90),
        "high90": rounded(item.high90),
        "unit": item.unit,
        "evidence": list(item.evidence),
    }
    if value is None:
        shown["reason"] = item.reason or NO_REASON
    return shown


def _courses(courses: Iterable[TimeCourse]) -> JsonObject:
    """Courses by quantity; two of one name would lose one, which is a defect of the plan."""
    shown: JsonObject = {}
    for course in courses:
        if course.quantity in shown:
            raise ValueError(f"Two courses came for {course.quantity}; each quantity may have one.")
        shown[course.quantity] = _course(course)
    return shown


def _course(course: TimeCourse) -> JsonObject:
    """One quantity over time."""
    return {
        "unit": course.unit,
        "site": course.site,
        "level": course.level,
        "minutes": _numbers(course.minutes),
        "median": _numbers(course.median),
        "q05": _numbers(course.q05),
        "q25": _numbers(course.q25),
        "q75": _numbers(course.q75),
        "q95": _numbers(course.q95),
        "evidence": list(course.evidence),
    }


def _numbers(values: FloatArray) -> list[Json]:
    """An array as rounded numbers."""
    return [rounded(value) for value in values.tolist()]


def finding_object(finding: Finding) -> JsonObject:
    """One rule's verdict."""
    return {
        "id": finding.id,
        "verdict": finding.verdict,
        "head": finding.head,
        "sentence": finding.sentence,
        "strength": finding.strength,
        "confidence": finding.confidence,
        "source": finding.source,
        "extended_from": finding.extended_from,
        "is_checked": finding.is_checked,
    }


def missing_fact_object(fact: MissingFact) -> JsonObject:
    """One fact nobody gave."""
    return {"name": fact.name, "head": fact.head, "question": fact.question, "rules": list(fact.rules)}


def _plan(plan: SessionPlan) -> JsonObject:
    """What is to be given, watched and said."""
    return {
        "ordered": plan.ordered,
        "drug": plan.regimen.drug,
        "total_mg": rounded(plan.total_mg),
        "total_base_mg": rounded(plan.total_base_mg),
        "person": _person(plan.covariates),
        "administrations": [
            {
                "route": dose.route,
                "start_min": rounded(dose.start_h * 60.0),
                "duration_min": rounded(dose.duration_h * 60.0),
                "base_mg": rounded(dose.dose_mg),
            }
            for dose in plan.regimen.administrations
        ],
        "bag": None if plan.bag is None else _bag(plan.bag),
        "pump_steps": [_pump_step(step) for step in plan.pump_steps],
        "monitoring": [_monitoring_point(point) for point in plan.monitoring],
        "leaving": _leaving(plan.leaving),
        "aftercare": list(plan.aftercare),
        "watch_list": list(plan.watch_list),
        "stop_list": list(plan.stop_list),
        "longterm": list(plan.longterm),
    }


def _person(covariates: Covariates) -> JsonObject:
    """What was known of the person; null is not known."""
    return {
        "weight_kg": rounded(covariates.weight_kg),
        "age_y": rounded(covariates.age_y),
        "sex": covariates.sex,
        "height_cm": rounded(covariates.height_cm),
        "race": covariates.race,
        "liver": covariates.liver,
        "kidney": covariates.kidney,
        "taking": sorted(covariates.taking),
    }


def _bag(bag: Bag) -> JsonObject:
    """What the pump draws from."""
    return {
        "concentration_mg_ml": rounded(bag.concentration_mg_ml),
        "volume_ml": rounded(bag.volume_ml),
        "vial_strength_mg_ml": rounded(bag.vial_strength_mg_ml),
        "drawn_up_ml": rounded(bag.drawn_up_ml),
    }


def _pump_step(step: PumpStep) -> JsonObject:
    """One pump setting."""
    return {
        "start_min": rounded(step.start_min),
        "end_min": rounded(step.end_min),
        "rate_ml_h": rounded(step.rate_ml_h),
        "rate_mg_h": rounded(step.rate_mg_h),
        "cumulative_mg": rounded(step.cumulative_mg),
    }


def _monitoring_point(point: MonitoringPoint) -> JsonObject:
    """One thing to do at one time."""
    return {"minute": rounded(point.minute), "what": point.what, "source": point.source}


def _leaving(leaving: Leaving) -> JsonObject:
    """When one may leave and drive at the earliest."""
    return {
        "floor_min": rounded(leaving.floor_min),
        "floor_source": leaving.floor_source,
        "clinic_min": rounded(leaving.clinic_min),
        "model_p95_min": rounded(leaving.model_p95_min),
        "shown_min": rounded(leaving.shown_min),
        "decided_by": leaving.decided_by,
        "driving_hours": rounded(leaving.driving_hours),
        "driving_sentence": leaving.driving_sentence,
        "checklist": list(leaving.checklist),
    }


def _provenance(plan: SessionPlan) -> JsonObject:
    """What made the numbers."""
    made = plan.provenance
    return {
        "code_version": made.code_version,
        "evidence_digest": made.evidence_digest,
        "models": list(made.models),
        "seed": made.seed,
        "people": made.people,
        "notes": list(made.notes),
    }
