"""The page of `wane how-long` as text, JSON, picture and PDF: short, valid, the same numbers everywhere."""

import io
import json
import re

import pytest
from jsonschema import Draft202012Validator
from pypdf import PdfReader

from tests.factories.how_long import CONDITIONS, answered
from wane.report.how_long_figures import render_how_long_spec, render_how_long_svg, rows
from wane.report.how_long_json import SCHEMA_FILE, render_how_long_json
from wane.report.how_long_pdf import render_how_long_pdf
from wane.report.how_long_text import render_how_long_text
from wane.report.how_long_words import of_100, time, times

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
MOST_LINES, MOST_COLUMNS = 70, 90


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_json_is_valid_by_the_schema(condition: str) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(render_how_long_json(answered(condition))))


def test_a_number_without_a_reason_is_no_answer() -> None:
    shown = json.loads(render_how_long_json(answered("depression")))
    shown["answers"][0] |= {"value": None, "reason": None}

    assert not Draft202012Validator(SCHEMA).is_valid(shown)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_page_is_short_enough_to_be_read_aloud(condition: str) -> None:
    lines = render_how_long_text(answered(condition)).splitlines()

    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= MOST_COLUMNS


@pytest.mark.parametrize(
    "words",
    [
        "How long does it last? Depression",
        "it works for about",
        "Trials leave open",
        "Known misfit",
        "mostly assumed: weak",
        "No study read here speaks of lamotrigine",
        "In research without other drugs",
        "Two things are not known",
        "It informs; a clinician decides.",
    ],
)
def test_the_page_says(words: str) -> None:
    assert words in " ".join(render_how_long_text(answered("depression")).split())


def test_page_and_json_hold_the_same_numbers() -> None:
    found = answered("depression")
    shown = {one["id"]: one for one in json.loads(render_how_long_json(found))["answers"]}

    text = render_how_long_text(found)

    works = shown["series.works"]
    assert f"works for about {100 * works['value']:.0f} of 100" in text
    assert re.search(rf"in half of them {shown['series.lasts']['low50']:.0f} days", " ".join(text.split()))


def test_courses_name_answers_that_exist() -> None:
    shown = json.loads(render_how_long_json(answered("crps", dose="1800 mg", over_h=100.0)))
    ids = {one["id"] for one in shown["answers"]}

    assert {name for course in shown["courses"] for name in course["answers"]} <= ids


def test_the_picture_draws_every_course_within_its_line_of_time() -> None:
    found = answered("crps")

    placed = rows(found)

    assert len(placed) == len(found.courses) - 1  # the reference into the vein stands among the doses already
    for row in placed:
        assert 0.0 < float(row["low90"]) <= float(row["middle"]) <= float(row["high90"]) <= found.horizon_days


def test_the_picture_is_the_same_again() -> None:
    found = answered("depression")

    assert render_how_long_spec(found) == render_how_long_spec(found)
    assert "after 6 sessions" in render_how_long_svg(found)


@pytest.mark.parametrize("condition", ["depression", "ptsd", "migraine"])
def test_the_pdf_is_one_page_and_the_same_again(condition: str) -> None:
    found = answered(condition)

    pdf = render_how_long_pdf(found)

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert pdf == render_how_long_pdf(found)


@pytest.mark.parametrize(
    ("days", "words"),
    [(2 / 24, "2 hours"), (1 / 24, "1 hour"), (1.0, "1 day"), (1.5, "36 hours"), (20.0, "20 days"), (21.0, "3 weeks"),
     (100.0, "3 months"), (None, "over a year")],
)  # fmt: skip
def test_times_are_said_as_people_say_them(days: float | None, words: str) -> None:
    assert time(days) == words


def test_a_range_says_its_unit_once() -> None:
    assert times(7.0, 16.0) == "7 to 16 days"
    assert times(2.0, 300.0) == "2 days to 10 months"
    assert times(20.0, None) == "20 days to over a year"
    assert times(1.0, 16.0) == "1 to 16 days"
    assert times(22.0, 22.5) == "3 weeks"


def test_a_share_is_never_nobody_where_it_is_somebody() -> None:
    assert of_100(0.004) == "fewer than 1"
    assert of_100(0.996) == "more than 99"
    assert of_100(0.0) == "0"
