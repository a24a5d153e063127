"""Study: groups of people in seeded parts, a pure function that lives through one part, and what is told of all."""

import hashlib
import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wane.blocks.job import Block, Job

if TYPE_CHECKING:
    import altair as alt

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]
Rows = Sequence[Row]

ENGINE: Final = (
    "wane.kernels.relief", "wane.kernels.relief_paths", "wane.kernels.normal", "wane.kernels.sobol",
    "wane.models.relief", "wane.models.relief_prior",
    "wane.forecast.filtering", "wane.forecast.posterior", "wane.forecast.paths", "wane.forecast.crossing",
    "wane.forecast.simulate_person", "wane.forecast.calibration",
)  # fmt: skip
"""Modules whose source moves the result of every study."""


class Scale(StrEnum):
    """How many people a study takes."""

    FULL = "full"
    QUICK = "quick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """So many people of one group (a prior, a world, a policy, a series), from number `first` on."""

    group: str
    first: int
    people: int
    folder: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One study.

    `parts` says who is looked at (at this scale, with this folder of real scores or None), `run` what happens to one
    part, `summarise` what is stored of all, `table` (Markdown) and `draw` what is shown of that. `modules` name the
    code that moves the result beside the engine, `data` the package's data files that do.
    """

    name: str
    title: str
    seed: int
    parts: Callable[[Scale, Path | None], Sequence[Part]]
    run: Callable[[Block, Part], Rows]
    summarise: Callable[[Rows], Rows]
    table: Callable[[Rows], str]
    draw: "Callable[[Rows], alt.TopLevelMixin]"
    modules: tuple[str, ...]
    data: tuple[Path, ...] = ()
    needs_scores: bool = False


def in_parts(group: str, people: int, *, size: int = 50) -> list[Part]:
    """A group cut into parts of at most `size` people."""
    return [Part(group=group, first=at, people=min(size, people - at)) for at in range(0, people, size)]


def job_of(study: Study, scale: Scale, scores: Path | None) -> Job[Part]:
    """The study as a job of `wane.blocks`: its answers are rows as JSON."""
    parts = study.parts(scale, scores)
    told = [(part.group, part.first, part.people) for part in parts]
    return Job(
        name=study.name,
        depends_on={"code": code_digest(study), "parts": _digest([repr(told).encode()]), "scores": _scores(scores)},
        inputs=parts,
        work=partial(_as_json, study.run),
        seed=study.seed,
    )


def rows_of(answers: Sequence[bytes]) -> Rows:
    """The rows of every block, in order."""
    return [row for answer in answers for row in json.loads(answer)]


def code_digest(study: Study) -> str:
    """SHA-256 of the source and data that move a study's result: what is computed by other code is not kept."""
    found = []
    for module in (*ENGINE, *study.modules, "studies.study"):
        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        found.append(Path(spec.origin).read_bytes())
    return _digest([*found, *(path.read_bytes() for path in study.data)])


def _scores(folder: Path | None) -> str | None:
    return None if folder is None else _digest([path.read_bytes() for path in sorted(folder.glob("*.csv"))])


def _digest(parts: Sequence[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _as_json(run: Callable[[Block, Part], Rows], block: Block, part: Part) -> bytes:
    return json.dumps([dict(row) for row in run(block, part)], allow_nan=False).encode()
