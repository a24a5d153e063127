"""`wane concentrations`: an event table filled in with what a model predicts, shipped or of one's own."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer

from wane.cli.output import output_path, write_whole
from wane.errors import FileFormatError, UnsupportedError
from wane.evidence.own_model import read_own_model
from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import load_model
from wane.models.event_reading import read_events
from wane.models.event_table import ObservationEvent, PersonEvents, administrations, write_events
from wane.models.person import Covariates
from wane.models.pk import draw, predict, typical
from wane.models.regimen import Drug, Regimen, Route
from wane.units import shown

app = typer.Typer()

EPILOG: Final = """Examples:

\b
  wane concentrations events.csv --model otto_2021 --out predicted.csv
  wane concentrations events.csv --model mine.yaml --seed 1

The table has columns ID, TIME (h), AMT (mg base), RATE (mg/h), EVID (0 or 1), CMT, DV (ng/mL), ADDL, II (h), and WT
(kg), as NONMEM reads it. DV of every row that observes becomes the prediction. CMT counts the model's ways in, in its
own order. A model of one's own is a YAML file as the shipped ones; the evidence gate must let it in."""
WEIGHT, AGE = "WT", "AGE"


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@app.command("concentrations", epilog=EPILOG, short_help="Predict an event table by a model, your own too.")
def concentrations(
    *,
    events: Annotated[str, typer.Argument(metavar="EVENTS.csv", help="The event table.")],
    model: Annotated[str, _option("NAME|FILE", "A shipped model, or a YAML file of your own.")],
    analyte: Annotated[str | None, _option("NAME", "As the model names it; its first if not said.")] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=0, help="Draw each person; the typical one if not said.")
    ] = None,
    out: Annotated[str | None, _option("FILE", "Write the table here: .csv; printed if not said.")] = None,
) -> None:
    """Fill an event table in with predicted concentrations, person by person."""
    path = None if out is None else output_path(out, (".csv",), "A table")
    people = read_events(_text(events), shown(Path(events).name))
    chosen = _model(model)
    rng = None if seed is None else np.random.default_rng(seed)
    text = write_events([predicted(person, chosen, analyte, rng) for person in people])
    if path is not None:
        write_whole(path, text)
    else:
        sys.stdout.write(text)


def predicted(
    person: PersonEvents, model: PopulationModel, analyte: str | None, rng: np.random.Generator | None
) -> PersonEvents:
    """The person's rows with predictions in place of what was observed."""
    which = model.analytes[0] if analyte is None else analyte
    given = administrations(person, routes_of(model))
    if not given:
        raise UnsupportedError(f"Person {person.id} has no dose: leave the person out.")
    covariates = _covariates(person)
    individuals = typical(model, covariates) if rng is None else draw(model, covariates, 1, rng)
    times_h = np.array([one.time_h for one in person.observations])
    regimen = Regimen(drug=Drug(model.drug), administrations=given)
    values = iter(predict(individuals, regimen, times_h, (which,))[which][0].tolist() if times_h.size else ())
    events = [replace(e, value=next(values)) if isinstance(e, ObservationEvent) else e for e in person.events]
    return replace(person, events=tuple(events))


def routes_of(model: PopulationModel) -> Mapping[int, Route]:
    """The model's ways in by compartment number, in its own order."""
    known = {route.value: route for route in Route}
    return {i: known[name] for i, name in enumerate(model.pathways, start=1) if name in known}


def _covariates(person: PersonEvents) -> Covariates:
    if WEIGHT not in person.covariates:
        raise FileFormatError(f"Person {person.id} has no {WEIGHT}: give the weight in kg in every row.")
    return Covariates(weight_kg=person.covariates[WEIGHT], age_y=person.covariates.get(AGE))


def _model(name: str) -> PopulationModel:
    """A file where the name says so, else a shipped one."""
    if name.endswith((".yaml", ".yml")):
        return read_own_model(Path(name))
    return load_model(name)


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise FileFormatError(f'The table "{shown(file)}" cannot be read ({why}): check its name.') from None
