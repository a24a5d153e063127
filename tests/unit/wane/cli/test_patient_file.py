"""The patient file: what is right is read whatever its order; every fault is one sentence with its line."""

import json
import random
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.patient import EXAMPLE, HEADER, INFUSION, records_of, relapse, score, session, text_of
from wane.cli.patient_file import read_patient
from wane.errors import WaneError
from wane.models.patient_records import NoteRecord, RelapseRecord, ScoreRecord, SessionRecord

AT, LATER = "2026-03-02T09:00Z", "2026-03-03T09:00Z"
COLUMNS = HEADER.split(",")


def refused(
    folder: Path, content: str | bytes, *, name: str = "patient.csv", weight_kg: float | None = None
) -> WaneError:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(WaneError) as caught:
        read_patient(path, zone=None, weight_kg=weight_kg)
    return caught.value


def test_the_example_is_read_whole() -> None:
    records = read_patient(EXAMPLE, zone="Europe/London", weight_kg=None)

    assert len(records.sessions) == 7
    assert len(records.scores("phq9")) == 10
    assert [r.text for r in records.records if isinstance(r, NoteRecord)] == ["Slept badly, bereavement in the family"]
    assert records.records[0].line == 3


def test_each_kind_of_record_becomes_its_value(tmp_path: Path) -> None:
    found = records_of(tmp_path, [score(0, 18), session(0.1), relapse(9), (10, "note,,fine,,,,")]).records

    assert [type(record) for record in found] == [ScoreRecord, SessionRecord, RelapseRecord, NoteRecord]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [score(0, 18), *(session(3 * i + 0.1) for i in range(6)), score(20, 6), relapse(40)]
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)
    first, second = records_of(tmp_path, rows), records_of(tmp_path, shuffled)

    assert [(type(r), r.at) for r in first.records] == [(type(r), r.at) for r in second.records]


def test_json_says_the_same_as_csv(tmp_path: Path) -> None:
    rows = [score(0, 18), session(0.1), score(7, 9)]
    in_csv = records_of(tmp_path, rows)
    cells = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in text_of(rows).splitlines()[1:]]
    path = tmp_path / "patient.json"
    for content in (cells, {"records": [{k: v for k, v in one.items() if v} for one in cells]}):
        path.write_text(json.dumps(content))
        in_json = read_patient(path, zone="UTC", weight_kg=None)
        assert [(type(r), r.at) for r in in_json.records] == [(type(r), r.at) for r in in_csv.records]


def test_columns_may_stand_in_any_order_and_remarks_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "patient.csv"
    path.write_text(f"# invented\n\nrecord,when,value,instrument,drug,route,dose,duration\n\nscore,{AT},12,PHQ-9,,,,\n")
    (record,) = read_patient(path, zone=None, weight_kg=None).records

    assert isinstance(record, ScoreRecord)
    assert (record.value, record.line) == (12.0, 5)


def test_a_spreadsheet_with_its_byte_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "patient.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{AT},score,PHQ-9,12,,,,\r\n".encode())

    assert len(read_patient(path, zone=None, weight_kg=None).records) == 1


def test_days_are_counted_in_the_zone_of_the_last_record_where_none_is_given(tmp_path: Path) -> None:
    path = tmp_path / "patient.csv"
    path.write_text(f"{HEADER}\n2026-03-02T09:00+01:00,score,PHQ-9,12,,,,\n")
    records = read_patient(path, zone=None, weight_kg=None)

    assert records.zone_words == "UTC+01:00, that of the last record"
    assert records.records[0].at.astimezone(UTC).hour == 8


@pytest.mark.parametrize(
    ("row", "code", "says"),
    [
        (f"{AT},scores,PHQ-9,12,,,,", 12, 'did you mean "score"'),
        (f"{AT},score,BDI,12,,,,", 12, "BDI"),
        (f"{AT},score,,12,,,,", 14, "instrument"),
        (f"{AT},score,PHQ-9,28,,,,", 11, "0 to 27"),
        (f"{AT},score,PHQ-9,-3,,,,", 11, "0 to 27"),
        (f"{AT},score,PHQ-9,12.5,,,,", 11, "steps of 1"),
        (f"{AT},score,PHQ-9,twelve,,,,", 14, "no number"),
        (f"{AT},score,PHQ-9,,,,,", 14, "no number"),
        (f"{AT},score,PHQ-9,nan,,,,", 14, "no number"),
        (f"{AT},score,PHQ-9,12,ketamine,,,", 15, "leave that cell empty"),
        ("2026-03-02T09:00,score,PHQ-9,12,,,,", 10, "without a zone"),
        ("2026-03-02,score,PHQ-9,12,,,,", 14, "time of day"),
        ("yesterday,score,PHQ-9,12,,,,", 14, "ISO 8601"),
        (f"{AT},session,,,ketamin,iv,0.5 mg/kg,40 min", 12, 'did you mean "ketamine"'),
        (f"{AT},session,,,ketamine,ivv,0.5 mg/kg,40 min", 12, 'did you mean "iv"'),
        (f"{AT},session,,,ketamine,iv,0.5,40 min", 10, "without a unit"),
        (f"{AT},session,,,ketamine,iv,35 mg,40 min", 10, "without a weight"),
        (f"{AT},session,,,ketamine,iv,0.5 mg/kg,", 10, "bolus"),
        (f"{AT},session,,,ketamine,iv,0.5 mg/kg,40", 10, "without a unit"),
        (f"{AT},session,,,ketamine,im,0.5 mg/kg,40 min", 15, "only an IV dose"),
        (f"{AT},session,,,,iv,0.5 mg/kg,40 min", 14, "drug"),
        (f"{AT},session,,,ketamine,iv,50 mg/kg,40 min", 11, "no one was given more"),
        (f"{AT},session,PHQ-9,,ketamine,iv,0.5 mg/kg,40 min", 15, "leave that cell empty"),
        (f"{AT},relapse,XYZ,,,,,", 12, "XYZ"),
        (f"{AT},note,,Slept badly, then well,,,,", 14, "quotes"),
    ],
)
def test_a_fault_in_a_row_is_one_sentence_with_its_line(tmp_path: Path, row: str, code: int, says: str) -> None:
    error = refused(tmp_path, f"{HEADER}\n{LATER},score,PHQ-9,9,,,,\n{row}\n")

    assert error.exit_code == code
    assert "Line 3" in str(error)
    assert says in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    "rows",
    [
        f"{AT},score,PHQ-9,9,,,,\n{AT},score,PHQ-9,9,,,,",
        f"{AT},score,PHQ-9,9,,,,\n2026-03-02T10:00+01:00,score,phq9,12,,,,",
        f"{AT},{INFUSION}\n{AT},{INFUSION}",
        f"{AT},{INFUSION}\n2026-03-02T09:20Z,{INFUSION}",
        f"{AT},relapse,,,,,,\n{AT},relapse,,,,,,",
    ],
    ids=["same score", "same time in two zones", "two sessions", "sessions that overlap", "same relapse"],
)
def test_two_records_that_cannot_both_hold_are_refused(tmp_path: Path, rows: str) -> None:
    error = refused(tmp_path, f"{HEADER}\n{rows}\n")

    assert error.exit_code == 15
    assert "Line 3" in str(error)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("# only a remark\n", "only remarks"),
        (HEADER + "\n", "no record"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "UTF-8"),
        (b"when\x00record\n", "not text"),
        ("when;record;instrument;value;drug;route;dose;duration\n", "between commas"),
        ("date,score\n2026-03-02,9\n", "is needed"),
        (f"{HEADER},mood\n", "is needed"),
        (f'{HEADER}\n"open quote\n', "not CSV"),
    ],
)
def test_a_file_that_is_no_patient_file_is_refused(tmp_path: Path, content: str | bytes, says: str) -> None:
    error = refused(tmp_path, content)

    assert error.exit_code == 14
    assert says in str(error)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ("3", "no list"),
        ('{"rows": []}', "no list"),
        ("[]", "no record"),
        ("[3]", "no object"),
        ('[{"what": 1}]', "not known"),
        ('[{"when": ["2026"]}]', "neither text"),
        ('[{"when": true}]', "neither text"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_json_that_is_no_patient_file_is_refused(tmp_path: Path, content: str, says: str) -> None:
    error = refused(tmp_path, content, name="patient.json")

    assert error.exit_code == 14
    assert says in str(error)


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    assert "at most" in str(refused(tmp_path, "x" * 2_000_001))
    assert "at most" in str(refused(tmp_path, HEADER + f"\n{AT},note,,,,,,".replace(",,", ",", 1) * 5_001))
    with pytest.raises(WaneError, match="cannot be read"):
        read_patient(tmp_path / "absent.csv", zone=None, weight_kg=None)


CELLS = st.one_of(
    st.sampled_from(
        ["", "score", "session", "relapse", "note", "PHQ-9", "NRS pain", "12", "-1", "1e9", "ketamine", "iv", "sc"]
    ),
    st.sampled_from(
        ["0.5 mg/kg", "35 mg", "40 min", "bolus", "2026-03-02T09:00Z", "2026-03-02T09:00", "2026-13-40", "0"]
    ),
    st.text(max_size=12),
)


@given(rows=st.lists(st.lists(CELLS, min_size=0, max_size=9), max_size=5), weight=st.sampled_from([None, 70.0]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_at_all_give_records_or_one_sentence(
    tmp_path: Path, rows: list[list[str]], weight: float | None
) -> None:
    path = tmp_path / "patient.csv"
    path.write_bytes("\n".join([HEADER, *(",".join(row) for row in rows)]).encode("utf-8", "surrogatepass"))
    try:
        assert read_patient(path, zone=None, weight_kg=weight).records
    except WaneError as error:
        assert "\n" not in str(error)
        assert 10 <= error.exit_code <= 15


@given(content=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".json"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all_give_one_sentence(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"patient{suffix}"
    path.write_bytes(content)
    with pytest.raises(WaneError) as caught:
        read_patient(path, zone=None, weight_kg=None)
    assert "\n" not in str(caught.value)
