"""What a course itself gives reason to look at: no response, too many sessions, a slow induction, no day by the rule.

Each is a finding for a clinician: a course is never stopped by it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from wane.evidence.reading import load_register, load_table
from wane.forecast.person_forecast import PersonForecast
from wane.forecast.statements import PAINFUL
from wane.plan.course_dates import RULE_WORDS, Terms
from wane.plan.course_outlook import option_of
from wane.plan.course_plan import Dating, Occasion
from wane.plan.course_progress import Progress, is_checked
from wane.plan.course_schedule import Phase, ScheduleName, whole_setting
from wane.plan.session_plan import Finding, Verdict

EARLY_ROW = "mood_moderators.early_non_improvement_after_4_infusions.1"
REVIEW_ROW = "mood_practice.review_of_benefit.1"
MOST_SESSIONS = "course.most_sessions"


def course_findings(
    terms: Terms, progress: Progress, sessions: Sequence[Occasion], forecast: PersonForecast | None
) -> tuple[Finding, ...]:
    """Every finding of the plan on itself, the strongest first."""
    found = [
        *_most(terms, progress),
        *_response(terms, progress, forecast),
        *_no_day(terms, progress, sessions, forecast),
        *_slow(terms, progress, sessions),
    ]
    return tuple(found)


def _most(terms: Terms, progress: Progress) -> Iterator[Finding]:
    most = terms.most_sessions
    if most is not None and len(progress.given) >= most:
        yield _finding(
            "course.most_sessions",
            Verdict.HOLD,
            f"{len(progress.given)} sessions are on record and the clinic's most is {most}: none is proposed.",
            MOST_SESSIONS,
            "The most sessions are reached",
        )


def _response(terms: Terms, progress: Progress, forecast: PersonForecast | None) -> Iterator[Finding]:
    n, early, induction = len(progress.series), whole_setting("early_check_sessions"), terms.schedule.induction_sessions
    if n < early or progress.phase in (Phase.PAUSE, Phase.STOP):
        return
    fall = progress.fall_pct
    if fall is None:
        if n <= induction:
            yield _finding(
                "course.not_scored",
                Verdict.CAUTION,
                f"After {n} sessions there is no score before and after to compare: nobody can say whether it helps.",
                EARLY_ROW,
                "No score to judge response by",
            )
        return
    said = _sayings()
    if n <= induction and fall < whole_setting("early_fall"):
        label = f" For esketamine: {said['early_esketamine']}." if terms.schedule.name is ScheduleName.LABEL else ""
        yield _carried(
            terms,
            _finding(
                "course.early_non_improvement",
                Verdict.CAUTION,
                f"{_fell(progress, fall)} after {n} sessions, under {whole_setting('early_fall')} %: "
                f"{_where(EARLY_ROW)}. Decide whether to go on; nothing stops by itself.{label}",
                EARLY_ROW,
                "Little better early in the induction",
            ),
        )
    response = None if forecast is None else forecast.lines.response_pct
    if n >= induction and response is not None and fall < response and (is_checked(progress) or n > induction):
        yield _carried(
            terms,
            _finding(
                "course.no_response",
                Verdict.CAUTION,
                f"{_fell(progress, fall)} after {n} sessions, under the {response:g} % of a response: review whether "
                f"to stop. {said['label_review'].capitalize()}; {said['late_response']}. Nothing stops by itself.",
                REVIEW_ROW,
                "No response after the induction",
            ),
        )


def _no_day(
    terms: Terms, progress: Progress, sessions: Sequence[Occasion], forecast: PersonForecast | None
) -> Iterator[Finding]:
    option = None if forecast is None else option_of(forecast, terms.request.rule)
    if not sessions or option is None or option.date is not None or progress.last is None:
        return
    if sessions[0].dating is not Dating.PRINTED:
        return
    yield _finding(
        "course.no_day_by_rule",
        Verdict.CAUTION,
        f"{RULE_WORDS[terms.request.rule].capitalize()} finds no day for the next session: "
        f"{option.reason.rstrip('.')}. The date stands by the printed spacing.",
        sessions[0].sources[0],
        "No day by the rule",
    )


def _slow(terms: Terms, progress: Progress, sessions: Sequence[Occasion]) -> Iterator[Finding]:
    """An induction that clinic days and spacing draw out beyond what its rows studied."""
    step, left = terms.schedule.steps[0], terms.schedule.induction_sessions - progress.done
    if left < 1 or len(sessions) < left or step.most_days is None:
        return
    start = progress.series[0].at if progress.done and progress.series else sessions[0].at
    days = (terms.day_of(sessions[left - 1].at) - terms.day_of(start)).days
    if days > step.most_days:
        yield _finding(
            "course.slow_induction",
            Verdict.CAUTION,
            f"The induction takes {days} days; its rows are of {step.fewest_days} to {step.most_days} days "
            f"({step.where}).",
            step.sources[0],
            "The induction is slower than studied",
        )


def _fell(progress: Progress, fall: float) -> str:
    assert progress.instrument is not None
    assert progress.last is not None
    assert progress.entry is not None
    scores = f"{progress.instrument.name} {progress.entry.value:g} at entry, {progress.last.value:g} on "
    change = f"a fall of {fall:.0f} %" if fall >= 0.0 else f"a rise of {-fall:.0f} %"
    return f"{scores}{progress.last.at:%-d %B %Y}: {change}"


def _carried(terms: Terms, finding: Finding) -> Finding:
    """Rows of depression speak of pain only as carried over."""
    if terms.request.condition not in PAINFUL:
        return finding
    sentence = f"{finding.sentence} Written for depression, carried over as a caution."
    return replace(finding, sentence=sentence, extended_from="depression")


def _finding(name: str, verdict: Verdict, sentence: str, source: str, head: str) -> Finding:
    table = source.partition(".")[0]
    row = {} if table in ("course", "booking") else {r["id"]: r for r in load_table(table)}[source]
    return Finding(
        id=name,
        verdict=verdict,
        sentence=sentence,
        strength="study" if row else "clinic setting",
        confidence=row.get("confidence", "computed"),
        source=source,
        is_checked=bool(row.get("checked", "yes")),
        head=head,
    )


def _where(source: str) -> str:
    settings = cast(Mapping[str, Mapping[str, object]], load_register("course")["settings"])
    return next(str(entry["where"]) for entry in settings.values() if entry.get("source") == source)


def _sayings() -> Mapping[str, str]:
    entries = cast(Mapping[str, Mapping[str, str]], load_register("course")["said_of_response"])
    return {name: entry["where"] for name, entry in entries.items()}
