"""The golden example in the docs: valid by the schema, and of the shape that today's code gives."""

import contextlib
import io
import json
import shlex
from pathlib import Path
from typing import cast

import pytest
from jsonschema import Draft202012Validator

from wane.cli import run
from wane.report.as_json import SCHEMA_FILE

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
EXAMPLE = REFERENCE / "session.example.json"
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


def shape(value: object) -> object:
    """The keys of all objects, one inside the other, and the ids of all lists; no value."""
    if isinstance(value, dict):
        return {key: value[key] if key in {"id", "quantity"} else shape(value[key]) for key in value}
    if isinstance(value, list):
        named = [item for item in value if isinstance(item, dict) and {"id", "quantity"} & item.keys()]
        return [shape(item) for item in named] if named else [shape(item) for item in value[:1]]
    return None


@pytest.fixture(scope="module")
def fresh() -> dict[str, object]:
    """What the example's own command prints today."""
    lines = (REFERENCE / "example.sh").read_text(encoding="utf-8").splitlines()
    command = " ".join(line.rstrip("\\") for line in lines if not line.startswith("#")).split(">", maxsplit=1)[0]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert run(shlex.split(command)[1:]) == 0
    return cast(dict[str, object], json.loads(printed.getvalue()))


def test_the_example_has_the_shape_that_its_own_command_gives_today(fresh: dict[str, object]) -> None:
    assert shape(example()) == shape(fresh)


def test_the_example_holds_the_numbers_that_its_own_command_gives_today(fresh: dict[str, object]) -> None:
    then, now = numbers(example()), numbers(fresh)

    assert then == pytest.approx(now, rel=1e-3)


def numbers(answer: dict[str, object]) -> dict[str, float]:
    """Id to value of every headline number that is not withheld."""
    items = cast(list[dict[str, object]], answer["summary"])
    return {str(item["id"]): cast(float, item["value"]) for item in items if item["value"] is not None}


def test_every_shown_number_of_the_example_has_evidence() -> None:
    items = cast(list[dict[str, object]], example()["summary"])

    assert [item["id"] for item in items if item["value"] is not None and not item["evidence"]] == []
