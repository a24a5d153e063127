"""The forecast as the page words it: the interval before the point, what it rests on, and what it does not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from wane_clinic.bridge.forecast import PastInterval, view_forecast
from wane_clinic.bridge.gate import Gate, Opened
from wane_clinic.bridge.parameters import parameter_rows
from wane_clinic.bridge.shown import Band, Days, day_of_risk, days_shown, well_on
from wane_clinic.bridge.why import amount, believed_words
from wane_clinic.care.models import StoredForecast
from wane_clinic.web.drawings.icon_row import IconRow, draw_icon_row, filled
from wane_clinic.web.times import chance_words, clinic_zone, day_words, days_between, percent

LOOK_AHEAD: Final = 14.0
GOES_ON: Final = frozenset({"next session", "now"})
"""Ends of an interval that say only how long relief lasted at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WellRow:
    """One line of "chance still well": when, in words, in whole per cents, as figures."""

    when: str
    words: str
    percent: str
    count: str
    icons: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPanel:
    """Everything that the forecast's part of the page says."""

    stored: StoredForecast
    event: str
    withheld: str
    relief: str
    risk: str
    well: tuple[WellRow, ...]
    width: str
    intervals: tuple[tuple[str, str], ...]
    has_own_ends: bool
    own_scores: int
    basis: str
    limits: tuple[str, ...]
    caution: str
    findings: tuple[dict[str, Any], ...]
    parameters: tuple[dict[str, str], ...]
    made: str
    is_old: bool
    gate: Gate


def forecast_panel(
    stored: StoredForecast, *, today: datetime, gate: Opened, bands: Sequence[Band], other: Sequence[Band]
) -> ForecastPanel:
    """The panel of a stored forecast; `other` are the bands with own data turned the other way."""
    view, zone = view_forecast(stored), clinic_zone()
    by = "the clinic's clock" if stored.entered_by is None else stored.entered_by.full_name
    return ForecastPanel(
        stored=stored,
        event=view.event,
        withheld=view.withheld or "",
        relief=relief_sentence(days_shown(stored.answer, gate=gate)),
        risk=risk_sentence(stored.answer),
        well=tuple(_well_rows(stored, today)),
        width=width_sentence(bands, other, stored.own_data),
        intervals=tuple(_interval_words(one, today) for one in _told_first(view.intervals)),
        has_own_ends=any(one.ended_by not in GOES_ON for one in view.intervals),
        own_scores=view.own_scores,
        basis=view.basis,
        limits=view.limits,
        caution=next((one for one in view.limits if "upper estimate" in one), ""),
        findings=view.findings,
        parameters=tuple(_parameters(stored.answer)),
        made=f"{day_words(stored.happened_at, zone, now=today)} by {by}",
        is_old=days_between(stored.happened_at, today) > 1.0,
        gate=gate.gate,
    )


def _told_first(intervals: Sequence[PastInterval]) -> list[PastInterval]:
    """Those that ended in relapse first, then the longest."""
    return sorted(intervals, key=lambda one: (one.ended_by in GOES_ON, -one.days))


def _interval_words(one: PastInterval, today: datetime) -> tuple[str, str]:
    least = "at least " if one.ended_by in GOES_ON else ""
    how = {"now": "still going on", "next session": "then the next session"}.get(one.ended_by, one.ended_by)
    start = day_words(datetime.fromisoformat(one.start), clinic_zone(), now=today)
    return f"{least}{one.days:.0f} d", f"from {start}, {how}"


def _parameters(answer: dict[str, Any]) -> Iterator[dict[str, str]]:
    for row in parameter_rows(answer):
        yield {
            "id": row.id.replace("_", "-"),
            "name": row.name,
            "typical": "not known" if row.typical is None else believed_words(row.typical),
            "a_priori": believed_words(row.a_priori),
            "a_posteriori": believed_words(row.a_posteriori),
        }


def relief_sentence(days: Days | None) -> str:
    """`between 13 and 41 days after the last session (80 %), half of people like this one by day 24`."""
    if days is None:
        return ""
    if days.low80 is None:
        return "to last beyond the 90 days that were looked at, in at least 9 of 10 drawn futures"
    half = "half end after that" if days.median is None else f"half end by day {days.median:.0f}"
    if days.high80 is None:
        return (
            f"to last {days.low80:.0f} days or longer after the last session (80 %, open above: beyond what was "
            f"looked at); {half}"
        )
    if round(days.high80) <= 1:
        return "to have ended by the first day after the last session, in at least 9 of 10 drawn futures"
    return f"to last between {days.low80:.0f} and {days.high80:.0f} days after the last session (80 %); {half}"


def risk_sentence(answer: dict[str, Any]) -> str:
    """`1 in 5 chance of relapse before day 15`, by the risk that was accepted."""
    day, risk = day_of_risk(answer), answer["asked"]["risk"]
    if not answer["chance_still_well"]:
        return ""
    if day is None:
        return f"The chance of relapse stays within the accepted {percent(risk)} as far as was looked."
    said = chance_words(risk)
    return f"{said[0].upper()}{said[1:]} ({percent(risk)}) relapse before day {day} after the last session."


def width_sentence(bands: Sequence[Band], other: Sequence[Band], own_data: str) -> str:
    """How wide the 90 % band is in two weeks, with own data and without."""
    here, there = _near(bands), _near(other)
    if here is None:
        return ""
    said = f"In {here.day:.0f} days between {amount(here.q05)} and {amount(here.q95)} points (90 %)"
    if there is None:
        return f"{said}."
    beside = "from the average of studies alone" if own_data == "used" else "with own data"
    return f"{said}; {beside} between {amount(there.q05)} and {amount(there.q95)}."


def _near(bands: Sequence[Band]) -> Band | None:
    return min(bands, key=lambda one: abs(one.day - LOOK_AHEAD), default=None)


def _well_rows(stored: StoredForecast, today: datetime) -> list[WellRow]:
    rows = []
    for one in well_on(stored.answer, today=today):
        icons = IconRow(id=f"well-{one.ahead}", chance=one.chance, words=f"Still well in {one.ahead} days")
        rows.append(
            WellRow(
                when=f"in {one.ahead} days, {day_words(date.fromisoformat(one.date), clinic_zone())}",
                words=chance_words(one.chance),
                percent=percent(one.chance),
                count=f"{filled(one.chance)} of 20",
                icons=mark_safe(draw_icon_row(icons)),  # our own drawing, escaped there
            )
        )
    return rows
