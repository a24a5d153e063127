"""Findings: what should be looked at, who should, and nothing where there is nothing."""

from pathlib import Path

import pytest

from tests.factories.patient import forecast_of, relapse, score, session
from wane.forecast.person_forecast import OwnData

Rows = list[tuple[float, str]]
COURSE: Rows = [score(0, 19), *(session(3 * i + 0.1) for i in range(6)), score(16, 8), score(23, 7)]
ITEM9 = "PHQ-9 item 9"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (COURSE, []),
        ([*COURSE, score(23, 2, ITEM9)], ["item9.not_zero"]),
        ([score(0, 2, ITEM9), *COURSE, score(23, 0, ITEM9)], []),
        ([*COURSE, score(24, 27)], ["score.above_entry", "score.jump"]),
        ([*COURSE, score(24, 26), session(24.1)], ["score.above_entry", "score.jump"]),
        ([*COURSE, relapse(40)], ["relapse.recorded"]),
        ([*COURSE, relapse(40), session(41)], []),
        ([score(0, 19), score(7, 20)], ["score.above_entry"]),
        ([score(0, 19)], []),
    ],
)
def test_each_finding_has_its_cause(tmp_path: Path, rows: Rows, expected: list[str]) -> None:
    assert [one.id for one in forecast_of(tmp_path, rows).findings] == expected


def test_a_finding_says_who_should_look_and_where(tmp_path: Path) -> None:
    (found,) = forecast_of(tmp_path, [score(0, 1, ITEM9), *COURSE, score(23, 3, ITEM9)]).findings

    assert "clinician" in found.who
    assert "above the 1 at entry" in found.sentence
    assert found.line == 12


def test_leaving_own_scores_out_hides_no_finding(tmp_path: Path) -> None:
    rows = [*COURSE, score(24, 27)]
    found = forecast_of(tmp_path, rows, own_data=OwnData.LEFT_OUT)

    assert [one.id for one in found.findings] == ["score.above_entry", "score.jump"]


def test_a_fall_out_of_the_band_is_told_apart_from_a_rise(tmp_path: Path) -> None:
    rows: Rows = [score(0, 25), score(7, 25), score(14, 25), score(21, 0)]
    (found,) = forecast_of(tmp_path, rows).findings

    assert "below the 99 % band" in found.sentence
