"""The terminal page of `wane simulate`: every arm, its scores, relapse, sessions and the hours of one session."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from wane.report import trial_words as words
from wane.report.text import BOLD, PLAIN, carried_by, is_heading
from wane.simulate.answers import TrialAnswer

WIDTH: Final = 100
VISITS: Final = 12  # at most, in the text; the JSON and the page hold all


def render_trial_text(answer: TrialAnswer) -> str:
    """The page as plain text, ending in a newline."""
    return "\n".join(line.rstrip() for line in _lines(answer)) + "\n"


def write_trial_text(answer: TrialAnswer, stream: TextIO) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    text = render_trial_text(answer)
    if stream.isatty():
        text = "\n".join(f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in text.split("\n"))
    stream.write(carried_by(text, stream.encoding or "ascii"))


def _lines(answer: TrialAnswer) -> Iterator[str]:
    yield words.title(answer)
    yield from textwrap.wrap(words.asked(answer) + ".", WIDTH)
    yield "─" * WIDTH
    yield from textwrap.wrap(words.HOW_TO_READ, WIDTH)
    for arm in answer.arms:
        yield ""
        yield from textwrap.wrap(f"SCORES    {arm.name}: {arm.words}", WIDTH, subsequent_indent=" " * 10)
        yield from _table([words.score_heads(answer), *words.score_rows(answer, arm, VISITS)])
    if any(arm.relapse is not None for arm in answer.arms):
        yield from ("", "RELAPSE")
        yield from _table([words.RELAPSE_HEADS, *words.relapse_rows(answer)])
    yield from ("", "BURDEN")
    yield from _table([words.BURDEN_HEADS, *words.burden_rows(answer)])
    if hours := words.session_rows(answer):
        yield from ("", "ONE SESSION")
        yield from _table([words.SESSION_HEADS, *hours])
    yield from ("", "NOTES")
    for note in (*answer.notes, *words.reasons(answer)):
        yield from textwrap.wrap(note, WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield from textwrap.wrap(f"{words.made(answer)} {words.DECIDES}", WIDTH)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns as wide as their widest cell, two spaces apart."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
