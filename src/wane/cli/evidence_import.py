"""`wane evidence import-model`: a control stream of NONMEM, read by Pharmpy, as a model file of one's own."""

from pathlib import Path
from typing import Annotated, Final

import typer

from wane.cli.output import output_path, write_whole
from wane.errors import FileFormatError, UnknownNameError

EPILOG: Final = """Example:

\b
  wane evidence import-model run7.ctl --out mine.yaml --alias mine_2026 \\
    --drug esketamine --analyte s_ketamine=CENTRAL,norketamine=MET \\
    --route iv --site venous --source "Our trial, run 7" \\
    --link https://example.org/run7

Reading needs Pharmpy: pip install "wane[pharmpy]". Doses are taken as mg and volumes as L. Linear models of kinetics
alone are imported; anything else is refused in one sentence. The evidence gate judges the file before it is written."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


def import_model(
    *,
    stream: Annotated[Path, typer.Argument(metavar="RUN.ctl", help="The control stream; results beside it are read.")],
    out: Annotated[str, _option("FILE", "Write the model here: .yaml.")],
    alias: Annotated[str, _option("NAME", "Its name, such as mine_2026.")],
    drug: Annotated[str, _option("NAME", "What is dosed: ketamine or esketamine.")],
    analyte: Annotated[str, _option("NAMES", "What is measured, the dosed drug first: s_ketamine, or NAME=PLACE,...")],
    route: Annotated[str, _option("NAMES", "How it is dosed: iv, or NAME=PLACE,...")],
    site: Annotated[str, _option("NAME", "Where it is measured: venous, arterial, pooled, unknown.")],
    source: Annotated[str, _option("TEXT", "Where the model comes from: who, where, when.")],
    doi: Annotated[str | None, _option("DOI", "Of the source; this, --pmid or --link is needed.")] = None,
    pmid: Annotated[str | None, _option("NUMBER", "PubMed's number of it.")] = None,
    link: Annotated[str | None, _option("ADDRESS", "A stable public address of it.")] = None,
    time: Annotated[str, _option("UNIT", "Of the control stream's times: h or min.")] = "h",
) -> None:
    """Import a linear model of Pharmpy, or of a control stream of NONMEM, as a model file."""
    from wane.evidence.foreign.file import ModelPassport, model_file
    from wane.evidence.foreign.pharmpy_reading import read_control_stream

    path = output_path(out, (".yaml", ".yml"), "A model")
    if time not in ("h", "min"):
        raise UnknownNameError(f'The times came in "{time}"; h or min is needed.')
    passport = ModelPassport(
        alias=alias, drug=drug, site=site, analytes=_named(analyte), routes=_named(route), citation=source,
        doi=doi, pmid=pmid, link=link, time=time,
    )  # fmt: skip
    write_whole(path, model_file(read_control_stream(stream), passport))
    typer.echo(f"{path} written and let in by the gate: wane concentrations EVENTS.csv --model {path}")


def _named(text: str) -> dict[str, str]:
    """`NAME=COMPARTMENT,NAME=COMPARTMENT` as a mapping; a name alone has "" beside it."""
    found: dict[str, str] = {}
    for part in text.split(","):
        name, _, place = part.partition("=")
        if not name.strip() or name.strip() in found:
            raise FileFormatError(f'"{text}" came; NAME=COMPARTMENT,... with each name once is needed.')
        found[name.strip()] = place.strip()
    return found
