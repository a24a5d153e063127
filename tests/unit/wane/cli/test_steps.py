"""Steps files: what is written is what runs; what cannot run says on which line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wane.cli.steps import read_steps
from wane.errors import ConflictError, FileFormatError, OutOfRangeError, UnitError, WaneError
from wane.units import Basis


def written(folder: Path, text: str) -> Path:
    path = folder / "steps.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_units_may_stand_in_the_cells(tmp_path: Path) -> None:
    first, second = read_steps(
        written(tmp_path, "start,duration,rate\n0 min,10 min,3 mg/kg/h\n10 min,1 h,0.2 mg/kg/h\n")
    )
    assert first.dose is not None
    assert second.dose is not None
    assert (first.start_h, first.end_h) == pytest.approx((0.0, 1 / 6))
    assert first.dose.basis is Basis.PER_KG
    assert (first.dose.amount, second.dose.amount) == pytest.approx((0.5, 0.2))
    assert (first.line, second.line) == (2, 3)


@pytest.mark.parametrize(
    "header",
    ["start_min,end_min,rate_mg_kg_h", "Start (min),End (min),Rate (mg/kg/h)", "start [min],end [min],rate [mg/kg/h]"],
)
def test_units_may_stand_in_the_header(tmp_path: Path, header: str) -> None:
    (step,) = read_steps(written(tmp_path, f"# induction\n{header}\n\n0,40,0.75\n"))
    assert step.dose is not None
    assert step.line == 4
    assert step.dose.basis is Basis.PER_KG
    assert (step.duration_h, step.dose.amount) == pytest.approx((2 / 3, 0.5))


def test_a_bolus_may_fall_into_a_running_rate(tmp_path: Path) -> None:
    steps = read_steps(
        written(tmp_path, "start,duration,dose\n0 min,40 min,35 mg\n10 min,0 min,5 mg\n40 min,20 min,5 mg HCl\n")
    )
    assert [step.duration_h for step in steps] == pytest.approx([2 / 3, 0.0, 1 / 3])


def test_a_rate_of_zero_is_a_pause(tmp_path: Path) -> None:
    steps = read_steps(written(tmp_path, "start_min,end_min,rate_mg_h\n0,10,60\n10,20,0\n20,30,60\n"))
    assert [step.dose is None for step in steps] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("", FileFormatError, "is empty"),
        ("start,duration,dose\n", FileFormatError, "no step"),
        ("start,duration,mystery\n0 min,1 min,2\n", FileFormatError, 'Line 1: the column "mystery" is not known'),
        ("start,start,dose\n", FileFormatError, "stands twice"),
        ("start,dose\n0 min,5 mg\n", FileFormatError, "needed are start"),
        ("start;duration;dose\n0 min;1 min;5 mg\n", FileFormatError, "Line 1"),
        ("start,duration,dose\n0 min,1 min\n", FileFormatError, "Line 2: each of the 3 columns"),
        ("start,duration,dose\n0 min,1 min,5 mg,6\n", FileFormatError, "Line 2"),
        ('start,duration,dose\n0 min,1 min,"5 mg\n', FileFormatError, "quotation mark"),
        ("start,duration,dose\n0,1 min,5 mg\n", UnitError, "Line 2: A time"),
        ("start,duration,dose\n0 min,1 min,-5 mg\n", OutOfRangeError, "Line 2: A dose"),
        ("start,end,dose\n5 min,1 min,5 mg\n", ConflictError, "Line 2: An end"),
        ("start,end,rate\n5 min,5 min,5 mg/h\n", ConflictError, "Line 2: A rate over no time"),
        ("start,end,rate\n0 min,20 min,5 mg/h\n10 min,30 min,5 mg/h\n", ConflictError, "Line 3: .* while line 2 runs"),
        (
            "start,duration,dose\n0 min,20 min,5 mg\n5 min,0 min,5 mg\n10 min,5 min,5 mg\n",
            ConflictError,
            "Line 4: .* while line 2 runs",
        ),
        (
            "start,end,rate\n30 min,40 min,5 mg/h\n0 min,10 min,5 mg/h\n",
            ConflictError,
            "Line 3: .* before the one on line 2",
        ),
        ("start,duration,dose\n" + "0 min,0 min,1 mg\n" * 501, FileFormatError, "at most 500"),
    ],
)
def test_a_file_that_cannot_run_says_where_and_why(tmp_path: Path, text: str, kind: type[WaneError], says: str) -> None:
    with pytest.raises(kind, match=says) as caught:
        read_steps(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="cannot be read"):
        read_steps(tmp_path / "absent.csv")
    for no_file in (tmp_path, Path("/dev/zero")):
        with pytest.raises(FileFormatError, match="not a file"):
            read_steps(no_file)
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(FileFormatError, match="not CSV text"):
        read_steps(tmp_path / "picture.csv")
    (tmp_path / "large.csv").write_bytes(b"0" * 1_000_001)
    with pytest.raises(FileFormatError, match="shorten it"):
        read_steps(tmp_path / "large.csv")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='start,duation\nend rm[]()_g/kh0123456789.-"#', max_size=120).map(str.encode),
    )
)
def test_any_bytes_give_steps_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "steps.csv"
    path.write_bytes(b"start,end,rate\n" * (len(content) % 2) + content)
    try:
        assert read_steps(path)
    except WaneError as error:
        assert "\n" not in str(error)
