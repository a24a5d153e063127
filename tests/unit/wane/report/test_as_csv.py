"""The CSV beside a picture: the values that were drawn, each with its unit."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from tests.factories.session_plan import session_plan
from wane.report.as_csv import render_csv


def test_every_time_of_every_course_has_a_row_with_a_unit() -> None:
    plan = session_plan()
    rows = list(csv.DictReader(io.StringIO(render_csv(plan))))

    assert len(rows) == sum(course.minutes.size for course in plan.courses)
    assert all(row["unit"] for row in rows)


def test_a_concentration_names_its_site_and_an_effect_has_none() -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(session_plan()))))

    assert {row["site"] for row in rows if row["quantity"].startswith("concentration")} == {"venous"}
    assert {row["site"] for row in rows if row["quantity"] == "dissociation"} == {""}


def test_the_values_are_those_of_the_plan() -> None:
    plan = session_plan()
    rows = [r for r in csv.DictReader(io.StringIO(render_csv(plan))) if r["quantity"] == "dissociation"]
    (course,) = [c for c in plan.courses if c.quantity == "dissociation"]

    assert [float(r["median"]) for r in rows] == pytest.approx(course.median.tolist(), rel=1e-5)


def test_the_second_regimen_follows_under_its_own_order() -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(session_plan(), compare=session_plan(over_min=60.0)))))

    assert len({row["ordered"] for row in rows}) == 2


def test_what_is_not_finite_is_an_empty_cell() -> None:
    plan = session_plan()
    course = replace(plan.courses[0], median=np.full_like(plan.courses[0].median, np.nan))
    rows = list(csv.DictReader(io.StringIO(render_csv(replace(plan, courses=(course,))))))

    assert {row["median"] for row in rows} == {""}
