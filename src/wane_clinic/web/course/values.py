"""A stored course plan as its page words it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from wane_clinic.bridge.computed import Json
from wane_clinic.bridge.course import DAYS, options_to_book
from wane_clinic.bridge.gate import Gate, Opened
from wane_clinic.care.models import StoredCoursePlan, StoredForecast
from wane_clinic.people.settled import current
from wane_clinic.web.course.dated import FORECAST, UNSHOWN, name_of
from wane_clinic.web.times import chance_words, clinic_zone, day_words, percent, when_words

AHEAD_DAYS: Final = 70
CLOSED: Final = "the chance before it is not shown until forecasts were judged here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One date that may be booked, as a list offers it."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCard:
    """One option for the next session: its rule, date, the chance of relapse before it, and why."""

    name: str
    at: datetime | None
    iso: str
    date: str
    risk: str
    reason: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterRow:
    """A later session: a proposal and no more."""

    number: int
    phase: str
    date: str
    risk: str
    reason: str
    sources: tuple[str, ...]


def option_cards(answer: Json, *, now: datetime, gate: Opened) -> tuple[OptionCard, ...]:
    """The options, the chosen one first; one without a date says why. While forecasts are closed, no number of one."""
    found = sorted(answer["next_session"], key=lambda one: (not one["is_chosen"], one["at"] is None))
    return tuple(_card(one, now, is_closed=gate.gate is Gate.SILENT) for one in found)


def _card(one: Json, now: datetime, *, is_closed: bool) -> OptionCard:
    at = None if one["at"] is None else datetime.fromisoformat(one["at"])
    return OptionCard(
        name=name_of(one["dating"]),
        at=at,
        iso="" if at is None else at.isoformat(),
        date="no date" if at is None else when_words(at, clinic_zone(), now=now),
        risk=CLOSED if is_closed else risk_words(one["risk_before"]),
        reason=UNSHOWN if is_closed and one["dating"] in FORECAST else one["reason"],
        is_chosen=one["is_chosen"],
    )


def risk_words(risk: float | None) -> str:
    """`about 1 in 5 (19 %) relapse before it`."""
    return "chance of relapse before it: not enough data" if risk is None else (
        f"{chance_words(risk)} ({percent(risk)}) relapse before it"
    )  # fmt: skip


def later_rows(answer: Json, *, now: datetime) -> tuple[LaterRow, ...]:
    """Sessions after the next one."""
    zone = clinic_zone()
    return tuple(
        LaterRow(
            number=one["number"], phase=one["phase"],
            date=day_words(datetime.fromisoformat(one["at"]), zone, now=now),
            risk="" if one["risk_before"] is None else percent(one["risk_before"]),
            reason=one["reason"], sources=tuple(one["sources"]),
        )
        for one in answer["sessions"][1:]
    )  # fmt: skip


def days_to_choose(plan: StoredCoursePlan, forecast: StoredForecast | None, *, now: datetime) -> tuple[Choice, ...]:
    """Every clinic day that may be booked, with the chance of relapse before it, and the dates of the options."""
    options = [datetime.fromisoformat(one["at"]) for one in options_to_book(plan.answer)]
    if not options:
        return ()
    zone, chances = clinic_zone(), _chances(forecast)
    first, time = options[0], options[0].astimezone(zone).timetz()
    days = {at.astimezone(zone).date(): at for at in options if at > now}
    for day in _clinic_days(plan, now.astimezone(zone).date()):
        at = datetime.combine(day, time)
        if day not in days and at > now:
            days[day] = at
    return tuple(
        Choice(at=days[day], words=_choice_words(days[day], first, chances.get(day), now=now)) for day in sorted(days)
    )


def _choice_words(at: datetime, first: datetime, chance: float | None, *, now: datetime) -> str:
    words = when_words(at, clinic_zone(), now=now)
    if chance is not None:
        words += f", {percent(chance)} relapse before it"
    return f"{words}, proposed" if at == first else words


def _chances(forecast: StoredForecast | None) -> dict[date, float]:
    rows = [] if forecast is None else forecast.answer["chance_still_well"]
    return {date.fromisoformat(one["date"]): 1.0 - one["p"] for one in rows}


def _clinic_days(plan: StoredCoursePlan, today: date) -> Iterator[date]:
    weekdays = {DAYS.index(day) for day in current().weekdays if day in DAYS}
    given = [datetime.fromisoformat(one["at"]).date() for one in plan.answer["given"]]
    closest = plan.answer["asked"]["shortest_spacing_days"] or 1
    start = max([today, *(day + timedelta(days=closest) for day in given)])
    for ahead in range(AHEAD_DAYS):
        day = start + timedelta(days=ahead)
        if day.weekday() in weekdays:
            yield day


def activity_rows(answer: Json, *, now: datetime) -> list[dict[str, Any]]:
    """Checks and talks beside the drug, each once with all its dates."""
    zone, found = clinic_zone(), dict[str, dict[str, Any]]()
    for one in answer["activities"]:
        row = found.setdefault(
            one["id"], {"what": one["what"], "basis": one["basis"], "sources": one["sources"], "days": []}
        )
        row["days"].append(day_words(date.fromisoformat(one["day"]), zone, now=now))
    for row in found.values():
        row["first"], row["more"] = ", ".join(row["days"][:3]), len(row["days"]) - 3
    return list(found.values())


def phase_rows(answer: Json, *, now: datetime) -> list[dict[str, str]]:
    """Phases as rows."""
    zone = clinic_zone()
    return [
        {
            "phase": one["phase"], "given": str(one["given"]), "planned": str(one["planned"]),
            "first": day_words(date.fromisoformat(one["first"]), zone, now=now),
            "last": day_words(date.fromisoformat(one["last"]), zone, now=now),
            "is_now": "yes" if one["phase"] == answer["phase"] else "",
        }
        for one in answer["phases"]
    ]  # fmt: skip
