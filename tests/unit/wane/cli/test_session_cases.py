"""Sessions as clinics ask for them: each answer is valid by the schema, sourced to the last id, and fits the screen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest

from wane.cli import run
from wane.evidence.catalogue import find
from wane.report.as_json import SCHEMA_FILE
from wane.report.text import WIDTH

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
STEPS = str(Path(__file__).parents[4] / "examples" / "steps.csv")
INFUSED = ["--drug", "ketamine", "--route", "iv", "--dose", "0.5 mg/kg", "--over", "40 min"]
ADULT = ["--weight", "70 kg"]
RULED = ("readiness.plan", "driving.hours")  # decisions, so without an interval

CASES = {
    "racemate": [*INFUSED, *ADULT],
    "many facts": [
        *INFUSED, *ADULT, "--bp", "182/110", "--history", "aneurysm", "--age", "72", "--taking", "diazepam,lamotrigine",
    ],
    "bolus": ["--drug", "ketamine", "--route", "iv", "--dose", "0.25 mg/kg", "--over", "bolus", *ADULT],
    "muscle": ["--drug", "ketamine", "--route", "im", "--dose", "0.5 mg/kg", *ADULT],
    "skin": ["--drug", "ketamine", "--route", "sc", "--dose", "0.5 mg/kg", *ADULT],
    "nasal": ["--drug", "esketamine", "--route", "intranasal", "--dose", "84 mg", "--weight", "154 lb"],
    "nasal racemate": ["--drug", "ketamine", "--route", "intranasal", "--dose", "50 mg", *ADULT],
    "oral": [
        "--drug", "ketamine", "--route", "oral", "--dose", "100 mg", *ADULT, "--taking", "clarithromycin,grapefruit",
    ],
    "sublingual": ["--drug", "ketamine", "--route", "sublingual", "--dose", "100 mg", *ADULT],
    "esketamine": ["--drug", "esketamine", "--route", "iv", "--dose", "0.2 mg/kg", "--over", "40 min", *ADULT],
    "child": [*INFUSED, "--weight", "40 kg", "--age", "12"],
    "light": [*INFUSED, "--weight", "25 kg"],
    "heavy": [*INFUSED, "--weight", "200 kg"],
    "steps": ["--drug", "ketamine", "--route", "iv", "--steps", STEPS, *ADULT, "--bag-concentration", "1 mg/mL"],
    "vials": [*INFUSED, *ADULT, "--bag-concentration", "1 mg/mL", "--bag-volume", "50 mL", "--vial", "50 mg/mL"],
    "arterial": [*INFUSED, *ADULT, "--site", "arterial", "--at", "20 min,40 min,2 h", "--below", "5 ng/mL"],
    "beside": [*INFUSED, *ADULT, "--compare", "0.5 mg/kg over 60 min"],
}  # fmt: skip
by_case = pytest.mark.parametrize("case", CASES)
Object = dict[str, Any]  # at the JSON door


@pytest.fixture(scope="module")
def answers() -> dict[str, Object]:
    return {}


def answered(case: str, answers: dict[str, Object], capsys: pytest.CaptureFixture[str]) -> Object:
    """The JSON of one case, asked for once."""
    if case not in answers:
        assert run(["session", *CASES[case], "--json"]) == 0
        answers[case] = json.loads(capsys.readouterr().out)
    return answers[case]


def ids_in(shown: Object) -> Iterator[str]:
    """Every evidence id that an answer names as a source."""
    for item in (*shown["summary"], *shown["courses"].values()):
        yield from cast(list[str], item["evidence"])
    yield from (finding["source"] for finding in shown["findings"])
    yield from (point["source"] for point in shown["plan"]["monitoring"])
    yield from (rule for fact in shown["missing_facts"] for rule in fact["rules"])
    yield shown["plan"]["leaving"]["floor_source"]
    yield from shown["provenance"]["models"]


@by_case
def test_the_answer_is_valid_by_the_schema(
    case: str, answers: dict[str, Object], capsys: pytest.CaptureFixture[str]
) -> None:
    jsonschema.validate(answered(case, answers, capsys), SCHEMA)


@by_case
def test_every_source_opens(case: str, answers: dict[str, Object], capsys: pytest.CaptureFixture[str]) -> None:
    for evidence_id in set(ids_in(answered(case, answers, capsys))):
        assert find(evidence_id).id == evidence_id


@by_case
def test_every_prediction_has_unit_interval_and_source(
    case: str, answers: dict[str, Object], capsys: pytest.CaptureFixture[str]
) -> None:
    for item in answered(case, answers, capsys)["summary"]:
        if item["value"] is None:
            continue
        assert item["unit"]
        assert item["evidence"]
        assert item["id"] in RULED or item["low90"] <= item["value"] <= item["high90"]


@by_case
def test_the_people_studied_are_named(
    case: str, answers: dict[str, Object], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = answered(case, answers, capsys)
    for model in shown["provenance"]["models"]:
        assert any(model in sentence for sentence in (*shown["limits"], *shown["provenance"]["notes"]))


@by_case
def test_the_first_screen_is_short(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["session", *CASES[case]]) == 0
    lines = capsys.readouterr().out.splitlines()
    unknown = next(i for i, line in enumerate(lines) if line.startswith("NOT KNOWN  "))
    beside = next(i for i, line in enumerate(lines) if line.startswith("GIVE  "))
    assert beside - unknown <= 3
    assert max(len(line) for line in lines if "://" not in line) <= WIDTH


@by_case
def test_each_number_of_the_table_stands_on_one_line(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["session", *CASES[case]]) == 0
    text = capsys.readouterr().out.partition("\nEXPECTED\n")[2].partition("\n\n")[0]
    table = text.partition("  Not known: ")[0].splitlines()
    heads = [line for line in table if "sources" in line or line.startswith("  there: ")]
    assert [line for line in table if line not in heads and not line.rstrip().endswith("]")] == []
