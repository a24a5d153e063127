"""Panels: which courses of a plan stand in which picture, and the same values as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wane.models.regimen import Drug
from wane.models.timecourse import TimeCourse
from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.rounding import round_to_band, round_without_band
from wane.report.sources import Citation, marks
from wane.report.wording import ANALYTE_WORDS, unit_words
from wane.units import decimal_minutes

MINUTES_PER_DAY = 1440.0
LONG_ENDING = ".long"
"""Ends the name of a course that shows how long the drug stays, over days."""
TABLE_ROWS = 13

FITTED = "fitted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a picture with its bands: a course, its name at the line's end, its hue."""

    name: str
    course: TimeCourse
    colour: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture of the stack: what it shows, in which unit, of how many virtual people."""

    id: str
    title: str
    unit: str
    population: str
    curves: tuple[Curve, ...]
    is_tall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateStep:
    """A constant rate from one minute to another, in the unit the panel names."""

    start_min: float
    end_min: float
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The values of one panel in words, thinned to some dozen times."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def session_panels(plan: SessionPlan, citations: Mapping[str, Citation]) -> tuple[Panel, ...]:
    """Concentration, dissociation, systolic and diastolic rise: those that the plan has, in this order."""
    short = {c.quantity: c for c in plan.courses if not _is_long(c)}
    panels = (
        _concentration_panel(plan, short.values(), citations, id_="concentration", title="Concentration"),
        _panel(
            plan,
            "dissociation",
            "Dissociation",
            [("dissociation", short.get("dissociation"), theme.DISSOCIATION)],
            citations,
        ),
        _panel(
            plan,
            "systolic_rise",
            "Systolic rise over the value before",
            [("systolic rise", short.get("systolic_rise"), theme.SYSTOLIC)],
            citations,
        ),
        _panel(
            plan,
            "diastolic_rise",
            "Diastolic rise over the value before",
            [("diastolic rise", short.get("diastolic_rise"), theme.DIASTOLIC)],
            citations,
        ),
    )
    return tuple(panel for panel in panels if panel is not None)


def given_steps(plan: SessionPlan) -> tuple[tuple[RateStep, ...], str]:
    """The rates of a plan and their unit: the pump's mL/h where a bag is known, else mg/h."""
    steps = tuple(
        RateStep(
            start_min=step.start_min,
            end_min=step.end_min,
            rate=step.rate_mg_h if step.rate_ml_h is None else step.rate_ml_h,
        )
        for step in plan.pump_steps
    )
    return steps, "mg/h" if plan.bag is None else "mL/h"


def long_panel(plan: SessionPlan, citations: Mapping[str, Citation]) -> Panel | None:
    """How long the drug stays, over days; None where the plan holds no long course."""
    long = [c for c in plan.courses if _is_long(c)]
    return _concentration_panel(plan, long, citations, id_="how_long", title="How long the drug stays")


def value_tables(plan: SessionPlan, compare: SessionPlan | None = None) -> tuple[Table, ...]:
    """A table for each picture of the stack, those of the second regimen after the first."""
    tables: list[Table] = []
    for shown in (plan, compare):
        if shown is None:
            continue
        of_whom = f" · {shown.ordered}" if compare else ""
        tables += [table_of(panel, of_whom=of_whom) for panel in session_panels(shown, {})]
        tail = long_panel(shown, {})
        tables += [table_of(tail, of_whom=of_whom, day_scale=True)] if tail else []
    return tuple(tables)


def table_of(panel: Panel, *, of_whom: str = "", day_scale: bool = False) -> Table:
    """The panel's values at some dozen times; every cell reads `median (5 %–95 %)`."""
    first = panel.curves[0].course.minutes
    at = np.unique(np.linspace(0, first.size - 1, min(TABLE_ROWS, first.size)).round().astype(int))
    heads = ("days" if day_scale else "min", *(f"{curve.name}, {unit_words(panel.unit)}" for curve in panel.curves))
    rows = tuple(
        (
            _time_words(float(first[i]), day_scale=day_scale),
            *(_cell(curve.course, float(first[i])) for curve in panel.curves),
        )
        for i in at
    )
    return Table(caption=f"{panel.title}: median (90 % interval){of_whom}", heads=heads, rows=rows)


def population_words(plan: SessionPlan) -> str:
    """Whom the bands speak of: how many virtual people, and what they share with this person."""
    who = plan.covariates
    shared = [f"{round_without_band(who.weight_kg)}\u00a0kg"]
    if who.age_y is not None:
        shared.append(f"{round_without_band(who.age_y)}\u00a0y")
    if who.sex is not None:
        shared.append(str(who.sex))
    return f"median, 50\u00a0% and 90\u00a0% of {plan.provenance.people:,} virtual people of {', '.join(shared)}"


def _is_long(course: TimeCourse) -> bool:
    """A concentration over the days that the drug stays, as its name says."""
    return course.quantity.startswith("concentration.") and course.quantity.endswith(LONG_ENDING)


def _concentration_panel(
    plan: SessionPlan, courses: Iterable[TimeCourse], citations: Mapping[str, Citation], *, id_: str, title: str
) -> Panel | None:
    """Parent and norketamine of one site in one panel; further analytes stay in the tables and the JSON."""
    by_analyte = {c.quantity.split(".")[1]: c for c in courses if c.quantity.startswith("concentration.")}
    parent = "s_ketamine" if plan.regimen.drug is Drug.ESKETAMINE and "s_ketamine" in by_analyte else "ketamine"
    shown = ((parent, theme.PARENT), ("norketamine", theme.METABOLITE))
    is_single = plan.regimen.drug is Drug.ESKETAMINE
    names = {**ANALYTE_WORDS, "ketamine": ANALYTE_WORDS["s_ketamine"]} if is_single else ANALYTE_WORDS
    lines = [(names[a], by_analyte.get(a), colour) for a, colour in shown]
    site = next((c.site for _, c, _ in lines if c is not None), None)
    return _panel(plan, id_, f"{title}, {site} blood" if site else title, lines, citations, is_tall=True)


def _panel(
    plan: SessionPlan,
    id_: str,
    title: str,
    lines: Sequence[tuple[str, TimeCourse | None, str]],
    citations: Mapping[str, Citation],
    *,
    is_tall: bool = False,
) -> Panel | None:
    """A panel of the courses that exist; None where none does."""
    curves = tuple(
        Curve(name=name, course=course, colour=colour, marks=_main_marks(course, plan, citations))
        for name, course, colour in lines
        if course is not None
    )
    if not curves:
        return None
    return Panel(
        id=id_,
        title=title,
        unit=curves[0].course.unit,
        population=f"{population_words(plan)}; {curves[0].course.level} prediction",
        curves=curves,
        is_tall=is_tall,
    )


def _main_marks(course: TimeCourse, plan: SessionPlan, citations: Mapping[str, Citation]) -> tuple[int, ...]:
    """Marks of the models and fits behind a line; of all its evidence where it names none of them."""
    main = tuple(i for i in course.evidence if i in plan.provenance.models or i.startswith(FITTED))
    return marks(main or course.evidence, citations)


def _time_words(minutes: float, *, day_scale: bool) -> str:
    """Minutes, or days."""
    return round_without_band(minutes / MINUTES_PER_DAY) if day_scale else decimal_minutes(minutes)


def _cell(course: TimeCourse, minute: float) -> str:
    """Median and 90 % interval at one time, rounded to what the interval supports."""
    at = int(np.argmin(np.abs(course.minutes - minute)))
    low, median, high = (float(q[at]) for q in (course.q05, course.median, course.q95))
    low_text, median_text, high_text = round_to_band((low, median, high), high - low)
    dash = " to " if "-" in low_text + high_text else "–"
    return f"{median_text} ({low_text}{dash}{high_text})"
