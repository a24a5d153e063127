"""A simulated trial as one JSON object, in the shape of the published schema; standard library only."""

import json
import math
from pathlib import Path
from typing import Final

from wane.report.as_json import Json, JsonObject, rounded
from wane.simulate.answers import ArmAnswer, Between, DayAnswer, Ranged, RelapseAnswer, SessionAnswer, TrialAnswer

SCHEMA_ID: Final = "wane.simulate/1"
SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "simulate.schema.json"
NO_LINE: Final = "the instrument has no such line, and the design gives none"
NOBODY: Final = "nobody was there"
TOO_FEW: Final = "fewer than half relapse while they are watched"
NOT_WATCHED: Final = "nobody is watched for so long"
BETWEEN: Final = ("mean", "sd", "q05", "q50", "q95", "mean_low90", "mean_high90")
NO_COST: Final = "the design gives no cost of a session"


def render_trial_json(answer: TrialAnswer) -> str:
    """The answer as JSON text, ending in a newline."""
    return json.dumps(trial_object(answer), ensure_ascii=False, allow_nan=False) + "\n"


def trial_object(answer: TrialAnswer) -> JsonObject:
    """The answer as the object that `simulate.schema.json` describes."""
    design, plan = answer.plan.design, answer.plan
    relapse = design.relapse
    return {
        "schema": SCHEMA_ID,
        "name": design.name,
        "condition": design.condition,
        "instrument": design.instrument.id,
        "people": design.people,
        "baseline": {"mean": rounded(design.baseline_mean), "sd": rounded(design.baseline_sd)},
        "bad_day_line": rounded(design.bad_line),
        "relapse": None
        if relapse is None
        else {
            "among": relapse.among.value,
            "line_points": rounded(relapse.points),
            "line_share_of_entry": rounded(relapse.share),
            "seen_by": relapse.seen_by.value,
        },
        "currency": design.currency or None,
        "arms": [_arm(answer, arm) for arm in answer.arms],
        "notes": list(answer.notes),
        "provenance": {
            "code_version": answer.code_version,
            "design_digest": design.digest,
            "evidence_digest": answer.evidence_digest,
            "fit": plan.fit.id,
            "prior": plan.prior.id,
            "seed": answer.seed,
            "draws": design.doubt.draws,
            "people_a_draw": design.doubt.people,
            "forecast_draws": design.doubt.forecast_draws,
            "forecast_people_a_draw": design.doubt.forecast_people,
        },
    }


def _arm(answer: TrialAnswer, arm: ArmAnswer) -> JsonObject:
    return {
        "name": arm.name,
        "given": arm.words,
        "exposure": rounded(arm.exposure),
        "interval_reason": arm.reason,
        "by_day": [_day(one) for one in arm.by_day],
        "relapse": None if arm.relapse is None else _relapse(answer, arm.name, arm.relapse),
        "sessions": _number(arm.sessions, NOBODY),
        "bad_days": _number(arm.bad_days, NOBODY),
        "cost": _number(arm.cost or Ranged(value=None), NO_COST),
        "session": None if arm.session is None else _session(arm.session),
    }


def _day(one: DayAnswer) -> JsonObject:
    return {
        "day": rounded(one.day),
        "n": one.n,
        "mean": _number(one.mean, NOBODY),
        "sd": _number(one.sd, NOBODY),
        "change": _number(one.change, NOBODY),
        "change_sd": _number(one.change_sd, NOBODY),
        "response_pct": _number(one.response_pct, NOBODY if one.n == 0 else NO_LINE),
        "remission_pct": _number(one.remission_pct, NOBODY if one.n == 0 else NO_LINE),
        "quantiles": dict(zip(("q05", "q25", "q50", "q75", "q95"), map(rounded, one.quantiles), strict=False)),
    }


def _relapse(answer: TrialAnswer, name: str, one: RelapseAnswer) -> JsonObject:
    arm = next(arm for arm in answer.plan.design.arms if arm.name == name)
    return {
        "from_day": rounded(answer.plan.design.relapse_from(arm)),
        "n": one.n,
        "followed_pct": _number(one.followed_pct, NOBODY),
        "median_days": _number(one.median_days, TOO_FEW if one.n else NOBODY),
        "free_pct": {str(day): _number(found, NOT_WATCHED if one.n else NOBODY) for day, found in one.free_pct.items()},
        "curve": [
            _point(day, row) | {"at_risk": n}
            for day, (row, n) in enumerate(zip(one.curve.tolist(), one.at_risk, strict=True))
        ],
    }


def _point(day: int, row: list[float]) -> JsonObject:
    value, low, high = (None if math.isnan(x) else rounded(x) for x in row)
    return {"day": day, "free_pct": value, "low90": low, "high90": high}


def _number(found: Ranged, why: str) -> JsonObject:
    """A number with both intervals; `reason` only where there is none."""
    value = rounded(found.value)
    shown: JsonObject = {
        "value": value,
        "low90": rounded(found.low90),
        "high90": rounded(found.high90),
        "low90_study": rounded(found.low90_study),
        "high90_study": rounded(found.high90_study),
    }
    return shown if value is not None else shown | {"reason": why}


def _session(one: SessionAnswer) -> JsonObject:
    by_session: list[Json] = [rounded(peak) for peak in one.dissociation_by_session]
    return {
        "peak_ng_ml": _between(one.peak_ng_ml),
        "auc_ng_h_ml": _between(one.auc_ng_h_ml),
        "site": one.site,
        "dissociation_cadss": _between(one.dissociation),
        "dissociation_by_session": by_session,
        "systolic_rise_mmhg": _between(one.systolic_rise_mmhg),
        "diastolic_rise_mmhg": _between(one.diastolic_rise_mmhg),
        "models": list(one.models),
        "withheld": one.withheld,
    }


def _between(found: Between | None) -> JsonObject | None:
    if found is None:
        return None
    return {**{name: rounded(getattr(found, name)) for name in BETWEEN}, "mean_reason": found.mean_reason}
