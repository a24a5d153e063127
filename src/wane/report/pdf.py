"""A session plan as PDF: some four A4 pages by typst, with the vector figure; the same plan gives the same bytes."""

from dataclasses import asdict

from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.evidence_words import describe
from wane.report.figures import render_svg
from wane.report.page import page_of
from wane.report.sources import Describe
from wane.report.typeset import typeset
from wane.report.wording import confidence_words


def render_pdf(plan: SessionPlan, *, compare: SessionPlan | None = None, describe: Describe = describe) -> bytes:
    """The PDF file."""
    page = asdict(page_of(plan, compare=compare, describe=describe))
    page["citations"] = [citation for citation in page["citations"] if citation["mark"]]
    for citation in page["citations"]:
        citation["confidence"] = citation["confidence"] and confidence_words(citation["confidence"])
    figure = render_svg(plan, compare=compare, layout=theme.PRINT, describe=describe)
    return typeset("session.typ", page, figure)
