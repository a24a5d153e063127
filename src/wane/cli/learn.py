"""`wane learn`: a clinic's own prior of relief, from the records of its people."""

import sys
from collections import Counter
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from wane import __version__
from wane.blocks.run import run_blocks, silent
from wane.blocks.workers import Workers, started
from wane.cli import options
from wane.cli.cohort_file import read_cohort
from wane.cli.output import output_path, write_whole
from wane.cli.prior_file import read_prior
from wane.cli.progress import progress_of
from wane.cli.work import ClusterOption, KeepOption, WorkersOption, work_folder, workers_of
from wane.errors import ConflictError, FileFormatError, UnsupportedError, WaneError
from wane.forecast.cohort import Cohort, CohortPerson, CohortRequest, cohort_of, subject_in_cohort
from wane.forecast.cohort_jobs import groups, summed, sums_job
from wane.forecast.learning import (
    Learned,
    Step,
    enough_people,
    largest_move,
    learn,
    log_posterior,
    m_step,
    pooled,
    prior_digest,
)
from wane.forecast.learning_sums import Sums, no_sums
from wane.models.instruments import Instrument, condition_named, instrument_named, instruments, prior_for
from wane.models.relief_prior import ReliefPrior
from wane.report.learn_json import SumsFile, named, prior_text, render_learn_json, sums_of_text, sums_text
from wane.report.learn_text import write_learn_text
from wane.report.learn_words import LearnReport
from wane.units import shown

app = typer.Typer()

EPILOG: Final = """Examples:

\b
  wane learn cohort/ --condition depression --instrument PHQ-9 \\
      --out ours.yaml
  wane forecast patient.csv --prior ours.yaml
  wane learn cohort/ --write-sums ours.json
  wane learn --sums ours.json --sums theirs.json --out shared.yaml

COHORT is a folder of patient files or one .parquet with a column person. Sums are totals over at least 10 people and
hold no person's data. Nothing is learned where one file cannot be read."""


def _option(metavar: str, text: str) -> object:
    return typer.Option(metavar=metavar, help=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whose prior: the published one, and the one to begin from."""

    published: ReliefPrior
    start: ReliefPrior


@app.command("learn", epilog=EPILOG, short_help="Learn a clinic's own prior from its people.")
def learn_command(
    *,
    cohort: Annotated[str | None, typer.Argument(metavar="[COHORT]", help="A folder or .parquet of people.")] = None,
    condition: Annotated[str | None, _option("NAME", "Of these people; the commonest if not said.")] = None,
    instrument: Annotated[str | None, _option("NAME", "To learn from; the commonest if not said.")] = None,
    out: Annotated[str | None, _option("FILE", "Write the new prior here: .yaml.")] = None,
    prior: Annotated[str | None, _option("FILE", "Begin from this prior, as in a later round of pooling.")] = None,
    sums: Annotated[list[str] | None, _option("FILE", "Sums of another clinic; may stand more than once.")] = None,
    write_sums: Annotated[str | None, _option("FILE", "Write the sums of these people here: .json.")] = None,
    zone: Annotated[str | None, _option("ZONE", "Of times without one: Europe/London.")] = None,
    keep: KeepOption = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    json: options.Json = False,
) -> None:
    """Learn the prior of relief of one condition and instrument from many people, or from pooled sums."""
    out_path = None if out is None else output_path(out, (".yaml",), "A prior")
    sums_path = None if write_sums is None else output_path(write_sums, (".json",), "A file of sums")
    theirs = [(name, _sums_file(name)) for name in sums or []]
    _something_to_do(cohort, theirs, out_path, sums_path)
    people = [] if cohort is None else list(read_cohort(Path(cohort), zone=zone))
    asked = _asked(people, [file for _, file in theirs], condition, instrument, prior)
    published = asked.published
    own = cohort_of(people, CohortRequest(condition=published.condition, instrument=_of(published)))
    if people and not own.members:
        _refuse_empty(own)
    chosen = workers_of(workers, cluster, len(groups(own)))
    with work_folder(keep) as folder, started(chosen) as who:
        work = _Work(cohort=own, folder=folder, workers=who)
        if sums_path is not None:
            _write_own_sums(work, asked, sums_path)
            return
        learned = _one_step(work, asked, theirs) if theirs else _learned(work, asked)
    clinics = len(theirs) + bool(people)
    report = LearnReport(
        learned=named(learned, clinics=clinics), left_out=own.left_out, clinics=clinics, code_version=__version__,
        written=None if out_path is None else out_path.name,
    )  # fmt: skip
    if out_path is not None:
        write_whole(out_path, prior_text(report))
    if json:
        sys.stdout.write(render_learn_json(report))
    else:
        write_learn_text(report, sys.stdout)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The people, and who computes."""

    cohort: Cohort
    folder: Path
    workers: Workers


def _something_to_do(
    cohort: str | None, theirs: list[tuple[str, SumsFile]], out: Path | None, write_sums: Path | None
) -> None:
    if cohort is None and not theirs:
        raise FileFormatError("Nobody to learn from came: give a cohort (a folder or .parquet), or --sums.")
    if write_sums is not None and (theirs or out is not None):
        raise ConflictError("--write-sums writes the sums of one cohort; leave --out and --sums to another call.")
    if write_sums is not None and cohort is None:
        raise FileFormatError("--write-sums came without a cohort: give the folder or .parquet of the people.")


def _sums_file(name: str) -> SumsFile:
    path = Path(name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FileFormatError(f'The file of sums "{shown(name)}" cannot be read: check its name.') from None
    return sums_of_text(text, path.name)


def _asked(
    people: list[CohortPerson],
    theirs: list[SumsFile],
    condition: str | None,
    instrument: str | None,
    prior: str | None,
) -> _Asked:
    """Condition and instrument as said, else of the prior, else of the sums, else of most people."""
    start = None if prior is None else read_prior(Path(prior))
    told = {(file.condition, file.instrument) for file in theirs}
    if start is not None:
        told.add((start.condition, start.instrument))
    if len(told) > 1:
        raise ConflictError("The sums and the prior are not all of one condition and instrument: give those that are.")
    if not told:
        told = {_commonest(people, None if condition is None else condition_named(condition), instrument)}
    which, of = told.pop()
    if condition is not None and condition_named(condition) != which:
        raise ConflictError(f"--condition {condition} came; the prior or sums are of {which}: give one of them.")
    if instrument is not None and instrument_named(instrument).id != of:
        raise ConflictError(f"--instrument {instrument} came; the prior or sums are of {of}: give one of them.")
    published = prior_for(condition_named(which), instrument_named(of))
    return _Asked(published=published, start=start or published)


def _commonest(people: list[CohortPerson], condition: str | None, instrument: str | None) -> tuple[str, str]:
    request = CohortRequest(
        condition=condition, instrument=None if instrument is None else instrument_named(instrument)
    )
    counts: Counter[tuple[str, str]] = Counter()
    for person in people:
        with suppress(WaneError):
            of, found = subject_in_cohort(person, request)
            counts[of, found.id] += 1
    if not counts:
        raise UnsupportedError("No person here has a score: nothing can be learned.")
    return min(counts, key=lambda pair: (-counts[pair], pair))


def _of(prior: ReliefPrior) -> Instrument:
    return instruments()[prior.instrument]


def _write_own_sums(work: _Work, asked: _Asked, path: Path) -> None:
    found = _e_step(work, asked.start, 0)
    enough_people(found)
    write_whole(path, sums_text(found, asked.start, work.cohort.digest, __version__))
    print(
        f"Sums of {found['people']:.0f} people under {asked.start.id}, {len(work.cohort.left_out)} left out. "
        f"They name nobody. Written: {path.name}"
    )


def _learned(work: _Work, asked: _Asked) -> Learned:
    return learn(asked.published, asked.start, lambda prior, step: _e_step(work, prior, step))


def _one_step(work: _Work, asked: _Asked, theirs: list[tuple[str, SumsFile]]) -> Learned:
    """One M-step from pooled sums, all taken under the prior that is begun from."""
    _nobody_twice(work, theirs)
    parts = [(name, file.prior_digest, file.sums) for name, file in theirs]
    if work.cohort.members:
        parts.append(("these people", prior_digest(asked.start), _e_step(work, asked.start, 0)))
    found = pooled([("the prior begun from", prior_digest(asked.start), no_sums()), *parts])
    enough_people(found)
    after = m_step(asked.published, found)
    step = Step(
        log_posterior=log_posterior(asked.published, asked.start, found),
        largest_move=largest_move(asked.published, asked.start, after),
    )
    return Learned(published=asked.published, prior=after, sums=found, steps=(step,), has_converged=False)


def _nobody_twice(work: _Work, theirs: list[tuple[str, SumsFile]]) -> None:
    seen = {work.cohort.digest: "the cohort"} if work.cohort.members else {}
    for name, file in theirs:
        if file.cohort_digest in seen:
            raise ConflictError(
                f"The sums of {name} are of the same people as {seen[file.cohort_digest]}: leave one out."
            )
        seen[file.cohort_digest] = name


def _refuse_empty(cohort: Cohort) -> None:
    why = f": {cohort.left_out[0].name}: {cohort.left_out[0].reason}" if cohort.left_out else "."
    raise UnsupportedError(f"None of {len(cohort.left_out)} people can be used{why}")


def _e_step(work: _Work, prior: ReliefPrior, step: int) -> Sums:
    """The people's sums under this prior; its blocks in a folder of their own."""
    job, place = sums_job(prior, work.cohort, __version__), work.folder / f"step-{step + 1:02d}"
    telling = progress_of(f"step {step + 1}") if sys.stderr.isatty() else nullcontext(silent)
    with telling as tell:
        return summed(run_blocks(job, place, workers=work.workers, tell=tell))
