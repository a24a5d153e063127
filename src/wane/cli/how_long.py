"""`wane how-long`: one page on how long relief lasts, and on what patients and clinicians ask with it."""

import sys
from typing import Annotated, Final

import typer

from wane import __version__
from wane.cli import options
from wane.cli.names import DRUGS, ROUTES, resolve
from wane.cli.order import OrderText, is_bolus, read_order
from wane.cli.output import output_path, write_whole
from wane.cli.patient_rows import NOMINAL_KG
from wane.cli.person import PersonText, read_person
from wane.forecast.how_long import how_long as answered
from wane.forecast.how_long_answers import MOST_SESSIONS, HowLongRequest
from wane.models.instruments import instrument_named
from wane.models.regimen import Drug, Route
from wane.models.salts import base_share
from wane.plan.dose_check import check_dose, example_dose
from wane.report.how_long_json import render_how_long_json
from wane.report.how_long_text import write_how_long_text
from wane.units import parse_duration_h

app = typer.Typer()

FIGURES: Final = (".svg", ".png", ".json")
USUAL_OVER: Final = "40 min"

EPILOG: Final = """Examples:

\b
  wane how-long --condition depression --route iv --dose "0.5 mg/kg" \\
      --sessions 6
  wane how-long --condition PTSD --sessions 6 --baseline 50 --pdf page.pdf
  wane how-long --condition CRPS --dose "450 mg" --over "100 h" --weight "70 kg"
  wane how-long --condition depression --drug esketamine --route intranasal \\
      --dose "56 mg" --taking clarithromycin --json

Published averages, not one person: for a person's own scores see wane forecast."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@app.command(name="how-long", epilog=EPILOG, short_help="Say how long relief lasts, by what was published.")
def how_long(
    *,
    condition: Annotated[str, _option("NAME", "depression, bipolar, PTSD, anxiety, CRPS, fibromyalgia, ...")],
    drug: options.Drug = "ketamine",
    route: options.Route = "iv",
    dose: Annotated[str | None, _option("QUANTITY", '"0.5 mg/kg", "56 mg"; a usual one if not said.')] = None,
    over: Annotated[str | None, _option("TIME", 'How long an IV dose runs: "40 min" if not said, or "100 h".')] = None,
    sessions: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=1, max=MOST_SESSIONS, help="Of the series; a usual number if not said."),
    ] = None,
    every: Annotated[str | None, _option("TIME", 'From session to session: "7 d"; as usual if not said.')] = None,
    instrument: Annotated[str | None, _option("NAME", "PHQ-9, MADRS, ...; that of the condition if not said.")] = None,
    weight: Annotated[str | None, _option("QUANTITY", 'Body weight: "70 kg", which is taken if not said.')] = None,
    baseline: Annotated[
        float | None, _option("POINTS", "Score before the first session, for how ill the person is.")
    ] = None,
    taking: options.Taking = None,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of the virtual people.")] = 1,
    figure: Annotated[str | None, _option("FILE", "Draw to this file: .svg, .png or .json (Vega-Lite).")] = None,
    pdf: options.Pdf = None,
    json: options.Json = False,
) -> None:
    """Say how long relief lasts after one session and after a series, when it begins, and what changes it."""
    figure_path = None if figure is None else output_path(figure, FIGURES, "A figure")
    pdf_path = None if pdf is None else output_path(pdf, (".pdf",), "A PDF")
    person = read_person(PersonText(weight=weight or f"{NOMINAL_KG:g} kg", taking=taking))
    text = _order_text(drug, route, dose, over)
    order = read_order(text, weight_kg=person.weight_kg, base_share=base_share)
    check_dose(order.regimen, person.weight_kg)
    found = answered(
        HowLongRequest(
            condition=condition,
            instrument=None if instrument is None else instrument_named(instrument),
            regimen=order.regimen,
            ordered=order.ordered,
            covariates=person,
            is_weight_given=weight is not None,
            code_version=__version__,
            sessions=sessions,
            every_days=None if every is None else parse_duration_h(every) / 24.0,
            entry=baseline,
            seed=seed,
        )
    )
    if figure_path is not None:
        from wane.report import how_long_figures

        write_whole(figure_path, how_long_figures.drawn(found, figure_path.suffix.lower()))
    if pdf_path is not None:
        from wane.report.how_long_pdf import render_how_long_pdf

        write_whole(pdf_path, render_how_long_pdf(found))
    if json:
        sys.stdout.write(render_how_long_json(found))
    else:
        write_how_long_text(found, sys.stdout)


def _order_text(drug: str, route: str, dose: str | None, over: str | None) -> OrderText:
    """What is given, with the usual dose and time where nobody says."""
    given, way = resolve(drug, Drug, "The drug", DRUGS), resolve(route, Route, "The route", ROUTES)
    runs = USUAL_OVER if over is None and way is Route.IV else over
    usual = example_dose(given, way, is_bolus=is_bolus(runs)) if dose is None else dose
    return OrderText(drug=drug, route=route, dose=usual, over=runs, steps=None)
