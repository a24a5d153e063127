"""`wane simulate`: a virtual trial from its design, every number with its interval: text, JSON, tables, a page."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import typer

from wane import __version__
from wane.blocks.run import run_blocks
from wane.blocks.workers import started
from wane.cli import options
from wane.cli.output import write_whole
from wane.cli.people_file import read_people
from wane.cli.progress import progress_of
from wane.cli.work import ClusterOption, WorkersOption, work_folder, workers_of
from wane.errors import ConflictError, FileFormatError
from wane.report.trial_json import render_trial_json
from wane.report.trial_text import write_trial_text
from wane.simulate.answers import TrialAnswer
from wane.simulate.design import Design
from wane.simulate.plan import TrialPlan, plan_trial
from wane.simulate.reading import MOST_PEOPLE, example_names, example_text, read_design
from wane.simulate.trial import BlockResult, answer_of, parts_of, trial_job
from wane.units import shown

app = typer.Typer()

EPILOG: Final = """Examples:

\b
  wane simulate --example six-infusions
  wane simulate trial.yaml --people 20000 --out results/
  wane simulate trial.yaml --cluster tcp://host:8786 --out results/ --json

A design states condition, people, arms, visits and what counts as response and relapse; docs/how-to/simulate-a-trial.md
shows every key. With --out the same command goes on where it was stopped. Nobody is treated by it, and no one person is
forecast."""
MOST_BYTES: Final = 1_000_000
BLOCKS, TABLES = "blocks", ("visits", "people")


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@app.command("simulate", epilog=EPILOG, short_help="Simulate a virtual trial from its design.")
def simulate(
    *,
    design: Annotated[str | None, typer.Argument(metavar="[DESIGN.yaml]", help="The design of the trial.")] = None,
    example: Annotated[str | None, _option("NAME", f"A shipped design: {', '.join(example_names())}.")] = None,
    people: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, max=MOST_PEOPLE, help="An arm, instead of the design's.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="The same seed, the same numbers.")] = 1,
    out: Annotated[Path | None, _option("FOLDER", "Write design, summary, tables and a page of figures here.")] = None,
    tables: Annotated[bool, typer.Option(help="Write the rows of people and visits too, with --out.")] = True,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    json: options.Json = False,
) -> None:
    """Simulate a virtual trial: scores, relapse, sessions, bad days and cost of each arm, each with its interval."""
    text, asked = _asked(design, example)
    plan = plan_trial(asked if people is None else replace(asked, people=people))
    if out is not None:
        _is_ours(out)
    answer = _simulated(plan, seed, out if tables else None, out, workers, cluster)
    if out is not None:
        _write(out, text, answer)
    if json:
        sys.stdout.write(render_trial_json(answer))
    else:
        write_trial_text(answer, sys.stdout)


def _asked(file: str | None, example: str | None) -> tuple[str, Design]:
    """The text of the design, and what it says."""
    if file is not None and example is not None:
        raise ConflictError("Both a design and --example came; one is simulated: leave one out.")
    if example is not None:
        text = example_text(example)
        return text, read_design(text, f"{example}.yaml")
    if file is None:
        raise FileFormatError(f"No design came: give a YAML file, or --example {'|'.join(example_names())}.")
    path = Path(file)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileFormatError(f"{shown(path.name)} is larger than {MOST_BYTES} bytes; that is no design.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise FileFormatError(f'The design "{shown(file)}" cannot be read ({why}): check its name.') from None
    return text, read_design(text, shown(path.name), lambda name: read_people(path.parent / name))


def _simulated(
    plan: TrialPlan, seed: int, rows: Path | None, out: Path | None, workers: int | None, cluster: str | None
) -> TrialAnswer:
    """The trial in blocks, kept under `out` until all are there; rows into `rows`."""
    chosen = workers_of(workers, cluster, len(parts_of(plan)))
    job = trial_job(plan, seed=seed, code_version=__version__, tables=rows is not None)
    keeping = nullcontext(_nothing) if rows is None else _kept_rows(rows)
    place = None if out is None else out / BLOCKS
    with work_folder(place) as folder, started(chosen) as who, progress_of("simulate") as tell:
        blocks = run_blocks(job, folder / "blocks" if place is None else folder, workers=who, tell=tell)
        with keeping as keep:
            answer = answer_of(plan, blocks, seed=seed, code_version=__version__, keep=keep)
    return answer


def _nothing(block: BlockResult) -> None:
    """Keep no rows."""


@contextmanager
def _kept_rows(out: Path) -> Iterator[Callable[[BlockResult], None]]:
    """A file a block and table, in folders that replace those of before only when all are written."""
    parts = {name: out / f".{name}" for name in TABLES}
    for part in parts.values():
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)

    def keep(block: BlockResult) -> None:
        for name, raw in zip(TABLES, (block.visits, block.people), strict=True):
            (parts[name] / f"part-{block.part.first:09d}.parquet").write_bytes(raw)

    yield keep
    for name, part in parts.items():
        shutil.rmtree(out / name, ignore_errors=True)
        part.rename(out / name)


def _is_ours(out: Path) -> None:
    """Whether this folder may be written into: new, empty, or of an earlier simulation."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = {path.name for path in out.iterdir()}
    except OSError as error:
        why = error.strerror or "an error of the disk"
        raise FileFormatError(f'The folder "{shown(str(out))}" cannot be made ({why}): give another one.') from None
    known = {BLOCKS, *TABLES, *(f".{name}" for name in TABLES), "design.yaml", "summary.json", "report.html"}
    if others := sorted(there - known):
        raise ConflictError(f'The folder "{shown(out.name)}" holds other files ({shown(others[0])}): give a new one.')


def _write(out: Path, text: str, answer: TrialAnswer) -> None:
    from wane.report.trial_html import render_trial_html

    write_whole(out / "design.yaml", text)
    write_whole(out / "report.html", render_trial_html(answer))
    write_whole(out / "summary.json", render_trial_json(answer))
    shutil.rmtree(out / BLOCKS, ignore_errors=True)
