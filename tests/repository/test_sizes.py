"""A file that is read whole is a file whose bugs are seen."""

from pathlib import Path

import pytest

from tests.repository.tracked import ROOT, files_ending

LINES_AT_MOST = {"src": 300, "tests": 400, "benchmarks": 300, "docs": 300}  # tests hold their cases beside them


def lines(name: Path) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", files_ending(".py"), ids=str)
def test_a_python_file_is_short(name: Path) -> None:
    assert lines(name) <= LINES_AT_MOST[name.parts[0]], f"{name} has {lines(name)} lines: split it by noun"
