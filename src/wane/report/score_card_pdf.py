"""A score card as PDF by typst, with the vector figure; the same card gives the same bytes."""

from wane.report import theme
from wane.report.learn_words import left_out_words
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
from wane.report.typeset import typeset
from wane.report.wording import INTENDED_USE


def render_score_card_pdf(report: ScoreCardReport) -> bytes:
    """The PDF file."""
    return typeset("score_card.typ", _page(report), render_score_card_svg(report, layout=theme.PRINT))


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
