"""`wane course`: one person's records, or a new patient's first dose, in; every proposed date of a course out."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Annotated, Final

import typer

from wane import __version__
from wane.cli import options
from wane.cli.course_text import (
    parse_clinic_days,
    parse_closed,
    parse_day,
    parse_fee,
    parse_phase,
    parse_rule,
    parse_schedule,
    parse_time_of_day,
    read_earlier_plan,
)
from wane.cli.order import OrderText, read_order
from wane.cli.output import output_path, write_whole
from wane.cli.patient_file import read_patient
from wane.cli.patient_rows import NOMINAL_KG
from wane.cli.person import PersonText, listed, read_person
from wane.cli.times import named_zone, parse_when
from wane.errors import ConflictError, FileFormatError, UnitError
from wane.forecast.case import last_record
from wane.models.instruments import condition_named, instrument_named
from wane.models.patient_records import PatientRecords
from wane.models.salts import base_share
from wane.plan.course import plan_course
from wane.plan.course_plan import CoursePlan
from wane.plan.course_request import WEEKDAYS, ClinicCalendar, CourseOrder, CourseRequest
from wane.report.course_json import render_course_json
from wane.report.course_text import write_course_text
from wane.units import Basis, parse_dose, shown

app = typer.Typer()

FIGURES: Final = (".svg", ".png", ".json")

EPILOG: Final = """Examples:

\b
  wane course patient.csv --zone Europe/London --clinic-days mon,tue,thu
  wane course patient.csv --zone Europe/London --cost "450 EUR" \\
      --covered "300 EUR" --ical course.ics --pdf course.pdf
  wane course --start 2026-09-07 --condition depression --drug ketamine \\
      --route iv --dose "0.5 mg/kg" --over "40 min" --zone Europe/London

Nothing is booked: every date is proposed, and a clinician decides. The plan follows from the records and --now alone:
plan again at every score and every session."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


Text = str | None


@app.command(epilog=EPILOG, short_help="Plan a course: phases, dates, checks, care, cost.")
def course(
    *,
    patient: Annotated[
        Text, typer.Argument(metavar="[FILE]", help="The person's records; none: a new patient.")
    ] = None,
    condition: Annotated[Text, _option("NAME", "depression, chronic pain, ...; the instrument's if not said.")] = None,
    instrument: Annotated[Text, _option("NAME", "The score that dates go by; the one with most if not said.")] = None,
    drug: Annotated[Text, _option("NAME", "ketamine or esketamine; that of the last session if not said.")] = None,
    route: Annotated[Text, _option("NAME", "iv, im, sc, intranasal, oral or sublingual.")] = None,
    dose: options.Dose = None,
    over: options.Over = None,
    weight: Annotated[Text, _option("QUANTITY", 'Body weight, needed for doses in mg: "70 kg".')] = None,
    age: options.Age = None,
    sex: options.Sex = None,
    taking: options.Taking = None,
    history: options.History = None,
    fact: options.Fact = None,
    start: Annotated[Text, _option("DATE", "First day of anything new: 2026-09-07.")] = None,
    now: Annotated[Text, _option("TIME", "When the plan is made; the last record if not said.")] = None,
    zone: Annotated[Text, _option("ZONE", "Of times without one, and of days: Europe/London.")] = None,
    phase: Annotated[Text, _option("NAME", "Instead of the one that the records show: maintenance, stop, ...")] = None,
    schedule: Annotated[Text, _option("NAME", "clinic or label; the label's for nasal esketamine.")] = None,
    rule: Annotated[str, _option("NAME", "1 (accepted risk), 2 (bad days spared) or ladder.")] = "1",
    risk: Annotated[float | None, _option("NUMBER", "Accepted chance of relapse; 0.2 if not said.")] = None,
    relapse_line: Annotated[float | None, _option("POINTS", "At or above it is relapse.")] = None,
    induction: Annotated[int | None, _option("NUMBER", "Sessions of the induction; 6 if not said.")] = None,
    per_week: Annotated[int | None, _option("NUMBER", "Sessions a week in the induction; 2 if not said.")] = None,
    shortest_spacing: Annotated[int | None, _option("DAYS", "Least days between sessions; 3 if not said.")] = None,
    most_sessions: Annotated[int | None, _option("NUMBER", "The clinic's most, those given included.")] = None,
    days: Annotated[int | None, _option("DAYS", "How far ahead to plan; 182 if not said.")] = None,
    clinic_days: Annotated[Text, _option("LIST", "mon,tue,thu; Monday to Friday if not said.")] = None,
    closed: Annotated[Text, _option("LIST", "Days the clinic is closed: 2026-12-25,2026-12-26.")] = None,
    time_of_day: Annotated[Text, _option("TIME", "When sessions begin; as the last one if not said.")] = None,
    cost: Annotated[Text, _option("MONEY", 'Of one session: "450 EUR".')] = None,
    covered: Annotated[Text, _option("MONEY", 'Of that, what somebody else pays: "300 EUR".')] = None,
    previous: Annotated[Text, _option("FILE", "An earlier --json plan, to show what changed.")] = None,
    ical: Annotated[Text, _option("FILE", "Write a calendar file: .ics.")] = None,
    calendar_id: Annotated[Text, _option("WORD", "The clinic's own word that keeps calendar entries apart.")] = None,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of the drawn paths.")] = 1,
    figure: Annotated[Text, _option("FILE", "Draw to this file: .svg, .png or .json (Vega-Lite).")] = None,
    pdf: options.Pdf = None,
    json: options.Json = False,
) -> None:
    """Plan one person's course: phases, the next session with its risk, later dates, checks, care and cost."""
    figure_path = None if figure is None else output_path(figure, FIGURES, "A figure")
    pdf_path = None if pdf is None else output_path(pdf, (".pdf",), "A PDF")
    ical_path = None if ical is None else output_path(ical, (".ics",), "A calendar")
    person = PersonText(weight=weight or f"{NOMINAL_KG:g} kg", age=age, sex=sex, taking=taking)
    covariates = read_person(person)
    records = None if patient is None else read_patient(
        Path(patient), zone=zone, weight_kg=None if weight is None else covariates.weight_kg
    )  # fmt: skip
    place = Place.of(records, zone)
    first_day = None if start is None else parse_day(start, "The start")
    plan = plan_course(
        CourseRequest(
            now=_now(now, records, first_day, place.zone),
            covariates=covariates,
            code_version=__version__,
            calendar=ClinicCalendar(
                zone=place.zone,
                zone_words=place.words,
                weekdays=WEEKDAYS if clinic_days is None else parse_clinic_days(clinic_days),
                closed=frozenset() if closed is None else parse_closed(closed),
                at=None if time_of_day is None else parse_time_of_day(time_of_day),
            ),
            records=records,
            order=_order(OrderText(drug=drug or "", route=route or "", dose=dose, over=over, steps=None), weight),
            condition=None if condition is None else condition_named(condition),
            instrument=None if instrument is None else instrument_named(instrument),
            line=relapse_line,
            risk=risk,
            rule=parse_rule(rule),
            schedule=None if schedule is None else parse_schedule(schedule),
            phase=None if phase is None else parse_phase(phase),
            start=first_day,
            induction_sessions=induction,
            per_week=per_week,
            shortest_days=shortest_spacing,
            most_sessions=most_sessions,
            plan_days=days,
            fee=parse_fee(cost, covered),
            history=listed(history) or (),
            taking=listed(taking),
            extra=tuple(fact or ()),
            earlier=None if previous is None else read_earlier_plan(Path(previous)),
            seed=seed,
        )
    )  # fmt: skip
    if figure_path is not None:
        write_whole(figure_path, drawn(figure_path, plan))
    if pdf_path is not None:
        from wane.report.course_pdf import render_course_pdf

        write_whole(pdf_path, render_course_pdf(plan))
    if ical_path is not None:
        from wane.report.course_ical import render_course_ical

        write_whole(ical_path, render_course_ical(plan, calendar_id=calendar_id))
    if json:
        sys.stdout.write(render_course_json(plan))
    else:
        write_course_text(plan, sys.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The zone that days are counted in, and how it is said."""

    zone: tzinfo
    words: str

    @classmethod
    def of(cls, records: PatientRecords | None, zone: str | None) -> "Place":
        """That of the records, else the one that was named, else UTC."""
        if records is not None:
            return cls(zone=records.zone, words=records.zone_words)
        if zone is not None:
            return cls(zone=named_zone(zone), words=f"{zone}, as given")
        return cls(zone=UTC, words="UTC, as no zone was given")


def _now(text: str | None, records: PatientRecords | None, start: date | None, zone: tzinfo) -> datetime:
    """As given, else the last record, else the first minute of the day that a new patient starts on."""
    if text is not None:
        return parse_when(text, zone)
    if records is not None:
        return last_record(records)
    if start is None:
        raise FileFormatError("Neither a patient file nor a start came; one is needed: give --start 2026-09-07.")
    return datetime.combine(start, time(), tzinfo=zone).astimezone(UTC).astimezone(zone)


def _order(text: OrderText, weight: str | None) -> CourseOrder | None:
    """The order that was typed; None takes that of the last session on record."""
    typed = [name for name, value in (("--drug", text.drug), ("--route", text.route), ("--dose", text.dose)) if value]
    if not typed:
        if text.over is not None:
            raise ConflictError(
                "--over came without a dose; both belong together: give --drug, --route and --dose too."
            )
        return None
    if len(typed) < 3:
        missing = [name for name in ("--drug", "--route", "--dose") if name not in typed]
        raise ConflictError(f"{' and '.join(typed)} came without {' and '.join(missing)}; give all three.")
    assert text.dose is not None
    if weight is None and parse_dose(text.dose).basis is Basis.ABSOLUTE:
        raise UnitError(
            f'A dose of "{shown(text.dose)}" came without a weight, which it is judged by: give --weight "70 kg".'
        )
    kg = read_person(PersonText(weight=weight or f"{NOMINAL_KG:g} kg")).weight_kg
    order = read_order(text, weight_kg=kg, base_share=base_share)
    return CourseOrder(regimen=order.regimen, ordered=order.ordered)


def drawn(path: Path, plan: CoursePlan) -> str | bytes:
    """The figure in the format that the ending of `path` names."""
    from wane.report import course_figures

    match path.suffix.lower():
        case ".svg":
            return course_figures.render_course_svg(plan)
        case ".png":
            return course_figures.render_course_png(plan)
        case _:
            return course_figures.render_course_spec(plan)
