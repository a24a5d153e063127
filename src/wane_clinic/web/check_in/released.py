"""A forecast as its patient sees it: released by a clinician, interval first, in words and figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from wane_clinic.bridge.forecast import ForecastView, knows_all_but, view_forecast
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.bridge.shown import Days, days_shown
from wane_clinic.care.current import released_forecast_of, score_card_of_clinic
from wane_clinic.care.models import Score
from wane_clinic.web.drawings.icon_row import IconRow, draw_icon_row, filled

SHOWN_DAYS: Final = (7, 14, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A chance of still being well on a day, in words and figures."""

    day: str
    words: str
    icons: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedForecast:
    """A forecast that a clinician has released to this patient."""

    made_on: str
    released_by: str
    released_on: str
    event: str
    days: str
    chances: tuple[Chance, ...]
    basis: str


def released_forecast(answer: Score, zone: ZoneInfo, *, now: datetime) -> ReleasedForecast | None:
    """CDS-8: only what a clinician has released and not withdrawn, nothing where it was withheld, nor while forecasts
    are closed here. One that something newer has overtaken is hidden, the answer just given alone left aside: where the
    forecast did not expect that answer, it has overtaken it too.
    """
    stored, gate = released_forecast_of(answer.course), opened(score_card_of_clinic())
    view = None if stored is None else view_forecast(stored)
    if stored is None or view is None or view.days is None or stored.released_by is None or stored.released_at is None:
        return None
    if gate.gate is Gate.SILENT or not knows_all_but(stored, answer, now=now):
        return None
    return ReleasedForecast(
        made_on=f"{stored.happened_at.astimezone(zone):%-d %B %Y}",
        released_by=stored.released_by.full_name,
        released_on=f"{stored.released_at.astimezone(zone):%-d %B %Y}",
        event=view.event,
        days=_days(days_shown(stored.answer, gate=gate)),
        chances=_chances(view),
        basis=view.basis,
    )


def _days(days: Days | None) -> str:
    if days is None or days.low80 is None or days.median is None:
        return "Not enough data for a number of days."
    until = "the end of the 90 days that are looked at" if days.high80 is None else f"{days.high80:.0f} days"
    return (
        f"In 8 of 10 people like this, between {days.low80:.0f} and {until} after the last session; "
        f"half of them by {days.median:.0f}."
    )


def _chances(view: ForecastView) -> tuple[Chance, ...]:
    found = [one for one in view.still_well if one.day in SHOWN_DAYS]
    return tuple(
        Chance(
            day=f"{one.day} days after the last session",
            words=f"about {filled(one.p)} in 20 expected to be still well",
            # our own drawing: numbers and words of this module
            icons=mark_safe(draw_icon_row(IconRow(id=f"well-{one.day}", chance=one.p, words="Still well"))),
        )
        for one in found
    )
