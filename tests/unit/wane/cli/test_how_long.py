"""`wane how-long` as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from wane.cli import run
from wane.report.how_long_json import SCHEMA_FILE

SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
TYPED = ["how-long", "--condition", "depression"]


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert run([*TYPED, *arguments, "--json"]) == 0
    shown: dict[str, object] = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    return shown


@pytest.fixture(scope="module")
def process() -> subprocess.CompletedProcess[str]:
    """The whole command, once, as a process of its own."""
    listed = (
        "import sys; from wane.cli import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run([sys.executable, "-c", listed, *TYPED], capture_output=True, text=True, check=False)


def test_the_command_answers(process: subprocess.CompletedProcess[str]) -> None:
    assert process.returncode == 0
    assert "WHAT CHANGES IT" in process.stdout


@pytest.mark.parametrize("package", ["scipy", "polars", "altair", "vl_convert", "typst", "pint", "rich", "pydantic"])
def test_it_starts_without_what_it_does_not_need(process: subprocess.CompletedProcess[str], package: str) -> None:
    assert package not in process.stderr.split()


def test_what_was_asked_is_said_again(capsys: pytest.CaptureFixture[str]) -> None:
    asked = answered(
        capsys, "--instrument", "MADRS", "--sessions", "4", "--every", "7 d", "--baseline", "34", "--weight", "80 kg",
        "--taking", "lorazepam", "--seed", "7",
    )["asked"]  # fmt: skip

    assert isinstance(asked, dict)
    assert asked["instrument_name"] == "MADRS"
    assert (asked["sessions"], asked["spacing"], asked["score_before"]) == (4, "every 7 days", 34)
    assert (asked["weight_kg"], asked["is_weight_given"], asked["taking"]) == (80, True, ["lorazepam"])


def test_a_weight_that_nobody_gave_is_said_to_be_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(TYPED) == 0
    assert "70 kg assumed" in " ".join(capsys.readouterr().out.split())


def test_a_class_of_medicine_brings_its_statements(capsys: pytest.CaptureFixture[str]) -> None:
    statements = answered(capsys, "--taking", "lorazepam")["statements"]

    assert isinstance(statements, list)
    assert any("diazepam" in one["text"] for one in statements if one["question"] == "medicines")


def test_figure_and_pdf_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figure, spec, pdf = (tmp_path / name for name in ("page.svg", "page.json", "page.pdf"))

    assert run([*TYPED, "--figure", str(figure), "--pdf", str(pdf)]) == 0
    assert run([*TYPED, "--figure", str(spec)]) == 0

    assert figure.read_text(encoding="utf-8").startswith("<svg")
    assert "layer" in json.loads(spec.read_text(encoding="utf-8"))
    assert pdf.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--condition", "acute pain"], "Acute pain is not forecast"),
        (["--condition", "gout"], "is not known"),
        (["--condition", "depression", "--baseline", "5"], "under the relapse line of 10"),
        (["--condition", "depression", "--baseline", "40"], "PHQ-9 runs from 0 to 27"),
        (["--condition", "depression", "--dose", "50 mg/kg"], "no one was given more than"),
        (["--condition", "depression", "--every", "2 min"], "0.5 to 365 d"),
        (["--condition", "CRPS", "--dose", "1800 mg", "--over", "100 h", "--sessions", "2"], "28 d"),
        (["--condition", "depression", "--instrument", "daily mood"], "is not forecast"),
    ],
)
def test_a_fault_is_one_sentence(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["how-long", *arguments]) > 0

    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "how-long"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
