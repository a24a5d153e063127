"""`wane course` as a user meets it: the plan, the files, and one sentence where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.factories.course import write_example
from tests.factories.patient import EXAMPLE
from wane.cli import run
from wane.cli.course_text import parse_clinic_days, parse_fee, parse_rule
from wane.plan.course_request import BookingRule
from wane.report.course_json import SCHEMA_FILE

TYPED = ["course", str(EXAMPLE), "--zone", "Europe/London"]
NEW = [
    "course", "--start", "2026-09-07", "--drug", "ketamine", "--route", "iv", "--dose", "0.5 mg/kg", "--over", "40 min",
]  # fmt: skip
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert run([*arguments, "--json"]) == 0
    shown: dict[str, object] = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    return shown


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(list(arguments))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("wane: ")
    return code, said.err


@pytest.fixture(scope="module")
def process() -> subprocess.CompletedProcess[str]:
    """The whole command, once, as a process of its own."""
    listed = (
        "import sys; from wane.cli import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run([sys.executable, "-c", listed, *TYPED], capture_output=True, text=True, check=False)


def test_the_command_proposes_a_next_session(process: subprocess.CompletedProcess[str]) -> None:
    assert process.returncode == 0
    assert "NEXT SESSION: A CLINICIAN DECIDES" in process.stdout
    assert "PROPOSED SESSIONS" in process.stdout


@pytest.mark.parametrize(
    "package", ["scipy", "polars", "altair", "vl_convert", "typst", "pint", "rich", "pydantic", "icalendar"]
)
def test_a_plan_starts_without_what_it_does_not_need(process: subprocess.CompletedProcess[str], package: str) -> None:
    assert package not in process.stderr.split()


def test_a_new_patient_needs_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, *NEW)

    assert found["phase"] == "consultation"
    assert found["forecast"] == {"withheld": "No record came, so nothing is forecast yet."}


def test_every_file_is_written_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    names = {"--figure": "f.svg", "--pdf": "p.pdf", "--ical": "c.ics"}
    asked = [piece for option, name in names.items() for piece in (option, str(tmp_path / name))]

    assert run([*TYPED, *asked, "--cost", "450 EUR", "--covered", "300 EUR"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.ics", "f.svg", "p.pdf"]
    assert "150 EUR out of pocket" not in capsys.readouterr().err


@pytest.mark.parametrize(("name", "begins"), [("f.png", b"\x89PNG"), ("f.json", b"{")])
def test_the_ending_of_a_figure_chooses_its_format(tmp_path: Path, name: str, begins: bytes) -> None:
    assert run([*NEW, "--figure", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_what_changed_since_an_earlier_plan_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    earlier = tmp_path / "plan.json"
    assert run([*TYPED, "--json"]) == 0
    earlier.write_text(capsys.readouterr().out)

    same = answered(capsys, *TYPED, "--previous", str(earlier))["changes"]
    moved = answered(capsys, *TYPED, "--previous", str(earlier), "--clinic-days", "fri")["changes"]

    assert str(same).startswith("['Nothing moved")
    assert any(str(line).startswith("Session 8: Wed 13 May") for line in moved)  # type: ignore[attr-defined]  # a list in JSON


def test_options_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(
        capsys, *TYPED, "--rule", "ladder", "--clinic-days", "tue,thu", "--closed", "2026-05-14",
        "--most-sessions", "9", "--time-of-day", "14:30", "--days", "90", "--phase", "maintenance", "--risk", "0.3",
    )  # fmt: skip
    asked = found["asked"]
    assert isinstance(asked, dict)
    sessions = found["sessions"]
    assert isinstance(sessions, list)

    assert (asked["rule"], asked["clinic_days"], asked["most_sessions"], asked["risk"]) == (
        "ladder",
        ["tue", "thu"],
        9,
        0.3,
    )
    assert len(sessions) <= 2
    assert all("T14:30" in one["at"] and one["phase"] == "maintenance" for one in sessions)


def test_a_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "course"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["course"], 14, "--start"),
        (["course", "--start", "2026-09-07"], 15, "--dose"),
        (["course", "--start", "7 September", *NEW[3:]], 14, "2026-12-25"),
        ([*NEW, "--zone", "Mars/Base"], 12, "Europe/London"),
        ([*TYPED, "--covered", "3 EUR"], 15, "--cost"),
        ([*TYPED, "--cost", "450"], 10, "450 EUR"),
        ([*TYPED, "--cost", "450,50 EUR"], 10, "450 EUR"),
        ([*TYPED, "--cost", "4 EUR", "--covered", "5 EUR"], 15, "correct one"),
        ([*TYPED, "--cost", "4 EUR", "--covered", "3 USD"], 15, "converted"),
        ([*TYPED, "--clinic-days", "mon,someday"], 12, "mon,tue"),
        ([*TYPED, "--clinic-days", ""], 12, "mon,tue"),
        ([*TYPED, "--closed", "Christmas"], 14, "2026-12-25"),
        ([*TYPED, "--closed", "0026-12-25"], 11, "check the year"),
        ([*TYPED, "--closed", "2026-12-25," * 1001], 11, "at most 1000"),
        ([*TYPED, "--phase", "inducton"], 12, 'did you mean "induction"'),
        ([*TYPED, "--rule", "7"], 12, "ladder"),
        ([*TYPED, "--schedule", "label"], 15, "esketamine"),
        ([*TYPED, "--schedule", "mine"], 12, "clinic or label"),
        ([*TYPED, "--per-week", "3"], 15, "--shortest-spacing"),
        ([*TYPED, "--per-week", "0"], 11, "1 to 7"),
        ([*TYPED, "--time-of-day", "25:00"], 10, "10:00"),
        ([*TYPED, "--days", "0"], 11, "1 to 730"),
        ([*TYPED, "--most-sessions", "0"], 11, "1 to 1000"),
        ([*TYPED, "--risk", "20"], 11, "between 0 and 1"),
        ([*TYPED, "--dose", "5 mg"], 15, "--drug"),
        ([*TYPED, "--over", "5 min"], 15, "--dose"),
        ([*TYPED, "--drug", "ketamine", "--route", "im", "--dose", "35 mg"], 10, "--weight"),
        ([*TYPED, "--previous", str(EXAMPLE)], 14, "--json"),
        ([*TYPED, "--previous", "nowhere.json"], 14, "check its name"),
        ([*TYPED, "--now", "2026-01-01T00:00Z"], 15, "--now"),
        ([*TYPED, "--ical", "course.txt"], 14, ".ics"),
        ([*TYPED, "--history", "anevrism"], 12, "aneurysm"),
        (["course", "nowhere.csv"], 14, "check its name"),
    ],
)
def test_a_fault_is_one_sentence_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, word: str
) -> None:
    found, said = refused(capsys, *arguments)

    assert (found, word in said) == (code, True), said


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"sessions": [], "asked": {"now": "x"}, "phase": "taper"}',
        '{"sessions": [{"number": 1, "at": "2026-05-01T10:00"}], "asked": {"now": "2026-05-01T10:00Z"}, '
        '"phase": "taper"}',
    ],
)
def test_an_earlier_plan_that_is_none_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content)

    assert refused(capsys, *TYPED, "--previous", str(path))[0] == 14


def test_no_file_is_left_where_a_plan_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    patient = write_example(tmp_path)
    refused(capsys, "course", str(patient), "--per-week", "3", "--ical", str(tmp_path / "c.ics"))

    assert [path.name for path in tmp_path.iterdir()] == ["patient.csv"]


def test_days_rules_and_money_are_read_in_more_than_one_spelling() -> None:
    fee = parse_fee("450.50 €", None)

    assert parse_clinic_days("Monday, tue") == {0, 1}
    assert [parse_rule(word) for word in ("Rule 2", "1", "LADDER")] == [
        BookingRule.BAD_DAYS,
        BookingRule.RISK,
        BookingRule.LADDER,
    ]
    assert fee is not None
    assert (str(fee.cost), fee.currency) == ("450.50", "€")
