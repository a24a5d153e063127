"""The terminal page of `wane learn`: what was learned, what moved, who was left out."""

from collections.abc import Iterator
from typing import TextIO

from wane.report.learn_words import (
    LearnReport,
    convergence_words,
    headline,
    left_out_words,
    provenance_words,
    reach_words,
    sentences,
    subject_words,
)
from wane.report.text import carried_by, section, table, wrapped

LIMITS = (
    "Learned: what sums can tell. Kept as published: times of drift, onset and memory, the luck of one session.",
    "People who stop being scored when they are well, or ill, bend what is learned; nothing here can see that.",
    "Check it before use: wane score-card on people who were not learned from.",
)


def write_learn_text(report: LearnReport, stream: TextIO) -> None:
    """Write the page, ASCII where the stream cannot carry more."""
    text = "\n".join(line.rstrip() for line in _lines(report)) + "\n"
    stream.write(carried_by(text, stream.encoding or "ascii"))


def _lines(report: LearnReport) -> Iterator[str]:
    yield f"Prior of relief learned here: {subject_words(report)}"
    yield from wrapped(headline(report), first="", rest="")
    yield from section("WHAT MOVED", sentences(report))
    yield from section("BEFORE AND AFTER", _table(report))
    yield from section("STEPS", (convergence_words(report),))
    yield from section(f"LEFT OUT ({len(report.left_out)})", left_out_words(report.left_out))
    yield from section("LIMITS", LIMITS)
    yield ""
    if report.written is not None:
        yield from wrapped(f"Written: {report.written}; use it with wane forecast --prior.", first="", rest="")
    yield from wrapped(provenance_words(report), first="", rest="")


def _table(report: LearnReport) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [("typical (middle 90 % of people)", "published", "here", "unit")]
    rows += [(one.what, reach_words(one.before), reach_words(one.after), one.unit) for one in report.moves]
    yield from table(rows, right=(1, 2))
