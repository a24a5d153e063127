"""Cohort files: a folder and a table of the same people are the same people; every fault names its file."""

from pathlib import Path

import pytest

from tests.factories.cohort import write_cohort
from tests.factories.patient import INFUSION, score, session, text_of
from wane.cli.cohort_file import read_cohort
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError, UnknownNameError, WaneError
from wane.forecast.cohort import CohortRequest, cohort_of
from wane.models.instruments import instrument_named

ROWS = [score(0, 18), session(0), score(7, 12), session(7), score(14, 9)]


def folder_of(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_a_folder_and_a_table_of_the_same_people_are_one_cohort(tmp_path: Path) -> None:
    folder, table = write_cohort(tmp_path / "people", 12), write_cohort(tmp_path / "people.parquet", 12)

    one, two = (cohort_of(read_cohort(path, zone=None), CohortRequest()) for path in (folder, table))

    assert [member.name for member in one.members] == [f"fictional-{i:04d}" for i in range(1, 13)]
    assert one.digest == two.digest
    assert {member.sex for member in one.members} == {"female", "male"}


def test_the_digest_does_not_hang_on_names(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"a.csv": text_of(ROWS)})
    first = cohort_of(read_cohort(folder, zone=None), CohortRequest()).digest
    (folder / "a.csv").rename(folder / "b.csv")

    assert cohort_of(read_cohort(folder, zone=None), CohortRequest()).digest == first


def test_one_broken_file_stops_everything_with_its_name(tmp_path: Path) -> None:
    broken = text_of(ROWS).replace("18", "eighteen")

    with pytest.raises(FileFormatError, match=r"b\.csv: Line 2: .*eighteen"):
        list(read_cohort(folder_of(tmp_path, {"a.csv": text_of(ROWS), "b.csv": broken}), zone=None))


@pytest.mark.parametrize(
    ("files", "error", "words"),
    [
        ({}, FileFormatError, "holds no patient file"),
        ({"people.csv": "person\n"}, FileFormatError, "holds no patient file"),
        ({"a.csv": text_of(ROWS), "a.json": "[]"}, ConflictError, "a.csv and a.json"),
        ({"a.csv": text_of(ROWS), "people.csv": "person,sex\nb,female\n"}, FileFormatError, "no file of the person"),
        ({"a.csv": text_of(ROWS), "people.csv": "person,sex\na,female\na,male\n"}, ConflictError, "twice"),
        ({"a.csv": text_of(ROWS), "people.csv": "person,shoe\na,42\n"}, FileFormatError, "header"),
        ({"a.csv": text_of(ROWS), "people.csv": 'person,sex\na,"female\n'}, FileFormatError, "cannot be read"),
        ({"a.csv": text_of(ROWS), "people.csv": "person,sex\na,blue\n"}, UnknownNameError, "people.csv: a: The sex"),
        ({"a.csv": text_of(ROWS), "people.csv": "person,weight\na,7 kg\n"}, WaneError, "7"),
        ({"a.csv": text_of([score(0, 9), (0.0, INFUSION.replace("mg/kg", "mg"))])}, UnitError, "people.csv"),
    ],
)
def test_faults_of_a_folder(tmp_path: Path, files: dict[str, str], error: type[WaneError], words: str) -> None:
    folder = folder_of(tmp_path, files)

    with pytest.raises(error, match=words):
        list(read_cohort(folder, zone=None))


@pytest.mark.parametrize("name", ["absent", "file.csv", "x" * 5000])
def test_what_is_no_cohort_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.csv").write_text(text_of(ROWS))

    with pytest.raises(FileFormatError, match="a folder of patient files"):
        read_cohort(tmp_path / name, zone=None)


def table_of(path: Path, columns: dict[str, list[object]]) -> Path:
    import polars as pl

    base = dict.fromkeys(("when", "record", "instrument", "value", "drug", "route", "dose", "duration"), [""] * 2)
    given = {"person": ["a", "a"], "record": ["score"] * 2, "instrument": ["PHQ-9"] * 2, "value": [18, 9]}
    times = {"when": ["2026-01-05T09:00+00:00", "2026-01-12T09:00+00:00"]}
    fields = {k: v for k, v in (base | given | times | columns).items() if v is not None}
    pl.DataFrame(fields, strict=False).write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        ({"person": None}, FileFormatError, "no column person"),
        ({"person": ["a", None]}, FileFormatError, "row without a person"),
        ({"person": ["a", " "]}, FileFormatError, "row without a person"),
        ({"value": [True, False]}, FileFormatError, "a: value is neither"),
        ({"value": [18, 99]}, OutOfRangeError, "t.parquet: a: Row 2: PHQ-9 of 99"),
        ({"sex": ["female", "male"]}, ConflictError, "sex"),
        ({"weight": [1000.0, 1000.0]}, WaneError, "1000"),
    ],
)
def test_faults_of_a_table(
    tmp_path: Path, columns: dict[str, list[object]], error: type[WaneError], words: str
) -> None:
    with pytest.raises(error, match=words):
        list(read_cohort(table_of(tmp_path / "t.parquet", columns), zone=None))


def test_a_table_that_is_none_and_an_empty_one_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_text("no table")
    with pytest.raises(FileFormatError, match="cannot be read as Parquet"):
        list(read_cohort(tmp_path / "t.parquet", zone=None))

    columns = ("person", "when", "record", "instrument", "value", "drug", "route", "dose", "duration")
    empty: dict[str, list[object]] = {name: [] for name in columns}
    with pytest.raises(FileFormatError, match="no row"):
        list(read_cohort(table_of(tmp_path / "e.parquet", empty), zone=None))


def test_a_table_may_hold_numbers_and_times(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    times = [datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 12, 9, tzinfo=UTC)]
    columns: dict[str, list[object]] = {"when": [*times], "weight": [70, 70], "condition": ["depression"] * 2}

    (person,) = read_cohort(table_of(tmp_path / "t.parquet", columns), zone=None)

    assert [record.at for record in person.records.records] == times
    assert (person.weight_kg, person.condition) == (70.0, "depression")


def test_people_who_cannot_be_used_are_named_with_the_reason(tmp_path: Path) -> None:
    files = {
        "few.csv": text_of([score(0, 18), session(0)]),
        "good.csv": text_of(ROWS),
        "none.csv": text_of([score(0, 18), score(7, 17)]),
        "other.csv": text_of([score(0, 18, "GAD-7"), session(0), score(7, 17, "GAD-7")]),
        "people.csv": "person,condition\nwrong,ptsd\n",
        "wrong.csv": text_of(ROWS),
        "skin.csv": text_of([score(0, 18), session(0, "session,,,ketamine,sc,0.5 mg/kg,"), score(7, 12)]),
    }
    asked = CohortRequest(condition="depression", instrument=instrument_named("PHQ-9"))

    found = cohort_of(read_cohort(folder_of(tmp_path, files), zone=None), asked)

    assert [member.name for member in found.members] == ["good"]
    reasons = {one.name: one.reason for one in found.left_out}
    assert reasons["few"] == "Fewer than two scores of PHQ-9."
    assert reasons["none"] == "No session is recorded."
    assert reasons["wrong"] == "Treated for ptsd, not for depression."
    assert reasons["other"] == "Fewer than two scores of PHQ-9."
    assert "cannot be forecast" in reasons["skin"]
