"""Progress: one line where nobody watches, a bar that goes where somebody does; always on standard error."""

import io
import sys

import pytest

from wane.blocks.run import Progress
from wane.cli.progress import progress_of

STEPS = (Progress(done=1, total=3, found=1), Progress(done=2, total=3, found=1), Progress(done=3, total=3, found=1))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def tell_all() -> None:
    with progress_of("score card") as tell:
        for step in STEPS:
            tell(step)


def test_away_from_a_terminal_it_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell_all()

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "score card: 3 blocks, 1 of them from before.\n"


def test_on_a_terminal_it_is_a_bar_with_blocks_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")

    tell_all()

    assert "3/3" in terminal.getvalue()
    assert "left" in terminal.getvalue()
