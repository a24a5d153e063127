"""A forecast as PDF: one A4 page by typst, with the vector figure; the same forecast gives the same bytes."""

import math
from collections.abc import Iterator

from wane.forecast.chances import chance_words
from wane.forecast.person_forecast import PersonForecast
from wane.models.instruments import conditions
from wane.report import theme
from wane.report.forecast_figures import render_forecast_svg
from wane.report.forecast_text import asked_words, basis_lines, belief_words, interval_words, response_words
from wane.report.forecast_words import dated_words, headline, icons, rule_words, still_well_days, title
from wane.report.typeset import typeset
from wane.report.wording import INTENDED_USE


def render_forecast_pdf(forecast: PersonForecast) -> bytes:
    """The PDF file."""
    return typeset("forecast.typ", _page(forecast), render_forecast_svg(forecast, layout=theme.PRINT))


def _page(forecast: PersonForecast) -> dict[str, object]:
    """Every word of the page."""
    made = forecast.provenance
    return {
        "title": title(forecast),
        "asked": f"{conditions()[forecast.condition]} · {asked_words(forecast)}",
        "headline": headline(forecast),
        "findings": [f"{one.sentence} Who: {one.who}." for one in forecast.findings],
        "still_well": [[words, chance_words(p), icons(p)] for words, p in still_well_days(forecast)],
        "options": _options(forecast),
        "person": list(_person(forecast)),
        "event": forecast.event,
        "intervals": list(interval_words(forecast)),
        "basis": [line for line in basis_lines(forecast) if not line.startswith("Kinetics")],
        "limits": list(forecast.limits),
        "provenance": f"Wane {made.code_version}; evidence {made.evidence_digest[:12]}; {', '.join(made.models)}; "
        f"seed {made.seed}.",
        "intended_use": INTENDED_USE,
    }


def _options(forecast: PersonForecast) -> list[list[str]]:
    """(rule, date and risk, why) of each proposed next session."""
    if forecast.relief.withheld is not None:
        return [["No proposal", "none without a session", forecast.relief.withheld]]
    return [[rule_words(option), dated_words(option), option.reason] for option in forecast.options]


def _person(forecast: PersonForecast) -> Iterator[str]:
    """What is believed of this person, in sentences."""
    yield from response_words(forecast)
    before, after = forecast.relief.a_priori, forecast.relief.a_posteriori
    yield (
        f"Chance of being a responder {chance_words(after.chance_of_responding)}, before own scores "
        f"{chance_words(before.chance_of_responding)}."
    )
    half, level = after.half_life_of_relief, after.untreated_level
    yield f"Half-life of relief, 90 % (median): {belief_words(half, math.inf)} d."
    yield f"Level without treatment, 90 % (median): {belief_words(level, forecast.prior.scale_max)} points."
