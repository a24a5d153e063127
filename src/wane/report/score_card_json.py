"""A score card as one JSON object, in the shape of the published schema."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wane.forecast.score_card import DurationFigures, LineFigures, ScoreFigures
from wane.forecast.score_card_figures import Figure
from wane.report.as_json import JsonObject, rounded
from wane.report.score_card_words import LIMITS, ScoreCardReport, verdict_sentences

SCHEMA_ID: Final = "wane.score-card/1"
SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "score_card.schema.json"
SCORE_NAMES: Final = (
    "bias", "rmse", "crps", "rmse_skill_last", "rmse_skill_own_mean", "crps_skill_last", "crps_skill_own_mean",
)  # fmt: skip
DURATION_NAMES: Final = (
    "crps", "missed", "crps_skill_last", "crps_skill_own_mean", "crps_skill_fixed", "missed_skill_last",
    "missed_skill_own_mean", "missed_skill_fixed",
)  # fmt: skip


def render_score_card_json(report: ScoreCardReport) -> str:
    """The card as JSON text, ending in a newline."""
    return json.dumps(score_card_object(report), ensure_ascii=False, allow_nan=False) + "\n"


def score_card_object(report: ScoreCardReport) -> JsonObject:
    """The card as the object that `score_card.schema.json` describes."""
    card = report.card
    return {
        "schema": SCHEMA_ID,
        "verdict": card.verdict,
        "words": list(verdict_sentences(report)),
        "widened_to": rounded(card.widened_to),
        "people": card.people,
        "subjects": [
            {"condition": condition, "instrument": instrument, "people": people}
            for (condition, instrument), people in report.subjects.items()
        ],
        "scores": _scores(card.scores) | {"pit": [rounded(share) for share in card.pit_scores.tolist()]},
        "durations": _durations(card.durations) | {"pit": [rounded(share) for share in card.pit_durations.tolist()]},
        "line": [_line(line) for line in card.lines],
        "subgroups": [
            {"kind": group.kind, "name": group.name, "scores": _scores(group.figures)} for group in card.subgroups
        ],
        "left_out": [{"person": one.name, "reason": one.reason} for one in report.left_out],
        "limits": list(LIMITS),
        "provenance": {
            "code_version": report.code_version,
            "evidence_digest": report.evidence_digest,
            "priors": list(report.priors),
            "fixed_days": rounded(report.fixed_days),
            "seed": report.seed,
        },
    }


def _scores(figures: ScoreFigures) -> JsonObject:
    found: JsonObject = {
        "people": figures.people,
        "forecasts": figures.forecasts,
        "coverage": _coverage(figures.coverage),
    }
    return found | {name: _figure(getattr(figures, name)) for name in SCORE_NAMES}


def _durations(figures: DurationFigures) -> JsonObject:
    found: JsonObject = {
        "people": figures.people,
        "forecasts": figures.forecasts,
        "relapses": figures.relapses,
        "coverage": _coverage(figures.coverage),
    }
    return found | {name: _figure(getattr(figures, name)) for name in DURATION_NAMES}


def _coverage(coverage: Mapping[float, Figure]) -> JsonObject:
    return {f"{100.0 * nominal:.0f}": _figure(figure) for nominal, figure in coverage.items()}


def _line(line: LineFigures) -> JsonObject:
    return {
        "days": line.days,
        "people": line.people,
        "forecasts": line.forecasts,
        "brier": _figure(line.brier),
        "skill_last": _figure(line.skill_last),
        "skill_base_rate": _figure(line.skill_base_rate),
        "calibration": [
            {
                "low": rounded(one.low), "high": rounded(one.high), "forecasts": one.forecasts,
                "said": _figure(one.chance), "seen": _figure(one.observed),
            }
            for one in line.bins
        ],
    }  # fmt: skip


def _figure(figure: Figure) -> JsonObject:
    return {"value": rounded(figure.value), "low95": rounded(figure.low95), "high95": rounded(figure.high95)}
