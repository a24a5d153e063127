"""Activities beside the drug: consultation, response check, checks that rules ask for, and the care around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from wane.evidence.reading import load_register
from wane.forecast.statements import PAINFUL
from wane.plan.course_calendar import open_from, open_until
from wane.plan.course_dates import NO_SESSIONS, Terms
from wane.plan.course_plan import Activity, Occasion
from wane.plan.course_progress import Progress
from wane.plan.course_schedule import Phase, whole_setting
from wane.plan.rules import load_rules, reaches
from wane.plan.scope import Session
from wane.plan.watching import rule_line

Entry = Mapping[str, object]
ASSESSED = "Response check: score against the one at entry; go on, change or stop is the clinician's decision"
EARLY = "Early check, before the session: score against the one at entry"
CONSULTED = "Consultation: indication, findings, consent, entry score, tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """The days that activities hang on: consultation and response check where they lie ahead, the first session."""

    consultation: date | None
    response_check: date | None
    first_session: date | None


def consultation_day(terms: Terms, phase: Phase) -> date | None:
    """The first clinic day from which something new may begin, where a consultation comes first."""
    is_asked = terms.request.phase is None or terms.request.phase is Phase.CONSULTATION
    if phase not in (Phase.CONSULTATION, Phase.PAUSE) or not is_asked:
        return None
    return open_from(terms.request.calendar, terms.first)


def activities(
    terms: Terms, progress: Progress, sessions: Sequence[Occasion], consultation: date | None, session: Session
) -> tuple[Activity, ...]:
    """Every activity from now to the plan's end, by day."""
    check = response_check_day(terms, progress, sessions)
    starts = [terms.day_of(one.at) for one in progress.series[:1]] if progress.done else []
    starts += [terms.day_of(one.at) for one in sessions[:1]]
    anchors = Anchors(consultation=consultation, response_check=check, first_session=starts[0] if starts else None)
    found = [
        *_milestones(terms, progress, sessions, anchors),
        *_checks(terms, anchors, session),
        *_care(terms, anchors, progress),
    ]
    return tuple(sorted(found, key=lambda one: one.day))


def with_sessions(session: Session) -> tuple[str, ...]:
    """What belongs to every session, with the rules that ask for it."""
    entries = [
        (entry, _rules_of(entry, session)) for entry in _section("checks").values() if entry.get("with_sessions")
    ]
    return tuple(f"{entry['what']} ({', '.join(ids)}; {entry['where']})." for entry, ids in entries)


def response_check_day(terms: Terms, progress: Progress, sessions: Sequence[Occasion]) -> date | None:
    """Some days after the induction's last session, on a clinic day no later than the session after it."""
    lead, due = whole_setting("response_check_after"), terms.schedule.induction_sessions
    if progress.phase in NO_SESSIONS and terms.request.phase is not None:
        return None
    if progress.phase is Phase.RESPONSE_CHECK:
        last = terms.day_of(progress.given[-1].at) if progress.given else terms.first
        wanted, next_one = max(terms.first, last + timedelta(days=lead)), sessions[:1]
        earliest = terms.first
    else:
        left = due - progress.done
        if left < 1 or len(sessions) < left:
            return None
        last = terms.day_of(sessions[left - 1].at)
        wanted, next_one = last + timedelta(days=lead), sessions[left : left + 1]
        earliest = last + timedelta(days=1)
    day = open_from(terms.request.calendar, wanted)
    if not next_one or day <= (limit := terms.day_of(next_one[0].at)):
        return day
    return open_until(terms.request.calendar, limit, earliest) or limit


def _milestones(terms: Terms, progress: Progress, sessions: Sequence[Occasion], anchors: Anchors) -> Iterator[Activity]:
    if anchors.consultation is not None:
        yield Activity(id="consultation", what=CONSULTED, day=anchors.consultation, sources=("KR042",), basis="KR042")
    if anchors.response_check is not None:
        sources = ("mood_practice.review_of_benefit.1",)
        basis = "the label reviews benefit at the end of its induction"
        yield Activity(id="response_check", what=ASSESSED, day=anchors.response_check, sources=sources, basis=basis)
    early = whole_setting("early_check_sessions")
    at = early - progress.done
    if early < terms.schedule.induction_sessions and 0 <= at < len(sessions):
        source = "mood_moderators.early_non_improvement_after_4_infusions.1"
        yield Activity(
            id="early_check",
            what=EARLY,
            day=terms.day_of(sessions[at].at),
            sources=(source,),
            basis=f"after {early} sessions of the induction",
        )


def _checks(terms: Terms, anchors: Anchors, session: Session) -> Iterator[Activity]:
    lines = {rule.id: rule_line(rule, session) for rule in load_rules()}
    for name, entry in _section("checks").items():
        ids = _rules_of(entry, session)
        if entry.get("with_sessions") or not ids:
            continue
        basis = "; ".join((str(entry["where"]), *(lines[rule] for rule in ids)))
        for day in _days(terms, anchors, entry):
            yield Activity(id=name, what=str(entry["what"]), day=day, sources=ids, basis=basis)


def _care(terms: Terms, anchors: Anchors, progress: Progress) -> Iterator[Activity]:
    condition = terms.request.condition or (progress.instrument.condition if progress.instrument else None)
    for name, entry in _section("care").items():
        if "of" in entry and (entry["of"] == "pain") != (condition in PAINFUL):
            continue
        sources = () if entry["source"] is None else (str(entry["source"]),)
        for day in _days(terms, anchors, entry):
            yield Activity(id=name, what=str(entry["what"]), day=day, sources=sources, basis=str(entry["where"]))


def _days(terms: Terms, anchors: Anchors, entry: Entry) -> Iterator[date]:
    """The clinic days of one entry that lie ahead, up to the plan's end."""
    every, found = int(cast(int, entry["every_days"])), set[date]()
    if entry.get("at_consultation") and anchors.consultation is not None:
        found.add(anchors.consultation)
    if entry.get("at_response_check") and anchors.response_check is not None:
        found.add(anchors.response_check)
    anchored = tuple(found)
    start = anchors.first_session or anchors.consultation or terms.first
    if "after_session" in entry:
        start += timedelta(days=1 - every)
    for i in range(1, int(cast(int, entry.get("times", 1000))) + 1):
        if (day := start + timedelta(days=i * every)) > terms.end:
            break
        if all(abs((day - other).days) > every // 2 for other in anchored):
            found.add(open_from(terms.request.calendar, day))
    yield from sorted(day for day in found if terms.first <= day <= terms.end)


def _rules_of(entry: Entry, session: Session) -> tuple[str, ...]:
    """The rules of an entry that have anything to say on this course."""
    wanted = set(cast(Sequence[str], entry["rules"]))
    return tuple(rule.id for rule in load_rules() if rule.id in wanted and reaches(rule, session))


def _section(name: str) -> Mapping[str, Entry]:
    return cast(Mapping[str, Entry], load_register("course")[name])
