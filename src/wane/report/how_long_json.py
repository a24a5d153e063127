"""The answers of `wane how-long` as one JSON object, in the shape of the published schema; standard library only."""

import json
from pathlib import Path

from wane.forecast.how_long_answers import Answer, CourseAnswers, HowLong
from wane.forecast.how_long_statements import Statement
from wane.report.as_json import Json, JsonObject, rounded

SCHEMA_ID = "wane.how_long/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "how_long.schema.json"


def render_how_long_json(found: HowLong) -> str:
    """The answers as JSON text, ending in a newline."""
    return json.dumps(how_long_object(found), ensure_ascii=False, allow_nan=False) + "\n"


def how_long_object(found: HowLong) -> JsonObject:
    """The answers as the object that `how_long.schema.json` describes."""
    made = found.provenance
    return {
        "schema": SCHEMA_ID,
        "asked": _asked(found),
        "event": found.event,
        "it_works_means": found.works_words,
        "answers": [_answer(answer) for answer in found.answers],
        "courses": [_course(course) for course in found.courses],
        "statements": [_statement(one) for one in found.statements],
        "known_misfits": [_statement(one) for one in found.misfits],
        "silences": [{"question": one.question, "about": one.about, "reason": one.reason} for one in found.silences],
        "uncertainty": found.uncertainty,
        "basis": list(found.basis),
        "limits": list(found.limits),
        "provenance": {
            "code_version": made.code_version,
            "evidence_digest": made.evidence_digest,
            "models": list(made.models),
            "seed": made.seed,
            "people": made.people,
            "notes": list(made.notes),
        },
    }


def _asked(found: HowLong) -> JsonObject:
    request = found.request
    return {
        "condition": found.condition,
        "instrument": found.instrument.id,
        "instrument_name": found.instrument.name,
        "relapse_line": rounded(found.line),
        "ordered": request.ordered,
        "sessions": found.sessions,
        "days_of_one_session": found.course_days,
        "spacing": found.spacing,
        "weight_kg": rounded(request.covariates.weight_kg),
        "is_weight_given": request.is_weight_given,
        "taking": sorted(request.covariates.taking),
        "score_before": rounded(request.entry),
        "judged_after_h": rounded(found.look_h),
        "horizon_days": found.horizon_days,
    }


def _answer(answer: Answer) -> JsonObject:
    """One number; `reason` says why a number or a bound is null."""
    return {
        "id": answer.id,
        "question": answer.question,
        "value": rounded(answer.value),
        "low50": rounded(answer.low50),
        "high50": rounded(answer.high50),
        "low90": rounded(answer.low90),
        "high90": rounded(answer.high90),
        "unit": answer.unit,
        "between": answer.between,
        "evidence": list(answer.evidence),
        "strength": answer.strength,
        "sentence": answer.sentence,
        "reason": answer.reason,
    }


def _course(course: CourseAnswers) -> JsonObject:
    """Which answers belong together, and what to call them."""
    ids: list[Json] = [answer.id for answer in course.answers]
    return {"id": course.id, "label": course.label, "answers": ids}


def _statement(one: Statement) -> JsonObject:
    return {
        "question": one.question,
        "text": one.text,
        "confidence": one.confidence,
        "evidence": list(one.evidence),
    }
