"""The JSON object: valid by the published schema, finite, rounded, the same bytes for the same plan."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.factories.session_plan import item, session_plan, session_plan_without_concentrations
from wane.plan.session_plan import SessionPlan
from wane.report.as_json import SCHEMA_FILE, render_json, rounded, session_object

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("plan", [session_plan(), session_plan_without_concentrations()], ids=["iv", "withheld"])
def test_a_plan_is_valid_by_the_schema(plan: SessionPlan) -> None:
    VALIDATOR.validate(json.loads(render_json(plan)))


def test_a_plan_beside_another_is_valid_by_the_schema() -> None:
    shown = json.loads(render_json(session_plan(), compare=session_plan(over_min=60.0)))

    VALIDATOR.validate(shown)
    assert shown["compared"]["ordered"].endswith("over 60 min")


def test_a_value_that_does_not_exist_is_null_with_a_reason() -> None:
    items = {i["id"]: i for i in json.loads(render_json(session_plan()))["summary"]}

    assert items["cmax.hydroxynorketamine.venous"]["value"] is None
    assert items["cmax.hydroxynorketamine.venous"]["reason"] == "the venous model holds no hydroxynorketamine"
    assert "reason" not in items["cmax.ketamine.venous"]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_becomes_null_with_a_reason(number: float) -> None:
    broken = item("cmax.ketamine.venous", "Peak", (number, None, None), "ng/mL")
    shown = json.loads(render_json(replace(session_plan(), summary=(broken,))))

    VALIDATOR.validate(shown)
    assert shown["summary"][0]["value"] is None
    assert shown["summary"][0]["reason"] == "not enough data"


def test_a_reason_beside_a_value_breaks_the_schema() -> None:
    shown = json.loads(render_json(session_plan()))
    shown["summary"][0]["reason"] = "no reason"

    assert not VALIDATOR.is_valid(shown)


@pytest.mark.parametrize("key", ["unit", "evidence", "low90"])
def test_a_number_without_its_unit_interval_or_evidence_breaks_the_schema(key: str) -> None:
    shown = json.loads(render_json(session_plan()))
    del shown["summary"][0][key]

    assert not VALIDATOR.is_valid(shown)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert render_json(session_plan()) == render_json(session_plan())


def test_arrays_of_a_course_share_a_length_and_keep_their_order() -> None:
    for course in json.loads(render_json(session_plan()))["courses"].values():
        arrays = np.array([course[q] for q in ("q05", "q25", "median", "q75", "q95")])

        assert arrays.shape == (5, len(course["minutes"]))
        assert np.all(np.diff(arrays, axis=0) >= -1e-9)


def test_two_courses_of_one_name_are_refused() -> None:
    plan = session_plan()

    with pytest.raises(ValueError, match=r"concentration\.ketamine\.venous"):
        session_object(replace(plan, courses=(plan.courses[0], plan.courses[0])))


@given(number=st.floats(min_value=1e-12, max_value=1e12))
def test_six_digits_stand(number: float) -> None:
    shown = rounded(number)

    assert shown is not None
    assert shown == pytest.approx(number, rel=5e-6)
    assert rounded(shown) == shown


def test_no_path_to_the_json_needs_more_than_the_standard_library() -> None:
    """Also held by a benchmark; here by the module's own imports."""
    source = (SCHEMA_FILE.parents[1] / "as_json.py").read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}

    assert imported <= {"json", "math", "collections", "pathlib", "wane"}
