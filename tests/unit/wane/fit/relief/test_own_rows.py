"""Trials of one's own: read as the shipped rows are, fitted beside them, refused in one sentence."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wane.cli import run
from wane.errors import ConflictError, FileFormatError, UnknownNameError, WaneError
from wane.fit.relief.own_rows import read_own_rows
from wane.fit.relief.posterior import stored_fits
from wane.fit.relief.problem import readings_of, relief_problem
from wane.fit.relief.run import Places, fit_condition

HEAD = (
    "id,study,condition,drug,route,dose,dose_unit,schedule,n,scale,baseline_mean,baseline_sd,time_from,day,response_pct"
)
ROW = "mood_outcomes.mine_2026.1,Mine 2026,TRD,racemic,IV,0.5,mg/kg,single,40,MADRS,33,6,first_dose,1,90"
TABLE = f"{HEAD}\n{ROW}\n"


def test_a_row_is_read_as_the_shipped_ones_are() -> None:
    problem = relief_problem(read_own_rows(TABLE, "mine.csv"))
    (own,) = (reading for reading in problem.sorted_rows.readings if reading.row == "mood_outcomes.mine_2026.1")

    assert (own.arm.condition, own.arm.instrument, own.arm.untreated) == ("depression", "madrs", 33.0)
    assert (own.value, own.n, own.day, own.limit) == (90.0, 40.0, 1.0, 0.5)
    assert len(problem.sorted_rows.readings) == len(relief_problem().sorted_rows.readings) + 1


def test_an_own_trial_moves_the_fit_of_its_condition(tmp_path: Path) -> None:
    """Anxiety has few rows, so that one large trial moves it; the shipped files stay."""
    shipped = relief_problem()
    known = readings_of(shipped, "anxiety")[0].row
    like = next(one for one in shipped.rows if one["id"] == known)
    row = ROW.replace("TRD", like["condition"]).replace("MADRS,33,6", f"{like['scale']},14,3").replace(",40,", ",400,")
    problem = relief_problem(read_own_rows(f"{HEAD}\n{row[:-2]}5\n", "mine.csv"))
    assert "mood_outcomes.mine_2026.1" in {reading.row for reading in readings_of(problem, "anxiety")}
    fits = stored_fits(shipped)

    found = fit_condition(problem, "anxiety", fits, "test", places=Places(folder=tmp_path))

    assert found.hyper.pi < fits["anxiety"].hyper.pi - 0.02  # one in twenty responded
    assert "mood_outcomes.mine_2026.1" in (tmp_path / "fitted" / "relief_anxiety.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", FileFormatError, "no row"),
        (HEAD + "\n", FileFormatError, "no row"),
        ("id,study\n1,2\n", FileFormatError, "no column condition"),
        (TABLE.replace("mine_2026.1", "Mine"), FileFormatError, "a study and a number"),
        (TABLE.replace("mine_2026", "singh_2016"), ConflictError, "is taken"),
        (TABLE + ROW + "\n", ConflictError, "is taken"),
        (TABLE.replace("response_pct", "replies"), UnknownNameError, "replies"),
        (TABLE.replace(",90", ",many"), FileFormatError, 'response_pct is "many"'),
        (TABLE.replace(",90", ",90,1"), FileFormatError, "16 cells"),
        (f"{HEAD},use\n{ROW},validate\n", ConflictError, "use is validate"),
        (HEAD + '\n"x', FileFormatError, "no CSV"),
    ],
)
def test_a_fault_is_one_sentence_with_its_row(text: str, kind: type[WaneError], words: str) -> None:
    with pytest.raises(kind) as caught:
        read_own_rows(text, "mine.csv")

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_own_trials_never_enter_the_package_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.csv").write_text(TABLE)

    assert run(["evidence", "fit", "relief", "--trials", str(tmp_path / "mine.csv")]) == 15
    assert "--into" in capsys.readouterr().err
    assert run(["evidence", "fit", "relief", "--trials", "absent.csv", "--into", str(tmp_path / "o")]) == 14
    assert "cannot be read" in capsys.readouterr().err


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=150).map(lambda text: f"{HEAD}\n{text}"))
def test_whatever_the_table_holds_the_answer_is_rows_or_a_sentence(text: str) -> None:
    try:
        read_own_rows(text, "mine.csv")
    except WaneError as error:
        assert "\n" not in str(error)
