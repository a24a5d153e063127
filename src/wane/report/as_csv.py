"""The curves of a session plan as CSV: one row a quantity and time, every quantile, unit and site in columns."""

import csv
import io
from collections.abc import Iterator

from wane.models.timecourse import TimeCourse
from wane.plan.session_plan import SessionPlan
from wane.report.as_json import rounded

HEADS = ("ordered", "quantity", "unit", "site", "level", "minute", "median", "q05", "q25", "q75", "q95", "evidence")


def render_csv(plan: SessionPlan, *, compare: SessionPlan | None = None) -> str:
    """Every value behind the pictures; a number that is not finite is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADS)
    for shown in (plan, compare):
        if shown is not None:
            for course in shown.courses:
                writer.writerows([shown.ordered, *row] for row in _rows(course))
    return text.getvalue()


def _rows(course: TimeCourse) -> Iterator[list[str]]:
    """One row a time."""
    fixed = [course.quantity, course.unit, course.site or "", course.level]
    quantiles = (course.median, course.q05, course.q25, course.q75, course.q95)
    columns = (course.minutes, *quantiles)
    for numbers in zip(*(column.tolist() for column in columns), strict=True):
        yield [*fixed, *(_cell(number) for number in numbers), " ".join(course.evidence)]


def _cell(number: float) -> str:
    """Six significant digits, or nothing."""
    shown = rounded(number)
    return "" if shown is None else f"{shown:g}"
