"""A file that is read whole is a file whose bugs are seen."""

from pathlib import Path

import pytest

from tests.repository.tracked import ROOT, files_ending

LINES_AT_MOST = {
    "src": 250,
    "tests": 400,
    "benchmarks": 300,
    "docs": 300,
    "studies": 300,
    "examples": 150,
    "requirements": 150,
}  # tests hold their cases beside them

# STYLE aims at some 150 lines. Longer than 250 only with a reason, and never longer than LISTED_AT_MOST.
LISTED_AT_MOST = 300
LONGER = {
    "src/wane/evidence/entry.py": "one short function for each kind of evidence file, all of them making one value",
    "src/wane/evidence/model_file.py": "one function for each part of a model file, in the order of the file",
    "src/wane/evidence/population_model.py": "the values of one model: fields and their meaning, no behaviour",
    "src/wane/fit/relief/outcome.py": "what one fit writes: its numbers, its priors and its table, one function each",
    "src/wane/fit/relief/predict.py": "one short function for each kind of number that an arm reports",
    "src/wane/fit/relief/rows.py": "rows of many layouts into readings, one function for each decision",
    "src/wane/models/interactions.py": "one function for each published effect on a parameter",
    "src/wane/models/people.py": "drawing people by each kind of recipe; the recipes share what they draw",
    "src/wane/plan/rules.py": "one rule from its row to its finding, with what makes it speak, travel or stay silent",
    "src/wane/report/forecast_figures.py": "one short function for each layer of the two panels",
    "src/wane/report/glance.py": "one short function for each line of the first screen, in its order",
    "src/wane/report/layers.py": "one short function for each layer of a figure",
    "src/wane/report/page.py": "one function for each part of the page, in the order of the page",
}


def lines(name: Path) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


WRITTEN_BY_HAND = [name for name in files_ending(".py") if name.parent.name != "migrations"]


@pytest.mark.parametrize("name", WRITTEN_BY_HAND, ids=str)
def test_a_python_file_is_short(name: Path) -> None:
    at_most = LISTED_AT_MOST if name.as_posix() in LONGER else LINES_AT_MOST[name.parts[0]]

    assert lines(name) <= at_most, f"{name} has {lines(name)} lines: split it by noun"


@pytest.mark.parametrize("name", LONGER)
def test_a_file_that_may_be_longer_exists_and_says_why(name: str) -> None:
    assert (ROOT / name).is_file()
    assert len(LONGER[name].split()) > 5
