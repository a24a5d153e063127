"""`wane evidence`, through the command line's own door."""

import csv
import json
from pathlib import Path

import pytest

from wane.cli import run
from wane.errors import EvidenceError
from wane.evidence import gate


def test_list_gives_one_line_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "list", "--family", "rules", "--kind", "rule"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 108
    assert lines[0].startswith("* KR001")
    assert max(map(len, lines)) <= 110


def test_list_of_one_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "list", "--kind", "model"]) == 0

    assert len(capsys.readouterr().out.splitlines()) == 12


def test_a_family_that_does_not_exist_lists_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "list", "--family", "moods"]) == 12

    assert "mood, pain" in capsys.readouterr().err


def test_show_tells_everything_that_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "show", "otto_2021_s_ketamine_iv.CL"]) == 0

    shown = capsys.readouterr().out
    for told in ("95.2", "L/h/70kg", "fixed", "Table 3", "n = 48", "secondary_source", "10.1007/s00228-021-03104-1",
                 "not re-checked", "default iv_venous"):  # fmt: skip
        assert told in shown


def test_a_miss_is_one_sentence_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "show", "KR0001"]) == 12

    err = capsys.readouterr().err
    assert "did you mean" in err
    assert "Traceback" not in err


def test_check_lists_mixed_uses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "check"]) == 0

    out = capsys.readouterr().out
    assert "12 models, 18 tables, 1753 rows: nothing wrong." in out
    assert "fitted to in one place" in out


def test_check_is_silent_on_uses_where_none_are_mixed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "require", lambda: gate.Report(offences=(), mixed_uses=(), models=1, tables=2, rows=3))

    assert run(["evidence", "check"]) == 0
    assert capsys.readouterr().out == "1 models, 2 tables, 3 rows: nothing wrong.\n"


def test_a_failing_gate_exits_with_its_own_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise EvidenceError("The evidence gate found 2 offences; correct each:\n  a\n  b")

    monkeypatch.setattr(gate, "require", fail)

    assert run(["evidence", "check"]) == 20
    assert "found 2 offences" in capsys.readouterr().err


def test_export_as_json_names_the_digest(tmp_path: Path) -> None:
    out = tmp_path / "evidence.json"
    assert run(["evidence", "export", "--out", str(out)]) == 0

    exported = json.loads(out.read_text())
    assert len(exported["digest"]) == 64
    assert len({entry["id"] for entry in exported["entries"]}) == len(exported["entries"]) > 1900


def test_export_as_csv_reads_back(tmp_path: Path) -> None:
    out = tmp_path / "scales.csv"
    assert run(["evidence", "export", "--out", str(out), "--family", "scales"]) == 0

    with out.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["id"] for row in rows][:2] == ["scales.phq_9.1", "scales.gad_7.1"]
    assert len(rows) == 36


def test_export_to_a_folder_gives_the_tables_as_stored(tmp_path: Path) -> None:
    assert run(["evidence", "export", "--out", str(tmp_path)]) == 0

    assert len(list(tmp_path.glob("*.csv"))) == 19
    assert (tmp_path / "models.csv").is_file()


def test_export_of_a_family_without_models_gives_tables_alone(tmp_path: Path) -> None:
    assert run(["evidence", "export", "--out", str(tmp_path), "--family", "scales"]) == 0

    assert [path.name for path in tmp_path.glob("*.csv")] == ["scales.csv"]


def test_export_asks_for_a_format_it_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "export", "--out", str(tmp_path / "evidence.xls")]) == 14

    assert ".csv or .json" in capsys.readouterr().err


def test_every_name_that_options_take_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", "names"]) == 0
    shown = capsys.readouterr().out
    for name in ("clarithromycin", "aneurysmal_vascular_disease", "depression", "escort"):
        assert f"  {name}" in shown
