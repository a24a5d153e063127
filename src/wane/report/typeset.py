"""A page set by typst: a template of ours, its words as JSON and one vector figure; the same words give the same bytes.

Words reach typst as data, so nothing in them is read as markup. Fonts are those that typst carries.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parent / "templates"
CREATED_UNIX_S: Final = 0
"""The one date every file carries: a page has no clock, and equal pages must give equal files."""
STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged, with reading order, headings, table heads and a text for the figure."""


def typeset(template: str, page: Mapping[str, object], figure: str) -> bytes:
    """The PDF file; `template` is a file of `templates`, `figure` an SVG."""
    import typst

    return bytes(
        typst.compile(
            (TEMPLATES / template).read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"page": json.dumps(page, ensure_ascii=False), "figure": figure},
            pdf_standards=[STANDARD],
            timestamp=CREATED_UNIX_S,
        )
    )
