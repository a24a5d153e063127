"""A course plan as one JSON object, in the shape of the published schema; standard library only."""

import json
from pathlib import Path

from wane.plan.course_plan import Activity, CostLine, CoursePlan, Occasion, PhaseSpan, SessionOption
from wane.report.as_json import Json, JsonObject, finding_object, missing_fact_object, rounded

SCHEMA_ID = "wane.course/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "course.schema.json"
PROPOSED = "proposed"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def render_course_json(plan: CoursePlan) -> str:
    """The plan as JSON text, ending in a newline."""
    return json.dumps(course_object(plan), ensure_ascii=False, allow_nan=False) + "\n"


def course_object(plan: CoursePlan) -> JsonObject:
    """The plan as the object that `course.schema.json` describes."""
    return {
        "schema": SCHEMA_ID,
        "phase": plan.phase.value,
        "phase_reason": plan.phase_reason,
        "verdict": plan.verdict.value,
        "asked": _asked(plan),
        "given": [{"number": one.number, "phase": one.phase.value, "at": one.at.isoformat()} for one in plan.given],
        "sessions": [_session(one) for one in plan.sessions],
        "next_session": [_option(one) for one in plan.options],
        "activities": [_activity(one) for one in plan.activities],
        "with_sessions": list(plan.with_sessions),
        "phases": [_span(one) for one in plan.spans],
        "costs": [_cost(one) for one in plan.costs],
        "findings": [finding_object(one) for one in plan.findings],
        "person_findings": [
            {"id": one.id, "sentence": one.sentence, "who": one.who, "line": one.line} for one in plan.person_findings
        ],
        "missing_facts": [missing_fact_object(one) for one in plan.missing_facts],
        "changes": list(plan.changes),
        "forecast": _forecast(plan),
        "limits": list(plan.limits),
        "provenance": _provenance(plan),
    }


def _asked(plan: CoursePlan) -> JsonObject:
    request, calendar = plan.request, plan.request.calendar
    return {
        "now": request.now.isoformat(),
        "zone": calendar.zone_words,
        "ordered": plan.order.ordered,
        "condition": request.condition,
        "schedule": plan.schedule.name.value,
        "schedule_title": plan.schedule.title,
        "rule": request.rule.value,
        "risk": None if plan.forecast is None else rounded(plan.forecast.risk),
        "clinic_days": [DAYS[day] for day in sorted(calendar.weekdays)],
        "closed": [day.isoformat() for day in sorted(calendar.closed)],
        "shortest_spacing_days": plan.shortest_days,
        "most_sessions": plan.most_sessions,
        "last_day": plan.last_day.isoformat(),
        "session_minutes": rounded(plan.session_minutes),
    }


def _session(one: Occasion) -> JsonObject:
    return {
        "number": one.number,
        "phase": one.phase.value,
        "at": one.at.isoformat(),
        "status": PROPOSED,
        "dating": one.dating.value,
        "risk_before": rounded(one.risk_before),
        "reason": one.reason,
        "sources": list(one.sources),
    }


def _option(one: SessionOption) -> JsonObject:
    return {
        "dating": one.dating.value,
        "at": None if one.at is None else one.at.isoformat(),
        "risk_before": rounded(one.risk_before),
        "reason": one.reason,
        "is_chosen": one.is_chosen,
    }


def _activity(one: Activity) -> JsonObject:
    return {
        "id": one.id,
        "what": one.what,
        "day": one.day.isoformat(),
        "status": PROPOSED,
        "sources": list(one.sources),
        "basis": one.basis,
    }


def _span(one: PhaseSpan) -> JsonObject:
    return {
        "phase": one.phase.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "given": one.given,
        "planned": one.planned,
    }


def _cost(one: CostLine) -> JsonObject:
    """Amounts as decimal text: no binary fraction touches money."""
    return {
        "phase": None if one.phase is None else one.phase.value,
        "sessions": one.sessions,
        "charged": str(one.charged),
        "covered": str(one.covered),
        "own": str(one.own),
        "currency": one.currency,
    }


def _forecast(plan: CoursePlan) -> JsonObject:
    """What the next date rests on; the whole forecast is that of `wane forecast`."""
    found = plan.forecast
    if found is None:
        return {"withheld": plan.forecast_withheld}
    return {
        "withheld": found.relief.withheld,
        "instrument": found.instrument.id,
        "relapse_line": rounded(found.lines.relapse),
        "days_since_session": rounded(found.relief.now_since_session),
        "chance_still_well_now": _well_now(plan),
        "basis": found.basis.sentence,
    }


def _well_now(plan: CoursePlan) -> Json:
    found = plan.forecast
    since = None if found is None else found.relief.now_since_session
    return None if found is None or since is None else rounded(found.still_well_on(since))


def _provenance(plan: CoursePlan) -> JsonObject:
    made = plan.provenance
    return {
        "code_version": made.code_version,
        "evidence_digest": made.evidence_digest,
        "models": list(made.models),
        "seed": made.seed,
    }
