"""Why a number of a forecast is what it is: its value, how it was computed from this person's records, its sources."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wane.models.instruments import conditions
from wane_clinic.bridge.computed import Json
from wane_clinic.bridge.parameters import NAMES, Believed, parameter_rows
from wane_clinic.bridge.shown import day_of_risk, well_on

LOOKS: Final = (7, 14, 28)
"""Days ahead that a drawer gives a number for."""
MODEL: Final = (
    "L(t) = B + d(t) - r(t): untreated level, slow drift, relief. A session moves a share of the relief that is "
    "still possible into place; then relief falls by half every half-life."
)
SENTENCES: Final = {
    "relief": "Days from the last session until the event below, over many drawn futures of this person.",
    "still-well": "The share of drawn futures in which the event below has not happened by that day.",
    "score": "What a questionnaire would show on a day: the level below it, and the usual error of one answer.",
    "risk-before": "The share of drawn futures in which the event below happens before that date.",
    "past-intervals": "Days from each session to what ended the relief, or to the next session, as recorded.",
    "line": "The score at or above which somebody counts as relapsed.",
}
PARAMETERS: Final = {name.replace("_", "-"): name for name in NAMES}
NUMBERS: Final = frozenset(SENTENCES) | frozenset(PARAMETERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One number with its reasons; `sources` are ids of evidence."""

    title: str
    value: str
    sentence: str
    event: str
    computed: str
    with_values: str
    rests_on: str
    sources: tuple[str, ...]
    limits: tuple[str, ...]


def why(answer: Json, number: str, *, today: datetime) -> Why:
    """The reasons of a number of a stored forecast, as a page of that day shows it; KeyError where there is none."""
    if number in PARAMETERS:
        return _of_parameter(answer, PARAMETERS[number], number)
    asked = answer["asked"]
    return Why(
        title=number.replace("-", " ").capitalize(),
        value=_value(answer, number, today),
        sentence=SENTENCES[number],
        event=answer["event"],
        computed=MODEL,
        with_values=_with_values(answer),
        rests_on=answer["basis"]["sentence"],
        sources=_sources(answer, asked["relapse_line_source"]),
        limits=tuple(answer["limits"]),
    )


def _of_parameter(answer: Json, name: str, number: str) -> Why:
    row = next(one for one in parameter_rows(answer) if one.id == name)
    told = [("typical", row.typical), ("a priori", row.a_priori), ("a posteriori", row.a_posteriori)]
    return Why(
        title=row.name,
        value=believed_words(row.a_posteriori),
        sentence=(
            "Typical: somebody about whom nothing is known, after one reference session. A priori: with this person's "
            "sessions and doses. A posteriori: with their own scores as well."
        ),
        event=answer["event"],
        computed=MODEL,
        with_values="; ".join(f"{level}: {believed_words(one)}" for level, one in told if one is not None),
        rests_on=answer["basis"]["sentence"],
        sources=_sources(answer, None),
        limits=tuple(answer["limits"]),
    )


def believed_words(one: Believed) -> str:
    """`7 to 58 d, half below 21 d`: the interval before the point."""
    if one.low is None or one.high is None:
        return f"{min(99, max(1, round(100 * one.median)))} %"
    return f"{amount(one.low)} to {amount(one.high)} {one.unit} (90 %), half below {amount(one.median)}"


def amount(value: float) -> str:
    """As many digits as the band supports."""
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.1f}".removesuffix(".0")


def _value(answer: Json, number: str, today: datetime) -> str:
    if number == "relief":
        return relief_words(answer["days_to_relapse"])
    if number == "still-well":
        return _well(answer, today)
    if number == "score":
        return _score(answer)
    if number == "risk-before":
        return _risk(answer, today)
    if number == "line":
        return f"{answer['asked']['relapse_line']:g} points on the {answer['asked']['instrument_name']}"
    if number == "past-intervals":
        ended = [one for one in answer["past_intervals"] if one["ended_by"] not in {"next session", "now"}]
        return f"{len(answer['past_intervals'])} own intervals, {len(ended)} of them to an end of relief"
    return ""


def _well(answer: Json, today: datetime) -> str:
    """The chance in some weeks from today, as the page has it; a chance has no interval, it is one."""
    told = [f"{whole_percent(one.chance)} in {one.ahead} days, {one.date}" for one in well_on(answer, today=today)]
    return "; ".join(told) or "not forecast"


def _risk(answer: Json, today: datetime) -> str:
    """When the accepted risk is reached, and the chance of relapse by the days of the page."""
    day = day_of_risk(answer)
    accepted = [] if day is None else [
        f"{whole_percent(answer['asked']['risk'])} before day {day} after the last session"
    ]  # fmt: skip
    told = [
        f"{whole_percent(1.0 - one.chance)} in {one.ahead} days, {one.date}" for one in well_on(answer, today=today)
    ]
    return "; ".join(accepted + told) or "not forecast"


def _score(answer: Json) -> str:
    """The score expected in some weeks from the forecast on, interval first."""
    score, told = answer["score"], []
    for place, day in enumerate(score["day"]):
        if day in LOOKS:
            low, high, half = (amount(score[name][place]) for name in ("q05", "q95", "median"))
            told.append(f"{low} to {high} points (90 %) {day:g} days ahead, half below {half}")
    return "; ".join(told) or "not forecast"


def whole_percent(chance: float) -> str:
    """`82 %`, never 0 or 100 where it is not certain."""
    whole = round(100 * chance)
    return f"{min(99, max(1, whole)) if 0.0 < chance < 1.0 else whole} %"


def relief_words(found: dict[str, Any] | None) -> str:
    """`13 to 41 days (80 %), half 24`."""
    if found is None:
        return "not forecast"
    high = "beyond the horizon" if found["high80"] is None else f"{found['high80']} days"
    low = "beyond the horizon" if found["low80"] is None else f"{found['low80']}"
    if found["low80"] is not None and found["high80"] is None:
        low, high = f"{found['low80']} days", "beyond what was looked at"
    half = "beyond the horizon" if found["median"] is None else f"{found['median']} days"
    return f"{low} to {high} (80 %), half by {half}"


def _with_values(answer: Json) -> str:
    after, asked = answer["person"]["a_posteriori"], answer["asked"]
    b, r, h = (after[name] for name in ("untreated_level", "response", "half_life_of_relief"))
    return (
        f"Here B = {amount(b['median'])} points, possible relief {amount(r['median'])} points, half-life "
        f"{amount(h['median'])} d, {asked['days_since_session'] or 0:.0f} d since the last session, line "
        f"{asked['relapse_line']:g}: medians of {conditions().get(asked['condition'], asked['condition'])}, each with "
        "its own interval among the parameters."
    )


def _sources(answer: Json, line: str | None) -> tuple[str, ...]:
    models = answer["provenance"]["models"]
    return tuple(dict.fromkeys([answer["basis"]["prior"], *([line] if line else []), *models]))
