"""A course plan as PDF: one A4 page by typst, with the vector figure; the same plan gives the same bytes."""

from typing import Final

from wane.plan.course_plan import CoursePlan
from wane.report import theme
from wane.report.course_figures import render_course_svg
from wane.report.course_text import forecast_lines
from wane.report.course_words import (
    activity_words,
    asked_line,
    choice_words,
    cost_words,
    course_headline,
    course_title,
    finding_lines,
    phase_words,
    session_rows,
    unknown_words,
)
from wane.report.typeset import typeset
from wane.report.wording import INTENDED_USE

SHOWN_SESSIONS: Final = 16
SHOWN_FINDINGS: Final = 4
SHOWN_LIMITS: Final = 6  # those of any plan, then where its forecast is known to be wrong


def render_course_pdf(plan: CoursePlan) -> bytes:
    """The PDF file."""
    return typeset("course.typ", _page(plan), render_course_svg(plan, layout=theme.PRINT))


def _page(plan: CoursePlan) -> dict[str, object]:
    """Every word of the page; what does not fit is counted, and the text page has it all."""
    made = plan.provenance
    head, *rows = session_rows(plan)
    left = len(rows) - SHOWN_SESSIONS
    findings = list(finding_lines(plan))
    more = len(findings) - SHOWN_FINDINGS
    return {
        "title": course_title(plan),
        "asked": asked_line(plan),
        "headline": course_headline(plan),
        "findings": findings[:SHOWN_FINDINGS] + ([f"and {more} more on the text page."] if more > 0 else []),
        "changes": list(plan.changes)[:SHOWN_FINDINGS],
        "options": [choice_words(plan, one) for one in plan.options],
        "phases": list(phase_words(plan)),
        "head": list(head),
        "sessions": [list(row) for row in rows[:SHOWN_SESSIONS]],
        "more": f"and {left} more, until {plan.sessions[-1].at:%-d %B %Y}." if left > 0 else "",
        "activities": [*plan.with_sessions, *activity_words(plan)],
        "costs": [cost_words(line) for line in plan.costs],
        "missing": [unknown_words(plan)] if plan.missing_facts else [],
        "forecast": list(forecast_lines(plan)),
        "limits": list(plan.limits)[:SHOWN_LIMITS],
        "provenance": f"Wane {made.code_version}; evidence {made.evidence_digest[:12]}; seed {made.seed}.",
        "intended_use": INTENDED_USE,
    }
