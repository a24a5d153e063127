"""Options for the next session: the one that is planned, what every other rule says, and the clinic day after it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from wane.forecast.person_forecast import PersonForecast
from wane.plan.course_calendar import open_from
from wane.plan.course_dates import DATINGS, Placed, Terms, by_print, by_rule, by_schedule, earliest_day
from wane.plan.course_outlook import risk_before, rule_of
from wane.plan.course_plan import Dating, Occasion, SessionOption
from wane.plan.course_progress import Progress
from wane.plan.course_schedule import Step


def session_options(
    terms: Terms, progress: Progress, sessions: Sequence[Occasion], forecast: PersonForecast | None
) -> tuple[SessionOption, ...]:
    """The planned date first, then the others, each day once; at least two dates where a session is planned."""
    if not sessions:
        return ()
    chosen = sessions[0]
    found = [
        SessionOption(
            dating=chosen.dating, at=chosen.at, risk_before=chosen.risk_before, reason=chosen.reason, is_chosen=True
        )
    ]
    times = [session.at for session in progress.given]
    step = terms.schedule.step_of(progress.done + 1)
    forecast = None if step.per_week else forecast  # nobody relapses before an induction is done
    for option in _others(terms, step, times, forecast, chosen):
        if option.at is None or terms.day_of(option.at) not in {terms.day_of(o.at) for o in found if o.at is not None}:
            found.append(option)
    return tuple(found)


def _others(
    terms: Terms, step: Step, times: Sequence[datetime], forecast: PersonForecast | None, chosen: Occasion
) -> Iterator[SessionOption]:
    earliest = earliest_day(terms, step, times)
    if not step.is_by_schedule and not step.only_days and times:
        yield from _by_rules(terms, earliest, forecast, chosen)
        yield _option(terms, by_print(terms, step, earliest, terms.day_of(times[-1]), ""), forecast)
    first = by_schedule(terms, step, earliest)
    yield _option(
        terms,
        Placed(day=first.day, dating=Dating.EARLIEST, reason="the first clinic day that the spacing allows"),
        forecast,
    )
    later = open_from(terms.request.calendar, terms.day_of(chosen.at) + timedelta(days=1))
    yield _option(terms, Placed(day=later, dating=Dating.LATER, reason="if the planned day does not suit"), forecast)


def _by_rules(
    terms: Terms, earliest: date, forecast: PersonForecast | None, chosen: Occasion
) -> Iterator[SessionOption]:
    for option in () if forecast is None else forecast.options:
        dating = DATINGS[rule_of(option)]
        if dating is chosen.dating:
            continue
        if option.date is None:
            yield SessionOption(dating=dating, at=None, risk_before=None, reason=option.reason, is_chosen=False)
        else:
            yield _option(terms, by_rule(terms, earliest, option, dating), forecast)


def _option(terms: Terms, placed: Placed, forecast: PersonForecast | None) -> SessionOption:
    at = terms.begins(placed.day)
    return SessionOption(
        dating=placed.dating, at=at, risk_before=risk_before(forecast, at), reason=placed.reason, is_chosen=False
    )
