"""Dates of the sessions to come: by the schedule in the induction, by a rule after it, always on a clinic day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from wane.forecast.person_forecast import Option, PersonForecast
from wane.plan.course_calendar import begins, first_after, open_from, open_until
from wane.plan.course_outlook import option_of, risk_before
from wane.plan.course_plan import Dating, Occasion
from wane.plan.course_progress import Progress
from wane.plan.course_request import BookingRule, CourseOrder, CourseRequest
from wane.plan.course_schedule import Phase, Schedule, Step

DATINGS = {BookingRule.RISK: Dating.RISK, BookingRule.BAD_DAYS: Dating.BAD_DAYS, BookingRule.LADDER: Dating.LADDER}
RULE_WORDS = {BookingRule.RISK: "rule 1", BookingRule.BAD_DAYS: "rule 2", BookingRule.LADDER: "the ladder"}
NO_SESSIONS = frozenset({Phase.PAUSE, Phase.STOP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What every date keeps to: the request, its schedule and order, time of day, spacing, and the plan's ends."""

    request: CourseRequest
    schedule: Schedule
    order: CourseOrder
    at: time
    shortest_days: int
    first: date
    end: date
    most_sessions: int | None

    def begins(self, day: date) -> datetime:
        """When a session of this day begins."""
        return begins(self.request.calendar, day, self.at)

    def day_of(self, at: datetime) -> date:
        """The clinic's day of a time."""
        return at.astimezone(self.request.calendar.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A day for a session, what dated it, the words on how it came there, and the spacing that later ones keep."""

    day: date
    dating: Dating
    reason: str
    kept_days: int | None = None


def planned_sessions(terms: Terms, progress: Progress, forecast: PersonForecast | None) -> tuple[Occasion, ...]:
    """Every session that is proposed up to the plan's end; none in a pause that was asked for, or after a stop.

    The forecast dates the next session alone: what comes after it waits for scores that do not exist yet.
    """
    if progress.phase in NO_SESSIONS and terms.request.phase is not None:
        return ()
    times = [session.at for session in progress.given]
    planned, done, kept = list[Occasion](), progress.done, None
    while terms.most_sessions is None or len(times) < terms.most_sessions:
        step = terms.schedule.step_of(done + 1)
        earliest = earliest_day(terms, step, times)
        placed = (
            provisional(terms, step, earliest, times, kept)
            if planned
            else place(terms, step, earliest, times, forecast)
        )
        if placed.day > terms.end:
            break
        at = terms.begins(placed.day)
        risk = None if planned or step.per_week else risk_before(forecast, at)
        times.append(at)
        planned.append(
            Occasion(
                number=len(times), phase=step.phase, at=at, dating=placed.dating, risk_before=risk,
                reason=placed.reason, sources=step.sources,
            )
        )  # fmt: skip
        done, kept = done + 1, kept or placed.kept_days
    return tuple(planned)


def earliest_day(terms: Terms, step: Step, times: Sequence[datetime]) -> date:
    """The first day that spacing, the week's number and now allow, open or not."""
    days = [terms.first]
    if times:
        days.append(first_after(terms.request.calendar, times[-1], terms.shortest_days, terms.at))
    if step.per_week is not None and len(times) >= step.per_week:
        days.append(first_after(terms.request.calendar, times[-step.per_week], 7, terms.at))
    if step.only_days and times:
        days.append(first_after(terms.request.calendar, times[-1], min(step.only_days), terms.at))
    return max(days)


def place(
    terms: Terms, step: Step, earliest: date, times: Sequence[datetime], forecast: PersonForecast | None
) -> Placed:
    """The day of the next session by the rule that was asked for."""
    if step.is_by_schedule or not times:
        return by_schedule(terms, step, earliest)
    rule, last = terms.request.rule, terms.day_of(times[-1])
    option = None if forecast is None else option_of(forecast, rule)
    if option is None or option.date is None:
        if forecast is not None and is_overdue(forecast, rule):
            return overdue(terms, earliest, forecast)
        found = f"{RULE_WORDS[rule]} finds no day" if option else "there is no forecast"
        return by_print(terms, step, earliest, last, f"{found}, so ")
    days = (option.date - last).days
    if step.only_days:
        return by_label(terms, step, earliest, last, days)
    return replace(by_rule(terms, earliest, option, DATINGS[rule]), kept_days=days)


def provisional(terms: Terms, step: Step, earliest: date, times: Sequence[datetime], kept: int | None) -> Placed:
    """The day of a session after the next one: by schedule, at the spacing kept, or as printed."""
    last = terms.day_of(times[-1])
    if step.is_by_schedule:
        return by_schedule(terms, step, earliest)
    if step.only_days:
        return by_label(terms, step, earliest, last, kept)
    if kept is None:
        return by_print(terms, step, earliest, last, "until a score lets the forecast date it, ")
    day = near(terms, last + timedelta(days=kept), earliest)
    reason = f"the {kept} d of the next session kept, until scores let the forecast date it"
    return Placed(day=day, dating=Dating.KEPT, reason=reason)


def is_overdue(forecast: PersonForecast, rule: BookingRule) -> bool:
    """Whether rule 1 finds no day because its day has passed for somebody who was well after the last session."""
    well = forecast.still_well_on(1.0)
    return rule is BookingRule.RISK and well is not None and 1.0 - well <= forecast.risk


def overdue(terms: Terms, earliest: date, forecast: PersonForecast) -> Placed:
    """As soon as the spacing allows; later sessions keep the days that stayed within the risk."""
    days = forecast.day_of_risk(forecast.risk)
    return Placed(
        day=open_from(terms.request.calendar, earliest),
        dating=Dating.EARLIEST,
        reason="the accepted risk is passed before any day that is allowed, so as soon as the spacing allows",
        kept_days=None if days is None else max(days - 1, terms.shortest_days),
    )


def by_schedule(terms: Terms, step: Step, earliest: date) -> Placed:
    """The first open day that the schedule allows."""
    return Placed(day=open_from(terms.request.calendar, earliest), dating=Dating.SCHEDULE, reason=step.where)


def by_print(terms: Terms, step: Step, earliest: date, last: date, why: str) -> Placed:
    """The printed spacing, where no rule has an answer."""
    day = open_from(terms.request.calendar, max(earliest, last + timedelta(days=step.every_days)))
    reason = f"{why}the printed spacing of {step.every_days} d, {step.where}"
    return Placed(day=day, dating=Dating.PRINTED, reason=reason)


def by_label(terms: Terms, step: Step, earliest: date, last: date, wanted_days: int | None) -> Placed:
    """The longest spacing of the label that a rule allows; the shortest without one."""
    days = max((d for d in step.only_days if wanted_days is not None and d <= wanted_days), default=min(step.only_days))
    day = near(terms, last + timedelta(days=days), earliest)
    said = "no rule has an answer" if wanted_days is None else f"{RULE_WORDS[terms.request.rule]} says {wanted_days} d"
    reason = f"every {days} d: {said}; {step.where}"
    return Placed(day=day, dating=Dating.SCHEDULE, reason=reason, kept_days=wanted_days)


def near(terms: Terms, wanted: date, earliest: date) -> date:
    """The last open day up to the wanted one, the first after it where spacing leaves none before."""
    calendar = terms.request.calendar
    return open_until(calendar, wanted, earliest) or open_from(calendar, max(earliest, wanted))


def by_rule(terms: Terms, earliest: date, option: Option, dating: Dating) -> Placed:
    """The last open day up to the rule's, or the first open one after it where spacing leaves none before."""
    assert option.date is not None
    reason = option.reason.rstrip(".")
    before = open_until(terms.request.calendar, option.date, earliest)
    if before is not None:
        moved = "" if before == option.date else f"; moved from {option.date:%a %-d %b} to a clinic day before it"
        return Placed(day=before, dating=dating, reason=reason + moved)
    if earliest > option.date:
        why = f"{earliest:%a %-d %b} is the first day that the spacing allows"
    elif earliest == option.date:
        why = f"{earliest:%a %-d %b} is no clinic day"
    else:
        why = f"no clinic day from {earliest:%a %-d %b} to {option.date:%a %-d %b}"
    day = open_from(terms.request.calendar, max(earliest, option.date))
    return Placed(day=day, dating=dating, reason=f"{reason}; {why}, so later and at the risk shown")
