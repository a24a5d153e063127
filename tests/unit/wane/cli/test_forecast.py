"""`wane forecast` as a user meets it: the answer, the files, and one sentence where there is none."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.factories.patient import EXAMPLE, relapse, score, session, text_of
from wane.cli import run
from wane.report.forecast_json import SCHEMA_FILE

TYPED = ["forecast", str(EXAMPLE), "--zone", "Europe/London"]
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
COURSE = [score(0, 19), *(session(3 * i + 0.1) for i in range(6)), score(16, 8), score(23, 6)]


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert run([*arguments, "--json"]) == 0
    shown: dict[str, object] = json.loads(capsys.readouterr().out)
    jsonschema.validate(shown, SCHEMA)
    return shown


def file_of(folder: Path, rows: list[tuple[float, str]]) -> str:
    path = folder / "patient.csv"
    path.write_text(text_of(rows))
    return str(path)


@pytest.fixture(scope="module")
def process() -> subprocess.CompletedProcess[str]:
    """The whole command, once, as a process of its own."""
    listed = (
        "import sys; from wane.cli import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    return subprocess.run([sys.executable, "-c", listed, *TYPED], capture_output=True, text=True, check=False)


def test_the_command_says_how_long_relief_is_expected_to_last(process: subprocess.CompletedProcess[str]) -> None:
    assert process.returncode == 0
    assert "Relief expected to last" in process.stdout
    assert "NEXT SESSION" in process.stdout


@pytest.mark.parametrize("package", ["scipy", "polars", "altair", "vl_convert", "typst", "pint", "rich", "pydantic"])
def test_a_forecast_starts_without_what_it_does_not_need(
    process: subprocess.CompletedProcess[str], package: str
) -> None:
    assert package not in process.stderr.split()


def test_a_fault_ends_a_process_with_its_code(tmp_path: Path) -> None:
    path = tmp_path / "patient.csv"
    path.write_text("when,what\n")
    done = subprocess.run(
        [sys.executable, "-m", "wane.cli", "forecast", str(path)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (14, "")
    assert done.stderr.startswith("wane: Line 1:")


def test_the_same_seed_gives_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert run([*TYPED, "--json"]) == 0
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]


def test_prior_only_says_the_same_as_the_sessions_without_scores(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with_scores = file_of(tmp_path, COURSE)
    now = ["--now", "2026-03-25T09:00Z", "--condition", "depression"]
    first = answered(capsys, "forecast", with_scores, *now, "--prior-only")
    second = answered(capsys, "forecast", file_of(tmp_path, [row for row in COURSE if "session" in row[1]]), *now)

    for key in ("score", "days_to_relapse", "chance_still_well", "p_at_or_above_line", "person", "past_intervals"):
        assert first[key] == second[key]


def test_the_order_of_rows_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = answered(capsys, "forecast", file_of(tmp_path, COURSE))
    second = answered(capsys, "forecast", file_of(tmp_path, COURSE[::-1]))

    assert first["score"] == second["score"]
    assert first["days_to_relapse"] == second["days_to_relapse"]


def test_a_higher_accepted_risk_never_brings_the_next_session_nearer(capsys: pytest.CaptureFixture[str]) -> None:
    days = []
    for risk in ("0.1", "0.2", "0.4"):
        options = answered(capsys, *TYPED, "--risk", risk)["next_session"]
        assert isinstance(options, list)
        days.append(-1.0 if options[0]["day"] is None else options[0]["day"])

    assert days == sorted(days)


def test_a_higher_relapse_line_never_shortens_relief(capsys: pytest.CaptureFixture[str]) -> None:
    chances = []
    for line in ("8", "10", "14"):
        found = answered(capsys, *TYPED, "--relapse-line", line)["chance_still_well"]
        assert isinstance(found, list)
        chances.append(found[40]["p"])

    assert chances == sorted(chances)


@pytest.mark.parametrize("ending", [".svg", ".png", ".json"])
def test_a_figure_is_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"forecast{ending}"

    assert run([*TYPED, "--figure", str(path)]) == 0
    assert path.stat().st_size > 5_000


def test_the_pdf_is_one_page(tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "forecast.pdf"
    assert run([*TYPED, "--pdf", str(path)]) == 0
    reader = PdfReader(path)

    assert len(reader.pages) == 1
    assert "Relief expected to last" in " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        ([score(0, 19)], []),
        ([session(0)], ["--condition", "depression"]),
        ([score(0, 19), session(0.1), score(400, 15), session(400.1), score(407, 8)], []),
        ([*COURSE, relapse(40)], []),
        ([score(0, 34, "MADRS"), session(0.1), score(3, 12, "MADRS")], []),
        ([score(0, 7, "NRS pain"), session(0.1), score(3, 3.5, "NRS pain")], []),
        ([score(0, 19), session(0.1, "session,,,esketamine,intranasal,84 mg,"), session(9), score(12, 9)],
         ["--weight", "70 kg"]),
        ([score(0, 19), session(0.1), score(3, 27), score(4, 27), score(5, 0)], []),
        (COURSE, ["--now", "2027-06-01T09:00Z"]),
        ([score(0, 19), session(0.1), *(score(day, 4 + day // 60) for day in range(1, 366))], []),
        (COURSE, ["--horizon", "7", "--response", "30 %", "--instrument", "phq9"]),
    ],
    ids=[
        "first visit", "no score", "gap of a year", "relapse", "MADRS", "pain", "switched drug", "censored",
        "months later", "a rating a day for a year", "options",
    ],
)  # fmt: skip
def test_every_course_is_answered(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rows: list[tuple[float, str]], options: list[str]
) -> None:
    path = file_of(tmp_path, rows)
    shown = answered(capsys, "forecast", path, *options)

    options_shown = shown["next_session"]
    assert isinstance(options_shown, list)
    assert len(options_shown) >= 2
    assert run(["forecast", path, *options, "--figure", str(tmp_path / "f.svg"), "--pdf", str(tmp_path / "f.pdf")]) == 0


@pytest.mark.parametrize(
    ("rows", "options", "code", "says"),
    [
        (COURSE, ["--now", "2026-03-10T09:00Z"], 15, "after now"),
        (COURSE, ["--now", "2031-03-10T09:00Z"], 13, "before now"),
        (COURSE, ["--now", "tomorrow"], 14, "ISO 8601"),
        (COURSE, ["--risk", "20"], 11, "between 0 and 1"),
        (COURSE, ["--horizon", "0"], 11, "horizon"),
        (COURSE, ["--relapse-line", "30"], 11, "inside"),
        (COURSE, ["--response", "0.5"], 10, "per cent"),
        (COURSE, ["--response", "500 %"], 11, "100"),
        (COURSE, ["--condition", "sadness"], 12, "depression"),
        (COURSE, ["--condition", "migraine"], 13, "no prior for PHQ-9 in migraine"),
        (COURSE, ["--condition", "acute pain"], 13, "lasts hours"),
        (COURSE, ["--instrument", "daily mood"], 13, "not forecast"),
        (COURSE, ["--zone", "Mars"], 12, "Europe/London"),
        (COURSE, ["--weight", "70"], 10, "unit"),
        (COURSE, ["--figure", "plan.html"], 14, ".svg"),
        ([score(0, 9, "QIDS-SR16")], [], 13, "no relapse line"),
        ([score(0, 9, "daily mood")], ["--relapse-line", "4"], 13, "not forecast"),
        ([session(0)], [], 14, "--condition"),
        ([score(0, 19), session(1, "session,,,ketamine,sc,0.5 mg/kg,")], [], 13, "Line 3"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_a_code(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    rows: list[tuple[float, str]],
    options: list[str],
    code: int,
    says: str,
) -> None:
    assert run(["forecast", file_of(tmp_path, rows), *options]) == code
    printed = capsys.readouterr()

    assert printed.out == ""
    assert printed.err.startswith("wane: ")
    assert printed.err.count("\n") == 1
    assert says in printed.err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "forecast"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA
