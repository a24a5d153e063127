"""The terminal page of `wane how-long`: plain words, some 60 lines of 90 columns, to be read aloud."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

from wane.forecast.how_long_answers import HowLong
from wane.report import how_long_sections as sections
from wane.report import how_long_words as words
from wane.report.text import BOLD, PLAIN, carried_by, is_heading

WIDTH: Final = 90
MARGIN: Final = 10
DECIDES: Final = "It informs; a clinician decides."


def render_how_long_text(found: HowLong) -> str:
    """The page as plain text, ending in a newline."""
    return "\n".join(line.rstrip() for line in _lines(found)) + "\n"


def write_how_long_text(found: HowLong, stream: TextIO) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    text = render_how_long_text(found)
    if stream.isatty():
        text = "\n".join(f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in text.split("\n"))
    stream.write(carried_by(text, stream.encoding or "ascii"))


def _lines(found: HowLong) -> Iterator[str]:
    yield words.title(found)
    yield from textwrap.wrap(words.asked(found), WIDTH)
    yield "─" * WIDTH
    yield from textwrap.wrap(f"{words.headline(found)} It works means: {found.works_words}.", WIDTH)
    yield ""
    yield from _table(sections.amounts(found))
    yield ""
    yield from _table(sections.changes(found))
    yield ""
    for word, sentences in sections.sections(found):
        yield from _beside(word.upper(), sentences)
    yield from textwrap.wrap(f"{sections.made(found)} {DECIDES}", WIDTH)


def _beside(word: str, sentences: Iterable[str]) -> Iterator[str]:
    """Sentences in one paragraph beside a word in the margin; nothing where there are none."""
    yield from textwrap.wrap(
        " ".join(sentences), WIDTH, initial_indent=word.ljust(MARGIN), subsequent_indent=" " * MARGIN,
        break_on_hyphens=False,
    )  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns as wide as their widest cell, two spaces apart."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
