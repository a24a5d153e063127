"""The terminal page of a forecast: plain text, some 100 columns, the answer first."""

import math
from collections.abc import Iterator
from typing import TextIO

from wane.forecast.chances import chance_words
from wane.forecast.intervals import Ending
from wane.forecast.person import Belief
from wane.forecast.person_forecast import PersonForecast, local_date
from wane.report.forecast_words import (
    band_words,
    day_words,
    headline,
    icons,
    option_words,
    risk_sentence,
    still_well_days,
    title,
)
from wane.report.rounding import round_to_band, round_without_band
from wane.report.text import BOLD, PLAIN, carried_by, is_heading, section, table, wrapped
from wane.report.wording import INTENDED_USE

LAST_INTERVALS = 7
SHOWN_DAYS = (0.0, 3.0, 7.0, 14.0, 21.0, 28.0, 42.0, 56.0, 84.0)


def render_forecast_text(forecast: PersonForecast) -> str:
    """The page as plain text, ending in a newline."""
    return "\n".join(line.rstrip() for line in _lines(forecast)) + "\n"


def write_forecast_text(forecast: PersonForecast, stream: TextIO) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    text = render_forecast_text(forecast)
    if stream.isatty():
        text = "\n".join(f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in text.split("\n"))
    stream.write(carried_by(text, stream.encoding or "ascii"))


def _lines(forecast: PersonForecast) -> Iterator[str]:
    yield title(forecast)
    yield from wrapped(asked_words(forecast), first="", rest="")
    yield "─" * 100
    yield from wrapped(headline(forecast), first="", rest="")
    yield from section("LOOK AT THIS FIRST", (f"{one.sentence} Who: {one.who}." for one in forecast.findings))
    yield from section("CHANCE STILL WELL", _still_well(forecast))
    yield from section("DAYS FROM THE LAST SESSION TO RELAPSE", _days(forecast))
    withheld = forecast.relief.withheld
    options = (option_words(option) for option in forecast.options) if withheld is None else (withheld,)
    yield from section("NEXT SESSION", options)
    yield from section("WHAT IS FORECAST", (forecast.event,))
    yield from section("SCORE EXPECTED", _score(forecast))
    yield from section("THIS PERSON", _person(forecast))
    yield from section("PAST INTERVALS", interval_words(forecast))
    yield from section("BASELINES", _baselines(forecast))
    yield from section("RESTS ON", (*basis_lines(forecast), _more(forecast)))
    yield from section("LIMITS", forecast.limits)
    made = forecast.provenance
    yield ""
    yield from wrapped(
        f"Wane {made.code_version}; evidence {made.evidence_digest[:12]}; {', '.join(made.models)}; seed {made.seed}; "
        f"{made.people:,} paths. {INTENDED_USE}",
        first="", rest="",
    )  # fmt: skip


def asked_words(forecast: PersonForecast) -> str:
    """Now, and the zone of the days."""
    asked = forecast.request
    is_last = any(record.at == asked.now for record in asked.records.records)
    now = f"now: {asked.now.astimezone(asked.records.zone):%-d %B %Y, %H:%M}"
    return f"{now}{' (the last record)' if is_last else ''} · days counted in {asked.records.zone_words}"


def _still_well(forecast: PersonForecast) -> Iterator[str]:
    """In words, whole per cent and icons, by days from now."""
    if forecast.relief.withheld is not None:
        return
    for words, p in still_well_days(forecast):
        yield f"{words:<34}{chance_words(p):>6}  {icons(p)}"
    if forecast.day_of_risk(forecast.risk) != 1:
        yield risk_sentence(forecast)


def _days(forecast: PersonForecast) -> Iterator[str]:
    """The intervals of the day of relapse."""
    found = forecast.relief.days_to_relapse
    if found is None:
        return
    for words, low, high in (
        ("50 %", found.low50, found.high50),
        ("80 %", found.low80, found.high80),
        ("90 %", found.low90, found.high90),
    ):
        yield f"{words}: {day_words(forecast, low)} to {day_words(forecast, high)}"
    horizon = day_words(forecast, forecast.relief.crossed.horizon_days if forecast.relief.crossed else None)
    yield f"median: {day_words(forecast, found.median)}; no relapse by {horizon}: {chance_words(found.beyond_horizon)}"


def _score(forecast: PersonForecast) -> Iterator[str]:
    """The score on some days from now: 80 % interval, median, chance at or above the line."""
    score, asked = forecast.relief.score, forecast.request
    rows = [("from now", "date", "80 % interval", "median", f"at or above {forecast.lines.relapse:g}")]
    for i, day in enumerate(score.days.tolist()):
        if day in SHOWN_DAYS:
            band = band_words(float(score.q10[i]), float(score.q90[i]))
            date = f"{local_date(asked.now, day, asked):%-d %b %Y}"
            chance = chance_words(float(forecast.relief.p_at_or_above_line[i]))
            rows.append((f"{day:g} d", date, band, f"{score.median[i]:g}", chance))
    yield from table(rows, right=(2, 3, 4))


def _person(forecast: PersonForecast) -> Iterator[str]:
    session = "a first session" if forecast.last_session is None else "the last session"
    before, after = forecast.relief.a_priori, forecast.relief.a_posteriori
    whole = forecast.prior.scale_max
    rows: list[tuple[str, ...]] = [("90 % interval (median)", "before own scores", "with own scores", "unit")]
    for name, first, second, top in (
        (f"half-life of relief after {session}", before.half_life_of_relief, after.half_life_of_relief, math.inf),
        ("relief that many sessions would reach", before.response, after.response, whole),
        ("level without treatment", before.untreated_level, after.untreated_level, whole),
    ):
        rows.append((name, belief_words(first, top), belief_words(second, top), first.unit))
    chances = (chance_words(before.chance_of_responding), chance_words(after.chance_of_responding))
    rows.append(("chance of being a responder", *chances, ""))
    yield from table(rows, right=(1, 2))
    yield from response_words(forecast)


def response_words(forecast: PersonForecast) -> Iterator[str]:
    """The last score against the first one; nothing before there are two."""
    found = forecast.response
    if found is None or found.fall_pct is None:
        return
    if len(forecast.request.records.scores(forecast.instrument.id)) > 1:
        change = f"a {'fall' if found.fall_pct >= 0.0 else 'rise'} of {abs(found.fall_pct):.0f} %"
        verdict = {True: "a response", False: "no response", None: "no line for a response"}[found.is_response]
        yield f"Score at entry {found.entry:g}, now {found.last:g}: {change} ({verdict})."


def belief_words(belief: Belief, top: float) -> str:
    """`5–16 (11)`; a bound off the scale, below 0 or above `top`, says so: `below 0 to 16 (8)`."""
    low, median, high = round_to_band((belief.low90, belief.median, belief.high90), belief.high90 - belief.low90)
    if belief.low90 >= 0.0 and belief.high90 <= top:
        return f"{low}–{high} ({median})"
    above = f"above {top:g}" if belief.high90 > top else high
    return f"{'below 0' if belief.low90 < 0.0 else low} to {above} ({median})"


def interval_words(forecast: PersonForecast) -> Iterator[str]:
    """How long relief lasted after each session so far."""
    if not any(interval.is_relapse for interval in forecast.intervals):
        yield "No own interval has ended in relapse yet."
    zone = forecast.request.records.zone
    if len(forecast.intervals) > LAST_INTERVALS:
        yield f"The last {LAST_INTERVALS} of {len(forecast.intervals)}:"
    for interval in forecast.intervals[-LAST_INTERVALS:]:
        start = f"{interval.start.astimezone(zone):%-d %b %Y}"
        at_least = "" if interval.is_relapse else "at least "
        if interval.ending is Ending.NOT_WELL:
            yield f"{start}: {interval.ending}, {interval.days:.0f} d later"
        else:
            yield f"{start}: {at_least}{interval.days:.0f} d, until {interval.ending}"


def _baselines(forecast: PersonForecast) -> Iterator[str]:
    for one in forecast.baselines:
        days = "no answer" if one.days is None else f"{round_without_band(round(one.days, 1))} d"
        yield f"{one.name.replace('_', ' ')}: {days} ({one.reason})"


def _more(forecast: PersonForecast) -> str:
    """What to type for another instrument and for the studies."""
    fit = forecast.basis.prior_source.split(maxsplit=1)[0]
    studies = f"; `wane evidence show {fit}` and --json name the studies" if forecast.basis.studies else ""
    return f"--instrument and --condition ask for another forecast{studies}."


def basis_lines(forecast: PersonForecast) -> Iterator[str]:
    """What the forecast rests on, a sentence each."""
    basis = forecast.basis
    yield basis.chosen
    yield basis.sentence
    for also in basis.also_used:
        yield f"Also used: {also.scores} of {also.instrument}; {also.how}."
    count = len(basis.studies)
    yield f"Prior {basis.prior}{f', from {count} studies' if count > 1 else ', from one study' if count else ''}."
    for x in forecast.exposures:
        spread = f" (90 % of people {x.low90:.2g}–{x.high90:.2g})" if x.high90 > x.low90 * 1.01 else ""
        nasal = "" if x.nasal is None else f"; counted at {x.nasal.value:.2g} of its AUC ({x.nasal.evidence})"
        yield f"Exposure of {x.ordered}: {x.median:.2g}{spread}, where 1 is racemate 0.5 mg/kg IV over 40 min{nasal}."
    for other in basis.not_used:
        yield f"Not used in this forecast: {other.scores} of {other.instrument}; {other.reason}."
    notes = forecast.provenance.notes
    yield from (f"Kinetics: {note}" for note in notes)
