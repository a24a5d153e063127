"""What a stored forecast shows after the clinic's own hit rate has widened it, counted from today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wane_clinic.bridge.computed import Json
from wane_clinic.bridge.gate import Opened, widened_days, widened_score

DAY_S: Final = 86_400.0
BOUNDS: Final = ("low50", "high50", "low80", "high80", "low90", "high90")
LOOKS: Final = (7, 14, 28, 42)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The score expected on one day from today."""

    day: float
    q05: float
    q25: float
    median: float
    q75: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from the last session to relapse; None lies beyond the horizon."""

    median: float | None
    low50: float | None
    high50: float | None
    low80: float | None
    high80: float | None
    low90: float | None
    high90: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WellOn:
    """The chance of still being well by a day: days from today, its date, chance."""

    ahead: int
    date: str
    chance: float


def bands(answer: Json, *, today: datetime, gate: Opened, highest: float) -> tuple[Band, ...]:
    """The bands, widened, on days from today; days that have passed are left out."""
    score, shift = answer["score"], (datetime.fromisoformat(answer["asked"]["now"]) - today).total_seconds() / DAY_S
    found = []
    for place, day in enumerate(score["day"]):
        if day + shift < -0.5:
            continue
        middle = score["median"][place]
        wide = {
            name: widened_score(middle, score[name][place], factor=gate.factor, highest=highest)
            for name in ("q05", "q25", "q75", "q95")
        }
        found.append(Band(day=round(max(day + shift, 0.0), 2), median=middle, **wide))
    return tuple(found)


def days_shown(answer: Json, *, gate: Opened) -> Days | None:
    """Days to relapse with their widened bounds."""
    found: dict[str, Any] | None = answer["days_to_relapse"]
    if found is None:
        return None
    median = found["median"]
    if median is None:
        return Days(median=None, **{name: found[name] for name in BOUNDS})
    return Days(median=median, **{name: widened_days(median, found[name], factor=gate.factor) for name in BOUNDS})


def well_on(answer: Json, *, today: datetime) -> tuple[WellOn, ...]:
    """The chance of still being well in some weeks, as far as it was forecast."""
    wells, since = answer["chance_still_well"], answer["asked"]["days_since_session"]
    if not wells or since is None:
        return ()
    made = datetime.fromisoformat(answer["asked"]["now"])
    passed = since + (today - made).total_seconds() / DAY_S
    found = []
    for ahead in LOOKS:
        day = round(passed + ahead)
        if 1 <= day <= len(wells):
            one = wells[day - 1]
            found.append(WellOn(ahead=ahead, date=one["date"], chance=one["p"]))
    return tuple(found)


def well_curve(answer: Json, *, today: datetime) -> tuple[tuple[float, float], ...]:
    """Days from today and chance, from today on."""
    wells, since = answer["chance_still_well"], answer["asked"]["days_since_session"]
    if not wells or since is None:
        return ()
    passed = since + (today - datetime.fromisoformat(answer["asked"]["now"])).total_seconds() / DAY_S
    return tuple((round(one["day"] - passed, 2), one["p"]) for one in wells if one["day"] >= passed - 0.5)


def day_of_risk(answer: Json) -> int | None:
    """The first day after the last session by which the chance of relapse is above what was accepted."""
    risk = answer["asked"]["risk"]
    return next((one["day"] for one in answer["chance_still_well"] if 1.0 - one["p"] > risk), None)
