"""A session plan as PDF: two or three A4 pages by typst, with the vector figure; the same plan gives the same bytes.

The page's words reach typst as JSON, so nothing in them is read as markup. Fonts are those that typst carries.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.evidence_words import describe
from wane.report.figures import render_svg
from wane.report.page import page_of
from wane.report.sources import Describe
from wane.report.wording import confidence_words

TEMPLATE = Path(__file__).parent / "templates" / "session.typ"
CREATED_UNIX_S = 0
"""The one date every file carries: a plan has no clock, and equal plans must give equal files."""
STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged, with reading order, headings, table heads and a text for the figure."""


def render_pdf(plan: SessionPlan, *, compare: SessionPlan | None = None, describe: Describe = describe) -> bytes:
    """The PDF file."""
    import typst

    page = asdict(page_of(plan, compare=compare, describe=describe))
    page["citations"] = [citation for citation in page["citations"] if citation["mark"]]
    for citation in page["citations"]:
        citation["confidence"] = citation["confidence"] and confidence_words(citation["confidence"])
    figure = render_svg(plan, compare=compare, layout=theme.PRINT, describe=describe)
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"page": json.dumps(page, ensure_ascii=False), "figure": figure},
            pdf_standards=[STANDARD],
            timestamp=CREATED_UNIX_S,
        )
    )
