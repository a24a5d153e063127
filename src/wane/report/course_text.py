"""The terminal page of a course plan: plain text, some 100 columns, what to look at first."""

from collections.abc import Iterator
from typing import TextIO

from wane.plan.course_plan import CoursePlan
from wane.report.course_words import (
    activity_words,
    asked_line,
    choice_words,
    cost_words,
    course_headline,
    course_title,
    finding_lines,
    note_lines,
    phase_words,
    session_rows,
    spacing_words,
)
from wane.report.text import BOLD, PLAIN, carried_by, is_heading, section, table, wrapped
from wane.report.wording import INTENDED_USE

SHOWN_QUESTIONS = 8


def render_course_text(plan: CoursePlan) -> str:
    """The page as plain text, ending in a newline."""
    return "\n".join(line.rstrip() for line in _lines(plan)) + "\n"


def write_course_text(plan: CoursePlan, stream: TextIO) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    text = render_course_text(plan)
    if stream.isatty():
        text = "\n".join(f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in text.split("\n"))
    stream.write(carried_by(text, stream.encoding or "ascii"))


def _lines(plan: CoursePlan) -> Iterator[str]:
    yield course_title(plan)
    yield from wrapped(asked_line(plan), first="", rest="")
    yield "─" * 100
    yield from wrapped(course_headline(plan), first="", rest="")
    yield from section("LOOK AT THIS FIRST", finding_lines(plan))
    yield from section("CHANGED SINCE THE PLAN BEFORE", plan.changes)
    yield from section("NEXT SESSION: A CLINICIAN DECIDES", (choice_words(plan, one) for one in plan.options))
    yield from section("PHASES", phase_words(plan))
    yield from section("PROPOSED SESSIONS", table(list(session_rows(plan)), right=(0, 4)) if plan.sessions else ())
    yield from section("WHY THESE DATES", spacing_words(plan))
    yield from section("WITH EVERY SESSION", plan.with_sessions)
    yield from section("CHECKS AND CARE BESIDE THE DRUG, PROPOSED", activity_words(plan))
    yield from section("COST OF THE PROPOSED SESSIONS", (cost_words(line) for line in plan.costs))
    yield from section("NOTES", note_lines(plan))
    yield from section("NOT KNOWN", question_lines(plan))
    yield from section("FORECAST", forecast_lines(plan))
    yield from section("LIMITS", plan.limits)
    made = plan.provenance
    yield ""
    models = f" {', '.join(made.models)};" if made.models else ""
    words = f"Wane {made.code_version}; evidence {made.evidence_digest[:12]};{models} seed {made.seed}. {INTENDED_USE}"
    yield from wrapped(words, first="", rest="")


def question_lines(plan: CoursePlan) -> Iterator[str]:
    """The first questions that rules ask, and how many more there are."""
    for fact in plan.missing_facts[:SHOWN_QUESTIONS]:
        yield fact.question
    if (more := len(plan.missing_facts) - SHOWN_QUESTIONS) > 0:
        yield f"and {more} more: wane session lists them all, --json too."


def forecast_lines(plan: CoursePlan) -> Iterator[str]:
    """What the next date rests on."""
    if plan.forecast is None:
        yield f"None: {plan.forecast_withheld}"
        return
    yield plan.forecast.relief.withheld or plan.forecast.event
    yield plan.forecast.basis.sentence
