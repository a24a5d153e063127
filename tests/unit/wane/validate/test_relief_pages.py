"""The validation of relief as it is told: every row once, and text, JSON, figure and page of one run agree."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from wane.cli import run
from wane.fit.relief.held_back import held_back_rows
from wane.report.relief_validation import render_relief_validation
from wane.report.relief_validation_json import SCHEMA_FILE, relief_validation_object
from wane.report.relief_validation_text import WIDTH, relief_validation_markdown, relief_validation_text
from wane.validate.relief import validate_relief
from wane.validate.relief_comparison import ReliefFamily, ReliefValidation

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "validation" / "relief.md"
BEGIN, END = "<!-- wane validate relief --markdown -->\n", "<!-- end -->"
NUMBER = re.compile(r"(?<![\w.])[+-]?[0-9]+(?:\.[0-9]+)?")


@pytest.fixture(scope="module")
def found() -> ReliefValidation:
    return validate_relief()


def test_every_row_is_predicted_or_listed_with_a_reason_and_none_twice(found: ReliefValidation) -> None:
    predicted, listed = {c.id for c in found.comparisons}, [row.id for row in found.not_predicted]
    assert len(listed) == len(set(listed))
    assert not predicted & set(listed)
    assert predicted | set(listed) == {row["id"] for row in held_back_rows()}
    assert all(len(row.reason) > 10 for row in found.not_predicted)
    assert len({(c.id, c.quantity) for c in found.comparisons}) == len(found.comparisons)


def test_a_hit_is_a_number_inside_the_interval_that_is_shown(found: ReliefValidation) -> None:
    for c in found.comparisons:
        assert c.low90 <= c.low50 <= c.predicted <= c.high50 <= c.high90
        room = 1e-6 * (1.0 + abs(c.observed))
        assert c.inside_90 == (c.low90 - room <= c.observed <= c.high90 + room), c.id
        assert c.inside_50 == (c.low50 - room <= c.observed <= c.high50 + room), c.id
        assert c.inside_90 or not c.inside_90_without_model_error


def test_groups_count_every_number_once(found: ReliefValidation) -> None:
    for groups in (found.by_family, found.by_condition):
        assert sum(g.numbers for g in groups) == len(found.comparisons)
        hits = sum(round(g.inside_90 * g.numbers) for g in groups)
        assert hits == sum(c.inside_90 for c in found.comparisons)


def test_errors_of_a_group_are_those_of_its_numbers(found: ReliefValidation) -> None:
    shares = [c for c in found.comparisons if c.family is ReliefFamily.MAINTENANCE]
    group = next(g for g in found.by_family if g.family == ReliefFamily.MAINTENANCE)
    gaps = [c.predicted - c.observed for c in shares]
    assert group.mean_optimism == pytest.approx(np.mean(gaps))
    assert group.median_error == pytest.approx(np.median(np.abs(gaps)))
    days = [c for c in found.comparisons if c.family is ReliefFamily.DAYS]
    group = next(g for g in found.by_family if g.family == ReliefFamily.DAYS)
    assert group.mean_optimism == pytest.approx(np.prod([c.predicted / c.observed for c in days]) ** (1 / len(days)))


def test_the_json_keeps_to_its_schema(found: ReliefValidation) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(relief_validation_object(found))


def test_the_text_fits_a_terminal_and_marks_each_miss(found: ReliefValidation) -> None:
    text = relief_validation_text(found)
    assert max(map(len, text.splitlines())) <= WIDTH + 4
    assert text.count("MISS") == sum(not c.inside_90 for c in found.comparisons)


def test_the_page_and_the_readme_say_what_the_command_prints(found: ReliefValidation) -> None:
    printed = relief_validation_markdown(found)
    page = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    words, shown = (NUMBER.sub("#", text.strip()) for text in (printed, page))
    assert shown == words
    numbers, on_page = ([float(x) for x in NUMBER.findall(text)] for text in (printed, page))
    assert on_page == pytest.approx(numbers, rel=0.02, abs=0.2)
    hits = sum(c.inside_90 for c in found.comparisons)
    assert f"{hits} of {len(found.comparisons)}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_figure_holds_every_panel(found: ReliefValidation) -> None:
    drawn = render_relief_validation(found, ".svg")
    assert isinstance(drawn, str)
    for words in ("Share of people, %", "Days to relapse", "SUSTAIN-1"):
        assert words in drawn


def test_the_command_is_the_same_each_time_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told, figure = [], tmp_path / "f.png"
    for more in ([], ["--figure", str(figure)]):
        assert run(["validate", "relief", "--json", "--draws", "100", *more]) == 0
        told.append(capsys.readouterr().out)
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert told[0] == told[1]
    assert json.loads(told[0])["draws"] == 100


def test_a_figure_of_an_unknown_kind_is_refused_before_any_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "relief", "--figure", "f.gif"]) != 0
    assert ".svg" in capsys.readouterr().err
