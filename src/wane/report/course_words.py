"""Words of a course plan that its pages share: headline, dates, options, activities, money."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from wane.plan.course_plan import Activity, CostLine, CoursePlan, Dating, Occasion, SessionOption
from wane.plan.session_plan import Finding, Verdict
from wane.report.forecast_words import chance_words
from wane.report.wording import VERDICT_WORDS, confidence_words, counted

HABIT = "clinic's habit, no row"
SHOWN_DAYS = 4
DATING_WORDS = {
    Dating.SCHEDULE: "by the schedule",
    Dating.RISK: "by the accepted risk",
    Dating.BAD_DAYS: "by bad days spared",
    Dating.LADDER: "by the ladder",
    Dating.PRINTED: "by the printed spacing",
    Dating.KEPT: "at the spacing kept",
    Dating.LATER: "a clinic day later",
    Dating.EARLIEST: "as soon as spacing allows",
}


def course_title(plan: CoursePlan) -> str:
    """`Course plan, Esketamine label`."""
    return f"Course plan: {plan.schedule.title[:1].lower()}{plan.schedule.title[1:]}"


def asked_line(plan: CoursePlan) -> str:
    """What is given, from when, in which zone."""
    zone = plan.request.calendar.zone
    now = f"{plan.request.now.astimezone(zone):%-d %B %Y, %H:%M}"
    return f"{plan.order.ordered} · from {now} · days counted in {plan.request.calendar.zone_words}"


def course_headline(plan: CoursePlan) -> str:
    """Phase, next session and its risk, or why none is proposed; a hold comes first."""
    hold = "A finding says hold: see below before any date is taken. " if plan.verdict is Verdict.HOLD else ""
    where = f"Phase: {plan.phase} ({plan.phase_reason})."
    if not plan.sessions:
        return f"{hold}{where} No session is proposed."
    first = plan.sessions[0]
    risk = chance_before(plan, first.risk_before)
    when = f"Next session proposed: number {first.number}, {when_words(plan, first.at)}, {DATING_WORDS[first.dating]}"
    return f"{hold}{where} {when}{risk}."


def when_words(plan: CoursePlan, at: datetime) -> str:
    """`Wed 13 May 2026, 10:00` in the clinic's zone."""
    return f"{at.astimezone(plan.request.calendar.zone):%a %-d %b %Y, %H:%M}"


def chance_before(plan: CoursePlan, risk: float | None) -> str:
    """The chance of relapse before a date, or, where it is as likely as not that there was no relief, of that."""
    if risk is None:
        return ""
    is_unwell = plan.forecast is not None and plan.forecast.day_of_risk(0.5) == 1
    what = "of being without relief by then" if is_unwell else "of relapse before it"
    return f", chance {what} {chance_words(risk)}"


def choice_words(plan: CoursePlan, option: SessionOption) -> str:
    """One option for the next session in a sentence."""
    name = DATING_WORDS[option.dating]
    name = name[:1].upper() + name[1:]
    if option.at is None:
        return f"{name}: no date; {option.reason}"
    risk = chance_before(plan, option.risk_before)
    planned = " (planned)" if option.is_chosen else ""
    return f"{name}{planned}: {when_words(plan, option.at)}{risk}; {option.reason}"


def session_rows(plan: CoursePlan) -> Iterator[tuple[str, ...]]:
    """Number, phase, when, how dated and the risk of each proposed session."""
    yield ("no.", "phase", "proposed", "dated by", "risk before")
    for one in plan.sessions:
        yield (f"{one.number}", one.phase.value, when_words(plan, one.at), one.dating.value, risk_words(one))


def risk_words(one: Occasion) -> str:
    """The chance of relapse before a session, or a dash."""
    return "–" if one.risk_before is None else chance_words(one.risk_before)


def spacing_words(plan: CoursePlan) -> Iterator[str]:
    """Why the sessions stand where they stand: each reason once, with the sessions it is of and its sources."""
    reasons: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for one in plan.sessions:
        reasons.setdefault((one.reason, one.sources), []).append(one.number)
    for (reason, sources), numbers in reasons.items():
        which = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        yield f"Session{'s' if len(numbers) > 1 else ''} {which}: {reason} ({', '.join(sources)})."


def activity_words(plan: CoursePlan) -> Iterator[str]:
    """Each activity once, with its first days and where it comes from."""
    groups: dict[str, list[Activity]] = {}
    for one in plan.activities:
        groups.setdefault(one.id, []).append(one)
    for found in groups.values():
        source = ", ".join(found[0].sources) or HABIT
        yield f"{found[0].what}: {days_words([one.day for one in found])} ({source})"


def days_words(days: Sequence[date]) -> str:
    """The first days, and how many more until when; a year stands where it changes."""
    shown = days[:SHOWN_DAYS]
    words = [
        f"{day:%-d %b}" if day.year == after.year else f"{day:%-d %b %Y}"
        for day, after in zip(shown, shown[1:], strict=False)
    ]
    first = ", ".join([*words, f"{shown[-1]:%-d %b %Y}"])
    more = len(days) - SHOWN_DAYS
    return first if more <= 0 else f"{first} and {more} more until {days[-1]:%-d %b %Y}"


def phase_words(plan: CoursePlan) -> Iterator[str]:
    """Each phase with its days and sessions."""
    for one in plan.spans:
        days = f"{one.first:%-d %b %Y}" if one.first == one.last else f"{one.first:%-d %b} to {one.last:%-d %b %Y}"
        given = f"{counted(one.given, 'session')} given" if one.given else ""
        planned = f"{counted(one.planned, 'session')} proposed" if one.planned else ""
        sessions = ", ".join(words for words in (given, planned) if words)
        yield f"{one.phase[:1].upper()}{one.phase[1:]}: {days}, {sessions}"


def cost_words(line: CostLine) -> str:
    """What one phase costs, or all of it."""
    name = "All" if line.phase is None else f"{line.phase[:1].upper()}{line.phase[1:]}"
    return (
        f"{name}: {counted(line.sessions, 'session')}, {line.charged} {line.currency} charged, "
        f"{line.covered} {line.currency} covered, {line.own} {line.currency} out of pocket"
    )


def finding_lines(plan: CoursePlan) -> Iterator[str]:
    """What somebody should look at, the person's records first."""
    for record in plan.person_findings:
        yield f"{record.sentence} Who: {record.who}."
    yield from (_finding(one) for one in plan.findings if one.verdict is not Verdict.PROCEED)


def note_lines(plan: CoursePlan) -> Iterator[str]:
    """Findings that ask for nothing."""
    yield from (_finding(one) for one in plan.findings if one.verdict is Verdict.PROCEED)


def unknown_words(plan: CoursePlan) -> str:
    """How many facts that rules ask for nobody gave."""
    return f"{counted(len(plan.missing_facts), 'fact')} that rules ask for: not known. The text page asks for them."


def _finding(one: Finding) -> str:
    checked = "" if one.is_checked else ", not re-checked"
    return f"{VERDICT_WORDS[one.verdict]}: {one.sentence} ({one.source}, {confidence_words(one.confidence)}{checked})"
