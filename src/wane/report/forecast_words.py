"""Words of a forecast that its pages share: headline, chances, icons, options."""

from collections.abc import Iterator

from wane.forecast.chances import chance_words as chance_words  # noqa: PLC0414  other pages take it from here
from wane.forecast.person_forecast import Option, PersonForecast, local_date
from wane.report.wording import joined_range

ICONS = 20
WELL, NOT_WELL = "●", "○"
AHEAD_DAYS = (0.0, 7.0, 14.0, 21.0, 28.0, 42.0, 56.0, 84.0)
RULE_WORDS = {"risk": "By the accepted risk (default)", "rule_2": "By bad days spared", "ladder": "By the ladder"}
ONE_IN = {0.5: "1 in 2", 0.25: "1 in 4", 0.2: "1 in 5", 0.1: "1 in 10", 0.05: "1 in 20"}


def title(forecast: PersonForecast) -> str:
    """`Relief forecast, PHQ-9`."""
    return f"Relief forecast, {forecast.instrument.name}"


def headline(forecast: PersonForecast) -> str:
    """How long relief is expected to last, with its interval, and when the accepted risk is reached."""
    found, since = forecast.relief.days_to_relapse, forecast.relief.now_since_session
    if found is None or since is None:
        return f"{forecast.relief.withheld}"
    if found.median == 1:
        over = chance_words(1.0 - (forecast.still_well_on(1.0) or 0.0))
        from_day = "from the day after the last session on"
        return f"Expected at or above the relapse line of {forecast.lines.relapse:g} {from_day} (chance {over})."
    horizon = len(_still_well(forecast))
    if found.median is None:
        return f"Relief expected to last beyond day {horizon} after the last session; {risk_sentence(forecast)}"
    high = f"beyond day {horizon}" if found.high80 is None else date_words(forecast, found.high80)
    low = date_words(forecast, found.low80)
    low = low if found.high80 is None else low.removesuffix(f" {high[-4:]}")  # the year once, where it is one
    until = f"to {date_words(forecast, found.median)} (80 %: {low} to {high})"
    span = f"{found.median} days after the last session, {until}"
    if found.median <= since:
        well = chance_words(forecast.still_well_on(since) or 0.0)
        return f"Relief has probably ended: expected to last {span}; chance of still being well now {well}."
    return f"Relief expected to last {span}; {risk_sentence(forecast)}"


def risk_sentence(forecast: PersonForecast) -> str:
    """`1 in 5 chance of relapse by day 15 (4 May 2026).`"""
    words = ONE_IN.get(forecast.risk, chance_words(forecast.risk))
    day, since = forecast.day_of_risk(forecast.risk), forecast.relief.now_since_session
    if day is None or since is None:
        return f"the chance of relapse stays under {words} up to day {len(_still_well(forecast))}."
    passed = ", already passed" if day <= since else ""
    return f"{words} chance of relapse by {day_words(forecast, day)}{passed}."


def still_well_days(forecast: PersonForecast) -> Iterator[tuple[str, float]]:
    """(when in words, chance of still being well) on some days from now."""
    since, last = forecast.relief.now_since_session, forecast.last_session
    if since is None or last is None:
        return
    first = 0.0 if since >= 1.0 else 1.0  # nothing is looked at before 24 h
    for ahead in (first, *AHEAD_DAYS[1:]):
        day = since if ahead == 0.0 else float(round(since + ahead))  # now: what has been looked at by now
        p = forecast.still_well_on(day) if ahead <= forecast.request.horizon_days else None
        if p is not None:
            when = "now" if ahead == 0.0 else "in 1 day" if ahead == 1.0 else f"in {ahead:g} days"
            yield f"{when} ({local_date(last, day, forecast.request):%-d %b %Y})", p


def icons(p: float) -> str:
    """Twenty dots: the filled ones are still well."""
    well = round(ICONS * p)
    return WELL * well + NOT_WELL * (ICONS - well)


def option_words(option: Option) -> str:
    """One proposed next session in a sentence."""
    if option.date is None:
        return f"{rule_words(option)}: no date ({option.reason})"
    return f"{rule_words(option)}: {dated_words(option)}; {option.reason}"


def rule_words(option: Option) -> str:
    """The rule in words."""
    return RULE_WORDS.get(option.rule, option.rule)


def dated_words(option: Option) -> str:
    """`13 May 2026 (day 26), chance of relapse before it 20 %`, or that there is no date."""
    if option.date is None:
        return "no date"
    risk = "" if option.risk_before is None else f", chance of relapse before it {chance_words(option.risk_before)}"
    return f"{option.date:%-d %B %Y} (day {option.day:.0f}){risk}"


def date_words(forecast: PersonForecast, day: int | None) -> str:
    """`11 May 2026`, so many days after the last session."""
    last = forecast.last_session
    assert last is not None
    assert day is not None
    return f"{local_date(last, day, forecast.request):%-d %B %Y}"


def day_words(forecast: PersonForecast, day: int | None) -> str:
    """`day 24 (11 May 2026)`, or that it lies beyond the horizon."""
    last = forecast.last_session
    if day is None or last is None:
        return "beyond the horizon"
    return f"day {day} ({local_date(last, day, forecast.request):%-d %B %Y})"


def band_words(low: float, high: float) -> str:
    """`4–11`."""
    return joined_range(f"{low:g}", f"{high:g}")


def _still_well(forecast: PersonForecast) -> list[float]:
    chances = forecast.relief.chance_still_well
    return [] if chances is None else chances.tolist()
