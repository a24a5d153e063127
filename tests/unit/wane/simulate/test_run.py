"""A trial from Python: the answer of the command, kept in a folder where one is given, and as a table."""

from pathlib import Path

from tests.factories.designs import design, simulated
from wane.blocks.run import Progress
from wane.simulate.run import scores_frame, simulate_trial


def test_the_answer_is_that_of_the_blocks(tmp_path: Path) -> None:
    own, told = design(people=80), list[Progress]()

    answer = simulate_trial(own, folder=tmp_path, tell=told.append)

    assert answer.arms[0].by_day == simulated(own).arms[0].by_day
    assert told[-1].done == told[-1].total
    again = simulate_trial(own, folder=tmp_path, tell=told.append)
    assert told[-1].found == told[-1].total  # nothing was computed twice
    assert again.arms[0].by_day == answer.arms[0].by_day
    assert answer.code_version == again.code_version


def test_people_may_be_said_again_and_the_table_holds_every_visit() -> None:
    table = scores_frame(simulate_trial(design(draws=0), people=20))

    assert table.height == 2 * 6
    assert table["n"].unique().to_list() == [20]
    assert table["mean_low90"].null_count() == table.height  # no draws, no interval
