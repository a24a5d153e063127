"""A forecast as PDF: one A4 page by typst, with the vector figure; the same forecast gives the same bytes."""

import json
from pathlib import Path

from wane.forecast.chances import chance_words
from wane.forecast.person_forecast import PersonForecast
from wane.models.instruments import conditions
from wane.report import theme
from wane.report.forecast_figures import render_forecast_svg
from wane.report.forecast_text import asked_words, basis_lines, interval_words
from wane.report.forecast_words import headline, icons, options_words, still_well_days, title
from wane.report.pdf import CREATED_UNIX_S, STANDARD
from wane.report.wording import INTENDED_USE

TEMPLATE = Path(__file__).parent / "templates" / "forecast.typ"


def render_forecast_pdf(forecast: PersonForecast) -> bytes:
    """The PDF file."""
    import typst

    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={
                "page": json.dumps(_page(forecast), ensure_ascii=False),
                "figure": render_forecast_svg(forecast, layout=theme.PRINT),
            },
            pdf_standards=[STANDARD],
            timestamp=CREATED_UNIX_S,
        )
    )


def _page(forecast: PersonForecast) -> dict[str, object]:
    """Every word of the page."""
    made = forecast.provenance
    return {
        "title": title(forecast),
        "asked": f"{conditions()[forecast.condition]} · {asked_words(forecast)}",
        "headline": headline(forecast),
        "findings": [f"{one.sentence} Who: {one.who}." for one in forecast.findings],
        "still_well": [[words, chance_words(p), icons(p)] for words, p in still_well_days(forecast)],
        "options": list(options_words(forecast)),
        "event": forecast.event,
        "intervals": list(interval_words(forecast)),
        "basis": [line for line in basis_lines(forecast) if not line.startswith("Kinetics")],
        "limits": list(forecast.limits),
        "provenance": f"Wane {made.code_version}; evidence {made.evidence_digest[:12]}; {', '.join(made.models)}; "
        f"seed {made.seed}.",
        "intended_use": INTENDED_USE,
    }
