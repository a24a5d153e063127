"""A score card as PDF by typst, with the vector figure; the same card gives the same bytes."""

import json
from pathlib import Path

from wane.report import theme
from wane.report.learn_words import left_out_words
from wane.report.pdf import CREATED_UNIX_S, STANDARD
from wane.report.score_card_figure import render_score_card_svg
from wane.report.score_card_words import (
    LIMITS,
    ScoreCardReport,
    asked_words,
    coverage_rows,
    duration_rows,
    line_rows,
    provenance_words,
    score_rows,
    subgroup_rows,
    title,
    verdict_sentences,
)
from wane.report.wording import INTENDED_USE

TEMPLATE = Path(__file__).parent / "templates" / "score_card.typ"


def render_score_card_pdf(report: ScoreCardReport) -> bytes:
    """The PDF file."""
    import typst

    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={
                "page": json.dumps(_page(report), ensure_ascii=False),
                "figure": render_score_card_svg(report, layout=theme.PRINT),
            },
            pdf_standards=[STANDARD],
            timestamp=CREATED_UNIX_S,
        )
    )


def _page(report: ScoreCardReport) -> dict[str, object]:
    """Every word of the page."""
    card = report.card
    return {
        "title": title(report),
        "asked": asked_words(report),
        "verdict": list(verdict_sentences(report)),
        "score_coverage": coverage_rows(card.scores),
        "scores": score_rows(card.scores),
        "duration_coverage": coverage_rows(card.durations),
        "durations": duration_rows(card.durations, report.fixed_days),
        "lines": line_rows(card),
        "groups": subgroup_rows(card),
        "left_out": list(left_out_words(report.left_out)),
        "limits": list(LIMITS),
        "provenance": provenance_words(report),
        "intended_use": INTENDED_USE,
    }
