"""Outlook: the person's forecast from the records up to now, or the reason why there is none."""

from dataclasses import dataclass
from datetime import datetime

from wane.errors import UnsupportedError
from wane.forecast.case import forecast_person
from wane.forecast.intervals import days_between
from wane.forecast.person_forecast import Option, PersonForecast, PersonRequest
from wane.plan.course_progress import most_scored
from wane.plan.course_request import BookingRule, CourseRequest

RULE_1, LADDER = "risk", "ladder"
NOTHING_YET = "No record came, so nothing is forecast yet."
NO_CONDITION = "Neither a condition nor a score came, so nobody knows what to forecast: give --condition depression."
FORECAST_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The forecast for one person, or the reason why there is none."""

    now: PersonForecast | None
    withheld: str | None


def outlook(request: CourseRequest) -> Outlook:
    """The forecast from the records up to now; what cannot be forecast leaves a reason, and the plan does without."""
    records = request.records
    if records is None:
        return Outlook(now=None, withheld=NOTHING_YET)
    if request.condition is None and request.instrument is None and most_scored(records) is None:
        return Outlook(now=None, withheld=NO_CONDITION)
    asked = PersonRequest(
        records=records,
        now=request.now,
        covariates=request.covariates,
        code_version=request.code_version,
        condition=request.condition,
        instrument=request.instrument,
        line=request.line,
        response_pct=request.response_pct,
        risk=request.risk,
        horizon_days=FORECAST_DAYS,
        seed=request.seed,
    )
    try:
        return Outlook(now=forecast_person(asked), withheld=None)
    except UnsupportedError as error:
        return Outlook(now=None, withheld=str(error))


def risk_before(forecast: PersonForecast | None, at: datetime) -> float | None:
    """The chance of relapse from the last session on record until this time; None where nothing forecasts it."""
    if forecast is None or forecast.last_session is None:
        return None
    well = forecast.still_well_on(days_between(forecast.last_session, at))
    return None if well is None else 1.0 - well


def option_of(forecast: PersonForecast, rule: BookingRule) -> Option | None:
    """What this rule proposes; None where the forecast does not know the rule."""
    return next((option for option in forecast.options if rule_of(option) is rule), None)


def rule_of(option: Option) -> BookingRule:
    """The rule behind an option of a forecast."""
    known = {RULE_1: BookingRule.RISK, LADDER: BookingRule.LADDER}
    return known.get(option.rule, BookingRule.BAD_DAYS)
