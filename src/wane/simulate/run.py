"""One trial from its design to its answer, for Python: the blocks in a folder that goes, or in one that stays."""

import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wane.blocks.run import Progress, run_blocks, silent
from wane.blocks.workers import ThisProcess, Workers
from wane.simulate.answers import Ranged, TrialAnswer
from wane.simulate.design import Design
from wane.simulate.plan import plan_trial
from wane.simulate.trial import answer_of, trial_job

if TYPE_CHECKING:
    import polars as pl


def simulate_trial(
    design: Design,
    *,
    people: int | None = None,
    seed: int = 1,
    workers: Workers | None = None,
    folder: Path | None = None,
    tell: Callable[[Progress], None] = silent,
) -> TrialAnswer:
    """The virtual trial of a design: the same answer for any workers.

    `people` replaces those of the design. Finished blocks stay in `folder` where one is given, and the same call goes
    on from them; `tell` hears how far it is.
    """
    version = _version()
    plan = plan_trial(design if people is None else replace(design, people=people))
    job = trial_job(plan, seed=seed, code_version=version, tables=False)
    place = tempfile.TemporaryDirectory(prefix="wane-") if folder is None else nullcontext(str(folder))
    with place as name:
        blocks = run_blocks(job, Path(name) / "blocks", workers=workers or ThisProcess(), tell=tell)
        return answer_of(plan, blocks, seed=seed, code_version=version)


def scores_frame(answer: TrialAnswer) -> "pl.DataFrame":
    """Every visit of every arm as a table: one row a visit, each number with its interval over the fit."""
    import polars as pl

    rows = []
    for arm in answer.arms:
        for one in arm.by_day:
            row: dict[str, str | float | int | None] = {"arm": arm.name, "day": one.day, "n": one.n}
            for name in ("mean", "sd", "change", "response_pct", "remission_pct"):
                row |= _cells(name, getattr(one, name))
            rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def _cells(name: str, found: Ranged) -> dict[str, float | None]:
    return {name: found.value, f"{name}_low90": found.low90, f"{name}_high90": found.high90}


def _version() -> str:
    """Of the installed package: this layer does not see the package's own name."""
    from importlib.metadata import version

    return version("wane")
