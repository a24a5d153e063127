"""The validation of sessions as one JSON object, in the shape of the published schema; standard library only."""

import json
from pathlib import Path

from wane.report.as_json import JsonObject, rounded
from wane.validate.comparison import Comparison, NotPredicted, Overall, Validation

SCHEMA_ID = "wane.validate_session/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "validate_session.schema.json"


def render_session_validation_json(validation: Validation) -> str:
    """The validation as JSON text, ending in a newline."""
    return json.dumps(session_validation_object(validation), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def session_validation_object(validation: Validation) -> JsonObject:
    """The object that `validate_session.schema.json` describes."""
    return {
        "schema": SCHEMA_ID,
        "people": validation.people,
        "seed": validation.seed,
        "summary": {
            **_overall(validation.overall),
            "not_predicted": len(validation.not_predicted),
            "independent": _overall(validation.independent),
        },
        "rows": [_row(row) for row in validation.comparisons],
        "not_predicted": [_reason(row) for row in validation.not_predicted],
    }


def _overall(found: Overall) -> JsonObject:
    return {
        "compared": found.compared,
        "numbers": found.numbers,
        "median_fold_error": rounded(found.median_fold_error),
        "p90_fold_error": rounded(found.p90_fold_error),
        "share_inside_90": rounded(found.share_inside),
    }


def _row(row: Comparison) -> JsonObject:
    """One published value; a bound has no lower end, and its prediction is of the mean, which has no band."""
    is_bound = row.observed.is_bound
    return {
        "id": row.id,
        "study": row.study,
        "quantity": row.quantity,
        "unit": row.observed.unit,
        "is_bound": is_bound,
        "observed_low": None if is_bound else rounded(row.observed.low),
        "observed_high": rounded(row.observed.high),
        "statistic": row.statistic,
        "predicted": rounded(row.predicted),
        "low90": None if is_bound else rounded(row.low90),
        "high90": None if is_bound else rounded(row.high90),
        "fold_error": rounded(row.fold_error),
        "inside_90": row.is_inside,
        "models": list(row.models),
        "assumptions": list(row.assumptions),
        "remark": row.remark,
    }


def _reason(row: NotPredicted) -> JsonObject:
    return {"id": row.id, "study": row.study, "quantity": row.quantity, "reason": row.reason, "remark": row.remark}
