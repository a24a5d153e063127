"""`wane validate session`: the same validation as text, JSON and the documentation's tables."""

import json
import re
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wane.cli import run
from wane.validate.session import validate_rows

BEGIN, END = "<!-- wane validate session --markdown -->\n", "<!-- end -->"
NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
PAGE = Path(__file__).parents[4] / "docs" / "validation" / "session.md"


def apart(text: str) -> tuple[str, list[float]]:
    """The words without their numbers, and the numbers."""
    return NUMBER.sub("#", text.strip()), [float(number) for number in NUMBER.findall(text)]


def test_the_text_ends_with_what_all_rows_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "session"]) == 0
    shown = capsys.readouterr()
    assert "90 % of people" in shown.out
    assert "published values were predicted" in shown.out.splitlines()[-1]
    assert shown.err == ""


def test_the_json_holds_every_row_and_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "validate-session"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert run(["validate", "session", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(shown)
    assert shown["summary"]["compared"] == len(shown["rows"])
    assert shown["summary"]["not_predicted"] == len(shown["not_predicted"])
    bounds = [row for row in shown["rows"] if row["is_bound"]]
    assert len(bounds) == 3
    assert all(row["observed_low"] is row["low90"] is row["high90"] is None for row in bounds)
    assert all(row["reason"] for row in shown["not_predicted"])
    remarked = [row["id"] for row in shown["rows"] if row["remark"]]
    assert "pk_observations.wang_2019.1" in remarked
    assert shown["summary"]["independent"]["compared"] == len(shown["rows"]) - len(remarked)


def test_the_page_of_the_documentation_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "session", "--markdown"]) == 0
    words, numbers = apart(capsys.readouterr().out)
    page_words, page_numbers = apart(PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0])
    assert page_words == words
    assert page_numbers == pytest.approx(numbers, rel=0.02)


@pytest.mark.parametrize("people", ["10", "many"])
def test_too_few_people_are_the_parsers_to_answer(people: str) -> None:
    assert run(["validate", "session", "--people", people]) == 2


def test_rows_are_counted_where_a_person_watches(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(["validate", "session"]) == 0
    counted = capsys.readouterr().err
    total = len(validate_rows())
    assert counted.startswith(f"\r1 of {total} rows")
    assert counted.endswith(f"{total} of {total} rows\n")
