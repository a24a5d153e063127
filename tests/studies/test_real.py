"""Real scores: how the two series are read, what is learned without sessions, and that no score leaves the study."""

from pathlib import Path

import numpy as np
import pytest

from studies.real import KINDS, STUDY, parts, read_bdi, read_mood, run
from studies.real_learning import Asked, learned
from studies.study import Part, Rows, Scale
from wane.blocks.job import Block
from wane.errors import FileFormatError
from wane.models.relief import History, Score

BDI, MOOD = (kind.file for kind in KINDS.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented people in the two files' own columns."""
    place, rng = tmp_path_factory.mktemp("scores"), np.random.default_rng(4)
    lines = ["id,drug,length,treatment,bdi.pre,bdi.2m,bdi.3m,bdi.5m,bdi.8m"]
    for person in range(12):
        scores = np.clip(np.round(rng.normal(14.0, 6.0) + rng.normal(0.0, 3.0, 5)), 0, 63).astype(int)
        lines.append(f"{person},No,>6m,TAU,{','.join(map(str, scores))}")
    lines.append("12,No,>6m,TAU,29,2,,,")
    (place / BDI).write_text("\n".join(lines), encoding="utf-8")
    lines = ["id,time,happiness.score"]
    for person in range(4):
        for day in range(1, 11):
            lines += [f"{person},2017-02-{day:02d} {hour}:00:00,{rng.integers(0, 5)}" for hour in ("08", "14", "20")]
    (place / MOOD).write_text("\n".join(lines), encoding="utf-8")
    return place


def rows_of(folder: Path, name: str) -> Rows:
    found = [Part(group=name, first=half, people=12, folder=folder) for half in (0, 1)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("studies.real_learning.STEPS", 3)  # enough to go the right way
        return [row for part in found for row in run(Block(index=part.first, seed=1), part)]


@pytest.fixture(scope="module")
def bdi(folder: Path) -> Rows:
    return rows_of(folder, "BDI")


def test_follow_ups_stand_at_their_months_and_the_entry_is_left_out(folder: Path) -> None:
    people = read_bdi(folder / BDI)

    assert [len(series) for series in people] == [4] * 12 + [1]
    assert [round(score.day / 30.4) for score in people[0]] == [2, 3, 5, 8]


def test_mood_is_the_mean_of_a_day_in_thirds(tmp_path: Path) -> None:
    rows = ["1,2017-01-03 08:00:00,2", "1,2017-01-01 08:00:00,1", "1,2017-01-01 20:00:00,1", "1,2017-01-01 22:00:00,2",
            "1,2017-01-02 08:00:00,NA", "1,2017-03-01 08:00:00,4"]  # fmt: skip
    (tmp_path / MOOD).write_text("\n".join(["id,time,happiness.score", *rows]), encoding="utf-8")

    (series,) = read_mood(tmp_path / MOOD)

    assert [(score.day, round(3.0 * score.value)) for score in series] == [(0.0, 4), (2.0, 6)]


def test_every_half_is_forecast_and_ranks_and_misses_alone_are_told(bdi: Rows) -> None:
    assert len({row["person"] for row in bdi}) == 12
    assert set(bdi[0]) == {"series", "person", "tau_d_days", "ahead", "rank", "forecast", "last", "own_mean"}
    assert all(0.0 <= float(str(row["rank"])) <= 1.0 for row in bdi)


def test_the_summary_has_a_line_for_each_series_and_distance(folder: Path, bdi: Rows) -> None:
    rows = STUDY.summarise([*bdi, *rows_of(folder, "mood")])

    assert STUDY.table(rows).count("\n") == 2 + 3  # the daily series is too short for a week ahead
    assert "vconcat" in (spec := STUDY.draw(rows).to_dict()) or "concat" in spec


def test_error_and_drift_are_learned_from_people_who_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studies.real_learning.STEPS", 5)
    rng = np.random.default_rng(2)
    levels = rng.normal(30.0, 8.0, 30)
    people = [
        History(records=tuple(Score(day=float(7 * i), value=float(np.round(level + rng.normal(0.0, 3.0))))
                              for i in range(10)))
        for level in levels
    ]  # fmt: skip

    found = learned(people, Asked(scale_max=63.0, step=1.0, tau_d_days=(28.0,)))

    assert found.untreated.mean == pytest.approx(levels.mean(), abs=1.0)
    assert found.untreated.sd == pytest.approx(levels.std(), abs=1.5)
    total = np.sqrt(np.exp(2.0 * found.log_se.mean) + np.exp(2.0 * found.log_sd.mean))
    assert total == pytest.approx(3.0, abs=0.5)


def test_a_folder_without_the_file_or_the_column_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="--scores names the folder"):
        read_bdi(tmp_path / BDI)
    (tmp_path / BDI).write_text("id,bdi.2m\n1,3\n", encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"no column bdi\.3m, bdi\.5m, bdi\.8m"):
        read_bdi(tmp_path / BDI)


def test_parts_are_the_two_halves_of_each_series(folder: Path) -> None:
    assert [(part.group, part.first) for part in parts(Scale.FULL, folder)] == [
        ("BDI", 0), ("BDI", 1), ("mood", 0), ("mood", 1),
    ]  # fmt: skip
