"""A file that is read whole is a file whose bugs are seen."""

from pathlib import Path

import pytest

from tests.repository.tracked import ROOT, files_ending

LINES_AT_MOST = {"src": 300, "tests": 400, "benchmarks": 300, "docs": 300}  # tests hold their cases beside them

# file: the lines it may have, and why it is one concept all the same
LONGER: dict[str, tuple[int, str]] = {
    "src/wane/units.py": (400, "the doors where text becomes numbers: one parser and its tables, read side by side"),
}


def lines(name: Path) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", files_ending(".py"), ids=str)
def test_a_python_file_is_short_or_says_why(name: Path) -> None:
    allowed, _ = LONGER.get(name.as_posix(), (LINES_AT_MOST[name.parts[0]], ""))

    assert lines(name) <= allowed, f"{name} has {lines(name)} lines: split it by noun, or say in LONGER why not"


@pytest.mark.parametrize("name", LONGER)
def test_a_longer_file_is_still_long(name: str) -> None:
    assert lines(Path(name)) > LINES_AT_MOST[Path(name).parts[0]]
