"""A person's forecast as one JSON object, in the shape of the published schema; standard library only."""

import json
from collections.abc import Iterable
from pathlib import Path

from wane.forecast.person import Belief, PersonParameters
from wane.forecast.person_forecast import Option, PersonForecast, local_date
from wane.forecast.relief import DaysToRelapse
from wane.report.as_json import Json, JsonObject, rounded

SCHEMA_ID = "wane.forecast/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "forecast.schema.json"
QUANTILES = ("median", "q05", "q10", "q25", "q75", "q90", "q95")
BEYOND = "null lies beyond the horizon"
NO_PROPOSAL = "no day qualifies"


def render_forecast_json(forecast: PersonForecast) -> str:
    """The forecast as JSON text, ending in a newline."""
    return json.dumps(forecast_object(forecast), ensure_ascii=False, allow_nan=False) + "\n"


def forecast_object(forecast: PersonForecast) -> JsonObject:
    """The forecast as the object that `forecast.schema.json` describes."""
    return {
        "schema": SCHEMA_ID,
        "event": forecast.event,
        "asked": _asked(forecast),
        "withheld": forecast.relief.withheld,
        "score": _score(forecast),
        "days_to_relapse": _days_to_relapse(forecast),
        "chance_still_well": _chance_still_well(forecast),
        "p_at_or_above_line": _above_line(forecast),
        "next_session": [_option(option) for option in forecast.options],
        "person": {
            "a_priori": _parameters(forecast.relief.a_priori),
            "a_posteriori": _parameters(forecast.relief.a_posteriori),
        },
        "response": _response(forecast),
        "past_intervals": [
            {"start": interval.start.isoformat(), "days": rounded(interval.days), "ended_by": interval.ending}
            for interval in forecast.intervals
        ],
        "baselines": {
            one.name: {"days": rounded(one.days), "reason": one.reason} for one in forecast.baselines
        },
        "exposures": [
            {"ordered": x.ordered, "median": rounded(x.median), "low90": rounded(x.low90), "high90": rounded(x.high90)}
            for x in forecast.exposures
        ],
        "basis": _basis(forecast),
        "limits": list(forecast.limits),
        "findings": [
            {"id": one.id, "sentence": one.sentence, "who": one.who, "line": one.line} for one in forecast.findings
        ],
        "provenance": _provenance(forecast),
    }  # fmt: skip


def _asked(forecast: PersonForecast) -> JsonObject:
    """What the forecast is of: from when, in which zone, on which instrument and lines."""
    asked, last = forecast.request, forecast.last_session
    return {
        "now": asked.now.isoformat(),
        "zone": asked.records.zone_words,
        "last_session": None if last is None else last.isoformat(),
        "days_since_session": rounded(forecast.relief.now_since_session),
        "horizon_days": asked.horizon_days,
        "condition": forecast.condition,
        "instrument": forecast.instrument.id,
        "instrument_name": forecast.instrument.name,
        "relapse_line": rounded(forecast.lines.relapse),
        "relapse_line_source": forecast.lines.relapse_source,
        "remission_below": rounded(forecast.lines.remission),
        "response_pct": rounded(forecast.lines.response_pct),
        "risk": rounded(forecast.risk),
        "own_data": asked.own_data,
    }


def _score(forecast: PersonForecast) -> JsonObject:
    """The score on days from now, as it would be written down."""
    score = forecast.relief.score
    columns: JsonObject = {"unit": "points", "counted_from": "now", "day": _numbers(score.days.tolist())}
    return columns | {name: _numbers(getattr(score, name).tolist()) for name in QUANTILES}


def _numbers(values: Iterable[float]) -> list[Json]:
    return [rounded(value) for value in values]


def _days_to_relapse(forecast: PersonForecast) -> JsonObject | None:
    """Days from the last session; `reason` stands only where a bound is null."""
    found = forecast.relief.days_to_relapse
    if found is None:
        return None
    names = ("median", "low50", "high50", "low80", "high80", "low90", "high90")
    shown: JsonObject = {name: _bound(found, name) for name in names}
    shown["beyond_horizon"] = rounded(found.beyond_horizon)
    if None in shown.values():
        shown["reason"] = BEYOND
    return shown


def _bound(found: DaysToRelapse, name: str) -> int | None:
    value: int | None = getattr(found, name)
    return value


def _chance_still_well(forecast: PersonForecast) -> list[Json]:
    """Chance of never having crossed the line by each day after the last session."""
    last, chances = forecast.last_session, forecast.relief.chance_still_well
    if last is None or chances is None:
        return []
    return [
        {"day": day, "date": local_date(last, day, forecast.request).isoformat(), "p": rounded(p)}
        for day, p in enumerate(chances.tolist(), start=1)
    ]


def _above_line(forecast: PersonForecast) -> list[Json]:
    """Chance that the level stands at or above the line on each day from now."""
    days, chances = forecast.relief.score.days.tolist(), forecast.relief.p_at_or_above_line.tolist()
    return [
        {
            "day": rounded(day),
            "date": local_date(forecast.request.now, day, forecast.request).isoformat(),
            "p": rounded(p),
        }
        for day, p in zip(days, chances, strict=True)
    ]


def _option(option: Option) -> JsonObject:
    return {
        "rule": option.rule,
        "day": rounded(option.day),
        "date": None if option.date is None else option.date.isoformat(),
        "risk_before": rounded(option.risk_before),
        "reason": option.reason or NO_PROPOSAL,
    }


def _parameters(person: PersonParameters) -> JsonObject:
    return {
        "half_life_of_relief": _belief(person.half_life_of_relief),
        "response": _belief(person.response),
        "untreated_level": _belief(person.untreated_level),
        "chance_of_responding": rounded(person.chance_of_responding),
    }


def _belief(belief: Belief) -> JsonObject:
    return {
        "median": rounded(belief.median),
        "low90": rounded(belief.low90),
        "high90": rounded(belief.high90),
        "unit": belief.unit,
    }


def _response(forecast: PersonForecast) -> JsonObject | None:
    found = forecast.response
    if found is None:
        return None
    return {
        "entry": rounded(found.entry),
        "last": rounded(found.last),
        "fall_pct": rounded(found.fall_pct),
        "is_response": found.is_response,
    }


def _basis(forecast: PersonForecast) -> JsonObject:
    basis = forecast.basis
    return {
        "prior": basis.prior,
        "prior_source": basis.prior_source,
        "studies": list(basis.studies),
        "own_sessions": basis.own_sessions,
        "own_scores": basis.own_scores,
        "own_relapses": basis.own_relapses,
        "also_used": [{"instrument": n.instrument, "scores": n.scores, "how": n.how} for n in basis.also_used],
        "not_used": [{"instrument": n.instrument, "scores": n.scores, "reason": n.reason} for n in basis.not_used],
        "chosen": basis.chosen,
        "sentence": basis.sentence,
    }


def _provenance(forecast: PersonForecast) -> JsonObject:
    made = forecast.provenance
    return {
        "code_version": made.code_version,
        "evidence_digest": made.evidence_digest,
        "models": list(made.models),
        "seed": made.seed,
        "paths": made.people,
        "effective_nodes": rounded(forecast.relief.effective_nodes),
        "notes": list(made.notes),
    }
