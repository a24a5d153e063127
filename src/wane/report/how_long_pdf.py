"""The answers of `wane how-long` as PDF: one A4 page by typst, with the vector figure; same answers, same bytes."""

from collections.abc import Sequence

from wane.forecast.how_long_answers import HowLong
from wane.report import how_long_sections as sections
from wane.report import how_long_words as words
from wane.report import theme
from wane.report.how_long_figures import render_how_long_svg
from wane.report.typeset import typeset
from wane.report.wording import INTENDED_USE, capitalised

HEADING_CHARACTERS = 100


def render_how_long_pdf(found: HowLong) -> bytes:
    """The PDF file."""
    return typeset("how_long.typ", _page(found), render_how_long_svg(found, layout=theme.PRINT))


def _page(found: HowLong) -> dict[str, object]:
    """Every word of the page."""
    head, *rows = sections.amounts(found)
    return {
        "title": words.title(found),
        "asked": words.asked(found),
        "headline": words.headline(found),
        "works": f"It works means: {found.works_words}.",
        "amounts": [[head[0].capitalize(), *head[1:]], *rows],
        "columns": _balanced(
            [(capitalised(word), " ".join(sentences)) for word, sentences in sections.sections(found) if sentences]
        ),
        "made": f"{INTENDED_USE} {sections.made(found)}",
    }


def _balanced(paragraphs: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    """Two columns of about the same height; a heading counts as a line and a half."""
    heights = [len(text) + HEADING_CHARACTERS for _, text in paragraphs]
    cut = min(range(1, len(paragraphs)), key=lambda k: abs(sum(heights[:k]) - sum(heights[k:])))
    return [paragraphs[:cut], paragraphs[cut:]]
