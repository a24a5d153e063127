"""Past intervals and baselines, by hand."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.factories.patient import records_of, relapse, score, session
from wane.forecast.intervals import Baseline, Ending, baselines, days_between, past_intervals
from wane.models.instruments import instruments

PHQ9 = instruments()["phq9"]
Rows = list[tuple[float, str]]


def intervals_of(folder: Path, rows: Rows) -> list[tuple[float, Ending]]:
    records = records_of(folder, rows)
    return [(i.days, i.ending) for i in past_intervals(records, "phq9", 10.0, records.records[-1].at)]


def plain(folder: Path, rows: Rows) -> dict[str, Baseline]:
    records = records_of(folder, rows)
    intervals = past_intervals(records, "phq9", 10.0, records.records[-1].at)
    return {one.name: one for one in baselines(records, intervals, "phq9", PHQ9.remission, 10.0)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([score(0, 19)], []),
        ([session(0)], [(0.0, Ending.NOW)]),
        ([session(0), session(4)], [(4.0, Ending.SESSION), (0.0, Ending.NOW)]),
        ([session(0), score(7, 6), score(14, 11)], [(14.0, Ending.SCORE)]),
        ([session(0), score(7, 12)], [(7.0, Ending.NOT_WELL)]),
        ([session(0), score(7, 6), relapse(9)], [(9.0, Ending.RELAPSE)]),
        ([session(0), score(7, 6), score(7, 20, "MADRS"), score(9, 7)], [(9.0, Ending.NOW)]),
        ([score(0, 19), session(0), score(7, 6)], [(7.0, Ending.NOW)]),
    ],
    ids=["no session", "now", "next", "score", "never well", "relapse", "other instrument", "score before the session"],
)
def test_an_interval_ends_with_what_came_first(
    tmp_path: Path, rows: Rows, expected: list[tuple[float, Ending]]
) -> None:
    assert intervals_of(tmp_path, rows) == expected


def test_the_ladder_is_a_week_longer_in_remission_and_a_week_shorter_at_the_line(tmp_path: Path) -> None:
    course = [session(0), session(21)]

    assert plain(tmp_path, [*course, score(30, 4)])["ladder"].days == 28.0
    assert plain(tmp_path, [*course, score(30, 7)])["ladder"].days == 21.0
    assert plain(tmp_path, [*course, score(30, 10)])["ladder"].days == 14.0
    assert plain(tmp_path, [*course, score(30, 4), relapse(31)])["ladder"].days == 14.0


def test_the_ladder_stays_within_the_spacing(tmp_path: Path) -> None:
    assert plain(tmp_path, [session(0), session(4), score(6, 15)])["ladder"].days == 3.0
    assert plain(tmp_path, [session(0), session(80), score(90, 1)])["ladder"].days == 84.0


def test_the_own_mean_counts_only_intervals_that_ended_in_relapse(tmp_path: Path) -> None:
    rows = [session(0), score(5, 6), score(20, 12), session(21), score(25, 6), relapse(51), session(52), score(60, 5)]

    assert plain(tmp_path, rows)["own_mean"].days == pytest.approx(25.0)


@pytest.mark.parametrize("rows", [[score(0, 19)], [session(0)], [session(0), session(7)]])
def test_a_baseline_without_an_answer_says_why(tmp_path: Path, rows: Rows) -> None:
    ladder = plain(tmp_path, rows)["ladder"]

    assert ladder.days is None
    assert ladder.reason


def test_days_are_of_24_hours_across_a_change_of_the_clocks() -> None:
    london = ZoneInfo("Europe/London")
    before, after = datetime(2026, 10, 24, 12, 0, tzinfo=london), datetime(2026, 10, 25, 12, 0, tzinfo=london)

    assert days_between(before, after) == pytest.approx(25.0 / 24.0)


def test_the_ladder_neither_repeats_what_is_too_short_nor_what_is_too_long(tmp_path: Path) -> None:
    for gap, days in ((0.2, 3.0), (30.0, 30.0), (185.0, 84.0)):
        rows = [score(0, 19), session(1), session(1 + gap), score(4 + gap, 8)]
        assert plain(tmp_path, rows)["ladder"].days == days
