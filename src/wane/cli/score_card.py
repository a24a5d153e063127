"""`wane score-card`: how good the forecasts of a cohort's past would have been."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from wane import __version__
from wane.blocks.run import run_blocks
from wane.blocks.workers import started
from wane.cli import options
from wane.cli.cohort_file import read_cohort
from wane.cli.output import output_path, write_whole
from wane.cli.prior_file import read_prior
from wane.cli.progress import progress_of
from wane.cli.work import ClusterOption, KeepOption, WorkersOption, work_folder, workers_of
from wane.errors import UnsupportedError
from wane.evidence.reading import digest
from wane.forecast.booking import setting
from wane.forecast.cohort import Cohort, CohortRequest, cohort_of
from wane.forecast.cohort_jobs import score_card_job
from wane.forecast.score_card import score_card
from wane.forecast.score_card_columns import unpacked
from wane.models.instruments import condition_named, instrument_named, instruments, prior_for
from wane.models.relief_prior import ReliefPrior
from wane.report.score_card_json import render_score_card_json
from wane.report.score_card_text import write_score_card_text
from wane.report.score_card_words import ScoreCardReport

app = typer.Typer()

FIGURES: Final = (".svg", ".png", ".json")

EPILOG: Final = """Examples:

\b
  wane score-card cohort/
  wane score-card people.parquet --prior ours.yaml --pdf card.pdf
  wane score-card cohort/ --figure card.svg --keep work --json

COHORT is a folder of patient files or one .parquet with a column person. Every score and every interval after a
session is forecast from the records before it. A prior learned from these same people flatters itself: judge it on
others."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@app.command("score-card", epilog=EPILOG, short_help="Judge forecasts of a cohort's past.")
def score_card_command(
    *,
    cohort: Annotated[str, typer.Argument(metavar="COHORT", help="A folder or .parquet of people.")],
    condition: Annotated[str | None, _option("NAME", "Only this; each person's own if not said.")] = None,
    instrument: Annotated[str | None, _option("NAME", "Only this; each person's own if not said.")] = None,
    prior: Annotated[str | None, _option("FILE", "A clinic's own prior, from wane learn.")] = None,
    zone: Annotated[str | None, _option("ZONE", "Of times without one: Europe/London.")] = None,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Of the drawn paths.")] = 1,
    keep: KeepOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    figure: Annotated[str | None, _option("FILE", "Draw to this file: .svg, .png or .json (Vega-Lite).")] = None,
    pdf: options.Pdf = None,
    json: options.Json = False,
) -> None:
    """Forecast every person's past, score by score, and say how good that was: calibration, skill, a verdict."""
    figure_path = None if figure is None else output_path(figure, FIGURES, "A figure")
    pdf_path = None if pdf is None else output_path(pdf, (".pdf",), "A PDF")
    asked = _asked(condition, instrument, prior)
    people = cohort_of(read_cohort(Path(cohort), zone=zone), asked)
    report = _judged(people, asked, seed=seed, keep=keep, workers=workers, cluster=cluster)
    if figure_path is not None:
        write_whole(figure_path, _drawn(figure_path, report))
    if pdf_path is not None:
        from wane.report.score_card_pdf import render_score_card_pdf

        write_whole(pdf_path, render_score_card_pdf(report))
    if json:
        sys.stdout.write(render_score_card_json(report))
    else:
        write_score_card_text(report, sys.stdout)


def _asked(condition: str | None, instrument: str | None, prior: str | None) -> CohortRequest:
    own = None if prior is None else read_prior(Path(prior))
    return CohortRequest(
        condition=condition_named(condition) if condition is not None else None if own is None else own.condition,
        instrument=instrument_named(instrument)
        if instrument is not None
        else None
        if own is None
        else instruments()[own.instrument],
        prior=own,
    )


def _judged(
    people: Cohort, asked: CohortRequest, *, seed: int, keep: Path | None, workers: int | None, cluster: str | None
) -> ScoreCardReport:
    if not people.members:
        first = f": {people.left_out[0].name}: {people.left_out[0].reason}" if people.left_out else "."
        raise UnsupportedError(f"None of {len(people.left_out)} people can be used{first}")
    subjects = Counter((member.condition, member.instrument) for member in people.members)
    priors: dict[tuple[str, str], ReliefPrior] = {
        (of, name): prior_for(of, instruments()[name], asked.prior) for of, name in sorted(subjects)
    }
    fixed = setting("fixed_interval")
    job = score_card_job(priors, people, fixed, __version__, seed)
    chosen = workers_of(workers, cluster, len(job.inputs))
    with work_folder(keep) as folder, started(chosen) as who, progress_of("score card") as tell:
        columns = unpacked(run_blocks(job, folder / "score-card", workers=who, tell=tell))
    return ScoreCardReport(
        card=score_card(columns, len(people.members)),
        subjects=dict(subjects.most_common()),
        priors=tuple(prior.id for prior in priors.values()),
        left_out=people.left_out,
        fixed_days=fixed,
        code_version=__version__,
        evidence_digest=digest(),
        seed=seed,
    )


def _drawn(path: Path, report: ScoreCardReport) -> str | bytes:
    """The figure in the format that the ending of `path` names."""
    from wane.report import score_card_figure

    match path.suffix.lower():
        case ".svg":
            return score_card_figure.render_score_card_svg(report)
        case ".png":
            return score_card_figure.render_score_card_png(report)
        case _:
            return score_card_figure.render_score_card_spec(report)
