"""The terminal page of a session plan: plain text, some 100 columns, readable without colour."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import TextIO

from wane.plan.session_plan import SessionPlan
from wane.report.evidence_words import describe
from wane.report.page import FindingGroup, Page, SummaryRow, page_of
from wane.report.sources import Citation, Describe
from wane.report.wording import NOT_KNOWN, confidence_words, is_range

WIDTH = 100
WORD_WIDTH = 11
INDENT = COLUMN_GAP = 2
LAST_WIDTH = 20
OPEN_ANY_ID = "Any id on this page opens with: wane evidence show ID"
BOLD, PLAIN = "\033[1m", "\033[0m"
ASCII_FOR = str.maketrans(
    {
        "–": "-",
        "·": "*",
        "●": "*",
        "○": ".",
        "—": "-",
        "’": "'",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "−": "-",
        "═": "=",
        "─": "-",
    }
)


def render_text(plan: SessionPlan, *, compare: SessionPlan | None = None, describe: Describe = describe) -> str:
    """The page as plain text, ending in a newline."""
    return "\n".join(line.rstrip() for line in _lines(page_of(plan, compare=compare, describe=describe))) + "\n"


def write_text(plan: SessionPlan, stream: TextIO, *, compare: SessionPlan | None = None) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    text = render_text(plan, compare=compare)
    if stream.isatty():
        text = "\n".join(f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in text.split("\n"))
    stream.write(carried_by(text, stream.encoding or "ascii"))


def carried_by(text: str, encoding: str) -> str:
    """`text`, or its ASCII spelling where `encoding` cannot hold it."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.translate(ASCII_FOR).encode("ascii", "replace").decode("ascii")
    return text


def is_heading(line: str) -> bool:
    """Headings and the words of the first screen start in the first column, in capitals."""
    return bool(line) and line[0].isalpha() and line.split("  ", maxsplit=1)[0].isupper()


def _lines(page: Page) -> Iterator[str]:
    """The whole page, first what must be found in a hurry."""
    yield from _first_screen(page)
    yield from section("EXPECTED", _summary(page))
    yield from section("FINDINGS", _findings(page.findings))
    yield from section(NOT_KNOWN.upper(), (f"{question} ({asked})" for question, asked in page.missing))
    yield from section("PUMP", _pump(page))
    yield from section("MONITORING", _monitoring(page), hang=9)
    yield from section("WATCH WHILE IT RUNS", page.watch)
    yield from section("STOP AND CALL HELP", page.stop)
    yield from section("LEAVING AND DRIVING", (*page.leaving, *(f"[ ] {item}" for item in page.checklist)))
    yield from section("AFTERCARE", page.aftercare)
    yield from section("OVER A COURSE OF SESSIONS", page.longterm)
    yield from section("LIMITS", page.limits)
    yield from section(
        "SOURCES", (*(_source(citation) for citation in page.citations if citation.mark), OPEN_ANY_ID), hang=5
    )
    yield ""
    yield from wrap(page.provenance, WIDTH, break_on_hyphens=False)
    yield from wrap(page.intended_use, WIDTH)


def _first_screen(page: Page) -> Iterator[str]:
    """Who, what, and the lines of the glance."""
    yield from wrap(page.title, WIDTH)
    yield from wrap(" · ".join(page.person), WIDTH)
    yield "─" * WIDTH
    yield from wrap(page.headline, WIDTH)
    yield ""
    for glance in page.glance:
        yield from _hanging(glance.word.upper().ljust(WORD_WIDTH), glance.lines)


def _hanging(word: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines beside a word in the left margin, wrapped under themselves."""
    margin = word
    for line in lines:
        yield from wrapped(line, first=margin, rest=" " * len(word))
        margin = " " * len(word)


def wrapped(line: str, *, first: str, rest: str) -> list[str]:
    """A line broken at spaces only, never before "%": an address stays whole, even where it is wider than the page."""
    lines = wrap(
        line.replace(" %", "\N{NO-BREAK SPACE}%"),
        WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
    return [part.replace("\N{NO-BREAK SPACE}%", " %") for part in lines]


def section(title: str, lines: Iterable[str], *, hang: int = 2) -> Iterator[str]:
    """A heading and its lines, indented; nothing where there are none."""
    body = list(lines)
    if not body:
        return
    yield ""
    yield title
    for line in body:
        if len(line) <= WIDTH - 2:
            yield "  " + line
        else:
            yield from wrapped(line, first="  ", rest=" " * (2 + hang))


def _summary(page: Page) -> Iterator[str]:
    """The table of numbers, the interval first; a second plan beside it; why some are not there."""
    if page.compared_with is None:
        heads: tuple[str, ...] = ("", "90 % interval", "median", "unit", "sources")
        rows = [(row.label, row.interval, row.median, row.unit, _marks(row.marks)) for row in page.summary]
        yield from table([heads, *rows], right=(1, 2))
    else:
        yield f"there: {page.compared_with}"
        heads = ("90 % interval (median)", "here", "there", "unit", "sources")
        beside = [_beside(row) for row in page.summary]
        yield from table([heads, *beside], right=(1, 2))
    yield from (f"{label}. Why: {reason}" for label, reason in page.reasons)


def _beside(row: SummaryRow) -> tuple[str, ...]:
    """One row of the table with both plans."""
    here, there = ((row.interval, row.median), row.compared or (NOT_KNOWN, NOT_KNOWN))
    return (
        row.label,
        _interval_and_median(*here),
        _interval_and_median(*there),
        row.unit,
        _marks(row.marks),
    )


def _interval_and_median(interval: str, median: str) -> str:
    """`110–310 (190)`, or the one thing there is."""
    return f"{interval} ({median})" if is_range(interval) else median


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> Iterator[str]:
    """Rows in columns as wide as their widest cell; columns in `right` end flush; the first wraps where it must."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    widths[-1] = min(widths[-1], LAST_WIDTH)
    widths[0] = min(widths[0] + INDENT, WIDTH - INDENT - sum(COLUMN_GAP + width for width in widths[1:]))
    flush = set(right)
    for row in rows:
        first = [line if i == 0 else " " * INDENT + line for i, line in enumerate(wrap(row[0], widths[0] - INDENT))]
        lines = zip_longest(first, *([cell] for cell in row[1:-1]), wrap(row[-1], widths[-1]), fillvalue="")
        for cells in lines if any(row) else ():
            yield (" " * COLUMN_GAP).join(
                cell.rjust(width) if i in flush else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )


def _findings(groups: Iterable[FindingGroup]) -> Iterator[str]:
    """Findings under their verdict, each with what it rests on."""
    for i, group in enumerate(groups):
        if i:
            yield ""
        yield f"{group.title.upper()} ({len(group.lines)})"
        for line in group.lines:
            yield f"- {line.sentence} ({line.basis}) {_marks(line.marks)}"


def _pump(page: Page) -> Iterator[str]:
    """What is drawn up and the settings in order."""
    if page.bag:
        yield page.bag
    if page.pump:
        yield from table([("from–to", "pump", "drug", "given by then"), *page.pump], right=(1, 2, 3))


def _monitoring(page: Page) -> Iterator[str]:
    """When, what, by which rule."""
    width = max((len(when) for when, _, _ in page.monitoring), default=0)
    yield from (f"{when.rjust(width)}  {what} {_marks(numbers)}" for when, what, numbers in page.monitoring)


def _source(citation: Citation) -> str:
    """One line of the sources list."""
    if citation.confidence is None:
        return f"[{citation.mark}] {citation.text}"
    checked = "" if citation.is_checked else "; not re-checked"
    link = f" {citation.link}" if citation.link else ""
    return f"[{citation.mark}] {citation.id}: {citation.text} ({confidence_words(citation.confidence)}{checked}){link}"


def _marks(numbers: tuple[int, ...]) -> str:
    """Marks as printed, neighbours as one range: `[4, 10, 12–15]`."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return f"[{', '.join(str(run[0]) if len(run) == 1 else f'{run[0]}–{run[-1]}' for run in runs)}]"
