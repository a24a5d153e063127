"""`wane forecast`: one person's sessions and scores in, how long relief is expected to last out."""

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from wane import __version__
from wane.cli import options
from wane.cli.output import output_path, write_whole
from wane.cli.patient_file import read_patient
from wane.cli.patient_rows import NOMINAL_KG
from wane.cli.prior_file import read_prior
from wane.cli.times import parse_when
from wane.errors import UnitError
from wane.forecast.case import forecast_person, last_record
from wane.forecast.person_forecast import OwnData, PersonForecast, PersonRequest
from wane.models.instruments import Instrument, instrument_named
from wane.models.person import Covariates
from wane.models.relief_prior import ReliefPrior
from wane.report.forecast_json import render_forecast_json
from wane.report.forecast_text import write_forecast_text
from wane.units import parse_weight_kg, shown

app = typer.Typer()

FIGURES: Final = (".svg", ".png", ".json")

EPILOG: Final = """Examples:

\b
  wane forecast patient.csv --weight "70 kg"
  wane forecast patient.csv --zone Europe/London --risk 0.1 \\
      --figure forecast.svg
  wane forecast patient.csv --prior-only --json

The file has the columns when,record,instrument,value,drug,route,dose,duration; record is score, session, relapse
or note. Without --now the forecast starts at the last record. It books and diagnoses nothing: a clinician decides."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@app.command(epilog=EPILOG, short_help="Forecast how long one person's relief lasts.")
def forecast(
    *,
    patient: Annotated[str, typer.Argument(metavar="FILE", help="The person's records: .csv or .json.")],
    condition: Annotated[
        str | None, _option("NAME", "depression, chronic pain, ...; that of the instrument if not said.")
    ] = None,
    instrument: Annotated[
        str | None, _option("NAME", "What to forecast; the one with most scores if not said.")
    ] = None,
    weight: Annotated[str | None, _option("QUANTITY", 'Body weight, needed for doses in mg: "70 kg".')] = None,
    relapse_line: Annotated[
        float | None, _option("POINTS", "At or above it is relapse; the instrument's if not said.")
    ] = None,
    response: Annotated[str | None, _option("PERCENT", 'Fall from entry that is a response: "50 %".')] = None,
    risk: Annotated[
        float | None, _option("NUMBER", "Accepted chance of relapse before the next session; 0.2 if not said.")
    ] = None,
    now: Annotated[str | None, _option("TIME", "When the forecast starts; the last record if not said.")] = None,
    horizon: Annotated[int, _option("DAYS", "How many days from now.")] = 90,
    zone: Annotated[str | None, _option("ZONE", "Of times without one, and of days: Europe/London.")] = None,
    prior: Annotated[str | None, _option("FILE", "A clinic's own prior, from wane learn.")] = None,
    prior_only: Annotated[bool, typer.Option("--prior-only", help="Leave own scores and relapses out.")] = False,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of the drawn paths.")] = 1,
    figure: Annotated[str | None, _option("FILE", "Draw to this file: .svg, .png or .json (Vega-Lite).")] = None,
    pdf: options.Pdf = None,
    json: options.Json = False,
) -> None:
    """Forecast one person's relief: days to relapse, chance of still being well, the score, the next session."""
    figure_path = None if figure is None else output_path(figure, FIGURES, "A figure")
    pdf_path = None if pdf is None else output_path(pdf, (".pdf",), "A PDF")
    weight_kg = None if weight is None else parse_weight_kg(weight)
    records = read_patient(Path(patient), zone=zone, weight_kg=weight_kg)
    own_prior = None if prior is None else read_prior(Path(prior))
    found = forecast_person(
        PersonRequest(
            records=records,
            now=last_record(records) if now is None else parse_when(now, records.zone),
            covariates=Covariates(weight_kg=NOMINAL_KG if weight_kg is None else weight_kg),
            code_version=__version__,
            condition=condition or (None if own_prior is None else own_prior.condition),
            instrument=_instrument(instrument, own_prior),
            line=relapse_line,
            response_pct=None if response is None else parse_percent(response),
            risk=risk,
            horizon_days=horizon,
            own_data=OwnData.LEFT_OUT if prior_only else OwnData.USED,
            seed=seed,
            prior=own_prior,
        )
    )
    if figure_path is not None:
        write_whole(figure_path, drawn(figure_path, found))
    if pdf_path is not None:
        from wane.report.forecast_pdf import render_forecast_pdf

        write_whole(pdf_path, render_forecast_pdf(found))
    if json:
        sys.stdout.write(render_forecast_json(found))
    else:
        write_forecast_text(found, sys.stdout)


def _instrument(name: str | None, prior: ReliefPrior | None) -> Instrument | None:
    """As asked, else that of the clinic's own prior, else for the forecast to choose."""
    if name is None:
        return None if prior is None else instrument_named(prior.instrument)
    return instrument_named(name)


def drawn(path: Path, found: PersonForecast) -> str | bytes:
    """The figure in the format that the ending of `path` names."""
    from wane.report import forecast_figures

    match path.suffix.lower():
        case ".svg":
            return forecast_figures.render_forecast_svg(found)
        case ".png":
            return forecast_figures.render_forecast_png(found)
        case _:
            return forecast_figures.render_forecast_spec(found)


def parse_percent(text: str) -> float:
    """[%] of `50 %`; a bare number is asked about, for 0.5 and 50 must not look alike."""
    number, sign, rest = text.strip().partition("%")
    try:
        if sign and not rest.strip():
            return float(number)
    except ValueError:
        pass
    raise UnitError(f'A response of "{shown(text)}" came; per cent is needed: write "50 %".')
