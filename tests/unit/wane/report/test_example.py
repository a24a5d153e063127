"""The golden example in the docs: valid by the schema, and of the shape that today's code gives."""

import json
from pathlib import Path
from typing import cast

from jsonschema import Draft202012Validator

from wane.report.as_json import SCHEMA_FILE

EXAMPLE = Path(__file__).parents[4] / "docs" / "reference" / "session.example.json"
ASKED = {
    "cmax.ketamine.venous",
    "tmax.ketamine.venous",
    "auc.ketamine.venous",
    "half_life.norketamine",
    "below.ketamine.1_ng_ml",
    "dissociation.peak",
    "dissociation.resolved",
    "systolic_rise.peak",
    "diastolic_rise.peak",
    "readiness.model",
    "readiness.plan",
    "driving.hours",
}


def example() -> dict[str, object]:
    return cast(dict[str, object], json.loads(EXAMPLE.read_text(encoding="utf-8")))


def test_the_example_is_valid_by_the_schema() -> None:
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))).validate(example())


def test_the_example_holds_every_promised_id() -> None:
    ids = [item["id"] for item in cast(list[dict[str, str]], example()["summary"])]

    assert set(ids) >= ASKED
    assert len(ids) == len(set(ids))


def test_every_shown_number_of_the_example_has_evidence() -> None:
    items = cast(list[dict[str, object]], example()["summary"])

    assert [item["id"] for item in items if item["value"] is not None and not item["evidence"]] == []
