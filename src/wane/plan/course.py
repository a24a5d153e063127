"""plan_course: the records up to now in, every proposed date of a course out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import groupby

from wane.errors import ConflictError
from wane.evidence.reading import digest
from wane.forecast.booking import setting
from wane.forecast.statements import PAINFUL
from wane.models.instruments import condition_named
from wane.models.provenance import Provenance
from wane.plan.course_activities import activities, consultation_day, with_sessions
from wane.plan.course_calendar import begins
from wane.plan.course_changes import changes_since
from wane.plan.course_cost import cost_lines
from wane.plan.course_dates import Terms, planned_sessions
from wane.plan.course_limits import course_limits
from wane.plan.course_options import session_options
from wane.plan.course_outlook import Outlook, outlook
from wane.plan.course_plan import CoursePlan, GivenSession, Occasion, PhaseSpan
from wane.plan.course_progress import Progress, most_scored, number_in_series, number_of_series, progress_of
from wane.plan.course_request import ClinicCalendar, CourseOrder, CourseRequest
from wane.plan.course_schedule import (
    Schedule,
    ScheduleName,
    course_setting,
    schedule,
    schedule_for,
    whole_setting,
    with_induction,
)
from wane.plan.course_stop import course_findings
from wane.plan.dose_check import check_dose
from wane.plan.facts import read_facts
from wane.plan.leaving import leaving
from wane.plan.rules import check_rules, overall, sort_findings
from wane.plan.scope import Session
from wane.plan.session_plan import Finding, MissingFact


def plan_course(request: CourseRequest) -> CoursePlan:
    """The plan, the same for the same records, now and evidence; nothing in it is booked.

    Raises:
        ConflictError: spacing, schedule or phase that cannot hold together, records after now.
        OutOfRangeError: a dose above every studied dose.
        UnknownNameError: a condition, fact or medicine that no register knows.
    """
    order = _order(request)
    session = _session(request, order)
    chosen = _schedule(request, order)
    seen = outlook(request)
    instrument = (seen.now.instrument if seen.now else request.instrument) or most_scored(request.records)
    progress = progress_of(request, chosen, instrument)
    from_now = _terms(request, chosen, order, progress)
    consultation = consultation_day(from_now, progress.phase)
    terms = from_now if consultation is None else _after_consultation(from_now, consultation)
    sessions = planned_sessions(terms, progress, seen.now)
    own = course_findings(terms, progress, sessions, seen.now)
    rule_findings, missing = _rules(request, order, session)
    findings = (*own, *rule_findings)
    given = _given(progress, chosen)
    return CoursePlan(
        request=request,
        order=order,
        schedule=chosen,
        shortest_days=terms.shortest_days,
        most_sessions=terms.most_sessions,
        last_day=terms.end,
        phase=progress.phase,
        phase_reason=progress.reason,
        given=given,
        sessions=sessions,
        options=session_options(terms, progress, sessions, seen.now),
        activities=activities(from_now, progress, sessions, consultation, session),
        with_sessions=with_sessions(session) if sessions else (),
        spans=_spans(terms, given, sessions),
        costs=cost_lines(sessions, request.fee),
        verdict=overall(findings),
        findings=findings,
        person_findings=() if seen.now is None else seen.now.findings,
        missing_facts=missing,
        changes=changes_since(request.earlier, given, sessions, progress.phase, request.calendar.zone),
        forecast=seen.now,
        forecast_withheld=seen.withheld,
        session_minutes=leaving(order.regimen, request.clinic, None, ()).shown_min,
        limits=course_limits(seen, terms.shortest_days),
        provenance=_provenance(request, seen),
    )


def _order(request: CourseRequest) -> CourseOrder:
    """What is given: as asked, else as in the last session."""
    if request.order is not None:
        return request.order
    given = () if request.records is None else request.records.sessions
    if not given:
        raise ConflictError("No session is on record and no dose came: give --drug, --route and --dose.")
    return CourseOrder(regimen=given[-1].regimen, ordered=given[-1].ordered)


def _session(request: CourseRequest, order: CourseOrder) -> Session:
    condition = None if request.condition is None else condition_named(request.condition)
    return Session(
        drug=order.regimen.drug,
        routes=order.regimen.routes,
        indication=_indication(condition),
        region=request.clinic.region,
    )


def _indication(condition: str | None) -> str | None:
    """The indication that rules know a condition by."""
    if condition is None:
        return None
    if condition in PAINFUL:
        return "chronic_pain"
    return "depression" if condition in ("depression", "bipolar") else "other"


def _schedule(request: CourseRequest, order: CourseOrder) -> Schedule:
    name = schedule_for(order.regimen) if request.schedule is None else request.schedule
    if name is ScheduleName.LABEL and schedule_for(order.regimen) is not ScheduleName.LABEL:
        raise ConflictError(
            "The label's schedule came for another drug or route; it is of intranasal esketamine alone."
        )
    if name is ScheduleName.LABEL and (request.induction_sessions or request.per_week):
        raise ConflictError("The label's schedule came with another induction; take --schedule clinic for your own.")
    return with_induction(schedule(name), request.induction_sessions, request.per_week)


def _terms(request: CourseRequest, chosen: Schedule, order: CourseOrder, progress: Progress) -> Terms:
    shortest = int(setting("shortest_spacing")) if request.shortest_days is None else request.shortest_days
    per_week = request.per_week
    if per_week is not None and per_week * shortest > 7:
        raise ConflictError(
            f"{per_week} sessions a week came with at least {shortest} d between sessions; they do not fit: "
            "plan fewer a week, or give a shorter --shortest-spacing."
        )
    at = _time_of_day(request, progress)
    first = _first_day(request.calendar, request, at)
    plan_days = whole_setting("plan_days") if request.plan_days is None else request.plan_days
    most = course_setting("most_sessions")
    return Terms(
        request=request,
        schedule=chosen,
        order=order,
        at=at,
        shortest_days=shortest,
        first=first,
        end=first + timedelta(days=plan_days),
        most_sessions=request.most_sessions if most is None or request.most_sessions is not None else int(most),
    )


def _after_consultation(terms: Terms, consultation: date) -> Terms:
    """The same terms, the first session no sooner than the consultation allows."""
    return replace(terms, first=consultation + timedelta(days=whole_setting("consultation_lead")))


def _time_of_day(request: CourseRequest, progress: Progress) -> time:
    if request.calendar.at is not None:
        return request.calendar.at
    if progress.given:
        return progress.given[-1].at.astimezone(request.calendar.zone).time().replace(second=0, microsecond=0)
    return time(hour=whole_setting("session_time"))


def _first_day(calendar: ClinicCalendar, request: CourseRequest, at: time) -> date:
    """The first day whose session would still lie ahead of now, no sooner than the start that was asked for."""
    today = request.now.astimezone(calendar.zone).date()
    day = today if begins(calendar, today, at) > request.now else today + timedelta(days=1)
    return day if request.start is None else max(day, request.start)


def _rules(
    request: CourseRequest, order: CourseOrder, session: Session
) -> tuple[tuple[Finding, ...], tuple[MissingFact, ...]]:
    """What the rules say of the facts, and the dose check."""
    facts = read_facts(
        request.covariates,
        history=request.history,
        conditions=(*request.conditions, *request.extra),
        taking=request.taking,
        indication=session.indication,
    )
    findings, missing = check_rules(facts, session)
    return tuple(sort_findings((*findings, *check_dose(order.regimen, request.covariates.weight_kg)))), missing


def _given(progress: Progress, chosen: Schedule) -> tuple[GivenSession, ...]:
    numbers = number_in_series(progress.given)
    return tuple(
        GivenSession(number=i, phase=chosen.step_of(n).phase, at=one.at)
        for i, (one, n) in enumerate(zip(progress.given, numbers, strict=True), start=1)
    )


def _spans(terms: Terms, given: Sequence[GivenSession], sessions: Sequence[Occasion]) -> tuple[PhaseSpan, ...]:
    everything: tuple[GivenSession | Occasion, ...] = (*given, *sessions)
    series = number_of_series([one.at for one in everything])
    spans = []
    for (_, phase), group in groupby(zip(series, everything, strict=True), key=lambda one: (one[0], one[1].phase)):
        members = [one for _, one in group]
        spans.append(
            PhaseSpan(
                phase=phase,
                first=terms.day_of(members[0].at),
                last=terms.day_of(members[-1].at),
                given=sum(isinstance(one, GivenSession) for one in members),
                planned=sum(isinstance(one, Occasion) for one in members),
            )
        )
    return tuple(spans)


def _provenance(request: CourseRequest, seen: Outlook) -> Provenance:
    if seen.now is not None:
        return seen.now.provenance
    return Provenance(
        code_version=request.code_version, evidence_digest=digest(), models=(), seed=request.seed, people=0, notes=()
    )
