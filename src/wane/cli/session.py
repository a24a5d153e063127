"""`wane session`: a person and a dose in, one planned session out."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import typer

from wane.cli import options
from wane.cli.bag import BagText, read_bag
from wane.cli.names import SITES, resolve
from wane.cli.order import OrderText, compared, read_order
from wane.cli.output import output_path, write_whole
from wane.cli.person import PersonText, listed, read_person
from wane.errors import OutOfRangeError, WaneError
from wane.models.person import Covariates
from wane.models.regimen import LATEST_H, MINUTES_PER_HOUR, Regimen
from wane.models.salts import base_share
from wane.models.timecourse import Site
from wane.plan.request import SessionRequest
from wane.plan.session import plan_session
from wane.plan.session_plan import Bag, SessionPlan
from wane.report.as_json import render_json
from wane.report.text import write_text
from wane.units import SaltForm, parse_bp, parse_concentration_ng_ml, parse_times

app = typer.Typer()

FIGURES: Final = (".svg", ".png", ".html", ".json", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What one order says of a request: regimen in free base, words, mg of the form ordered (None: base), bag."""

    regimen: Regimen
    ordered: str
    ordered_mg: float | None
    bag: Bag | None


EPILOG: Final = """Examples:

\b
  wane session --drug ketamine --route iv --weight "70 kg" \\
      --dose "0.5 mg/kg" --over "40 min"
  wane session --drug esketamine --route intranasal --weight "154 lb" \\
      --dose "84 mg" --age 45 --bp 128/78
  wane session --drug ketamine --route iv --weight "70 kg" \\
      --steps steps.csv --figure plan.svg --pdf plan.pdf
  wane session --drug ketamine --route iv --weight "70 kg" \\
      --dose "0.5 mg/kg" --over "40 min" --compare "0.5 mg/kg over 60 min" \\
      --taking clarithromycin,diazepam --history aneurysm --json

Every quantity needs its unit. What is not given is shown as not known, never assumed to be fine."""


@app.command(epilog=EPILOG, short_help="Plan one session: levels, effects, leaving, rules, pump.")
def session(
    *,
    drug: options.Drug,
    route: options.Route,
    weight: options.Weight,
    dose: options.Dose = None,
    over: options.Over = None,
    steps: options.Steps = None,
    height: options.Height = None,
    age: options.Age = None,
    sex: options.Sex = None,
    race: options.Race = None,
    liver: options.Liver = None,
    kidney: options.Kidney = None,
    taking: options.Taking = None,
    condition: options.Condition = None,
    history: options.History = None,
    fact: options.Fact = None,
    bp: options.Bp = None,
    session_number: options.SessionNumber = 1,
    site: options.Site = None,
    at: options.At = None,
    below: options.Below = None,
    bag_concentration: options.BagConcentration = None,
    bag_volume: options.BagVolume = None,
    vial: options.Vial = None,
    seed: options.Seed = 1,
    people: options.People = 1000,
    compare: options.Compare = None,
    figure: options.Figure = None,
    pdf: options.Pdf = None,
    json: options.Json = False,
) -> None:
    """Plan one session: concentration, effects, readiness, rules and pump steps, with bands and sources."""
    figure_path = None if figure is None else output_path(figure, FIGURES, "A figure")
    pdf_path = None if pdf is None else output_path(pdf, (".pdf",), "A PDF")
    person = PersonText(
        weight=weight, height=height, age=age, sex=sex, race=race, liver=liver, kidney=kidney, taking=taking
    )
    text = OrderText(drug=drug, route=route, dose=dose, over=over, steps=steps)
    bag = BagText(concentration=bag_concentration, volume=bag_volume, vial=vial)
    covariates = read_person(person)
    first = ordered(text, bag, covariates)
    request = SessionRequest(
        regimen=first.regimen,
        covariates=covariates,
        ordered=first.ordered,
        ordered_mg=first.ordered_mg,
        bag=first.bag,
        history=listed(history) or (),
        conditions=listed(condition) or (),
        taking=listed(taking),
        extra=tuple(fact or ()),
        blood_pressure=None if bp is None else parse_bp(bp),
        session_number=session_number,
        site=None if site is None else resolve(site, Site, "The site", SITES),
        at_min=() if at is None else _asked_min(at),
        below_ng_ml=tuple(parse_concentration_ng_ml(limit) for limit in below or ()),
        seed=seed,
        people=people,
    )
    plan = plan_session(request)
    other = None if compare is None else _beside(compare, text, bag, request)
    if figure_path is not None:
        write_whole(figure_path, drawn(figure_path, plan, other))
    if pdf_path is not None:
        from wane.report.pdf import render_pdf

        write_whole(pdf_path, render_pdf(plan, compare=other))
    if json:
        sys.stdout.write(render_json(plan, compare=other))
    else:
        write_text(plan, sys.stdout, compare=other)


def _beside(compare: str, text: OrderText, bag: BagText, request: SessionRequest) -> SessionPlan:
    """The plan of the second order; what is wrong with it is said of --compare."""
    try:
        return plan_session(instead(request, ordered(compared(compare, text), bag, request.covariates)))
    except WaneError as error:
        raise type(error)(f"In --compare: {error}") from None


def instead(request: SessionRequest, order: Ordered) -> SessionRequest:
    """The same request with another order."""
    return replace(request, regimen=order.regimen, ordered=order.ordered, ordered_mg=order.ordered_mg, bag=order.bag)


def ordered(text: OrderText, bag: BagText, covariates: Covariates) -> Ordered:
    """One order and the bag it runs from, for this person."""
    order = read_order(text, weight_kg=covariates.weight_kg, base_share=base_share)
    ordered_mg = order.regimen.total_mg / base_share(order.form)
    return Ordered(
        regimen=order.regimen,
        ordered=order.ordered,
        ordered_mg=None if order.form is SaltForm.BASE else ordered_mg,
        bag=read_bag(bag, ordered_mg=ordered_mg * _pumped_share(order.regimen)),
    )


def _asked_min(text: str) -> tuple[float, ...]:
    """[min] the times asked for; none lies beyond what a regimen may reach."""
    times_h = parse_times(text)
    if times_h[-1] > LATEST_H:
        raise OutOfRangeError(
            f"A time of {times_h[-1] / 24.0:.4g} days came; up to {LATEST_H / 24.0:g} days are shown: check its unit."
        )
    return tuple(MINUTES_PER_HOUR * time_h for time_h in times_h)


def _pumped_share(regimen: Regimen) -> float:
    """What part of the dose the pump gives; all of it where nothing is pumped, and then no bag is used."""
    pumped_mg = sum(dose.dose_mg for dose in regimen.administrations if not dose.is_bolus)
    return pumped_mg / regimen.total_mg if pumped_mg else 1.0


def drawn(path: Path, plan: SessionPlan, other: SessionPlan | None) -> str | bytes:
    """The figure, or the values behind it, in the format that the ending of `path` names."""
    if path.suffix.lower() == ".csv":
        from wane.report.as_csv import render_csv

        return render_csv(plan, compare=other)
    from wane.report import figures

    match path.suffix.lower():
        case ".svg":
            return figures.render_svg(plan, compare=other)
        case ".png":
            return figures.render_png(plan, compare=other)
        case ".json":
            return figures.render_spec(plan, compare=other)
        case _:
            from wane.report.html import render_html

            return render_html(plan, compare=other)
