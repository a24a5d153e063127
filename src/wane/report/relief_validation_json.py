"""The validation of relief as one JSON object, in the shape of the published schema; standard library only."""

import json
from dataclasses import asdict
from pathlib import Path

from wane.report.as_json import JsonObject, rounded
from wane.validate.comparison import NotPredicted
from wane.validate.relief_comparison import ReliefComparison, ReliefGroup, ReliefValidation

SCHEMA_ID = "wane.validate_relief/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "validate_relief.schema.json"


def render_relief_validation_json(validation: ReliefValidation) -> str:
    """The validation as JSON text, ending in a newline."""
    return json.dumps(relief_validation_object(validation), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def relief_validation_object(validation: ReliefValidation) -> JsonObject:
    """The object that `validate_relief.schema.json` describes."""
    return {
        "schema": SCHEMA_ID,
        "draws": validation.draws,
        "seed": validation.seed,
        "rows_predicted": validation.rows_predicted,
        "rows_not_predicted": len(validation.not_predicted),
        "summary": {
            "all": _group(validation.overall),
            "without_remarked_rows": _group(validation.unremarked),
            "inside_90_without_model_error": rounded(validation.inside_90_without_model_error),
            "trials_without_a_miss": validation.trials_without_a_miss,
            "by_family": [_group(group) for group in validation.by_family],
            "by_condition": [_group(group) for group in validation.by_condition],
        },
        "numbers": [_number(comparison) for comparison in validation.comparisons],
        "not_predicted": [_reason(row) for row in validation.not_predicted],
    }


def _group(group: ReliefGroup) -> JsonObject:
    errors = (group.mean_optimism, group.median_error, group.p90_error)
    mean, median, p90 = (None if x is None else rounded(x) for x in errors)
    return {
        "of": group.name,
        "family": group.family,
        "numbers": group.numbers,
        "studies": group.studies,
        "inside_50": rounded(group.inside_50),
        "inside_90": rounded(group.inside_90),
        "error_unit": group.error_unit,
        "mean_optimism": mean,
        "median_error": median,
        "p90_error": p90,
    }


def _number(one: ReliefComparison) -> JsonObject:
    return {
        "row": one.id,
        "study": one.study,
        "condition": one.condition,
        "family": one.family,
        "quantity": one.quantity,
        "control_arm": one.is_control,
        "unit": one.unit,
        "observed": rounded(one.observed),
        "predicted": rounded(one.predicted),
        "low50": rounded(one.low50),
        "high50": rounded(one.high50),
        "low90": rounded(one.low90),
        "high90": rounded(one.high90),
        "inside_50": one.inside_50,
        "inside_90": one.inside_90,
        "inside_90_without_model_error": one.inside_90_without_model_error,
        "optimism": rounded(one.optimism),
        "error_on_line": {name: rounded(value) for name, value in asdict(one.parts).items()},
        "assumptions": list(one.assumptions),
        "remark": one.remark,
    }


def _reason(row: NotPredicted) -> JsonObject:
    return {
        "row": row.id,
        "study": row.study,
        "quantity": row.quantity,
        "reason": row.reason,
        "remark": row.remark,
    }
