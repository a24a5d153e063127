"""Running a job: what is finished is kept, what is missing is computed, the answers come in the order of the blocks."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from wane.blocks.folder import finished, open_folder, write_block
from wane.blocks.job import Input, Job
from wane.blocks.workers import ThisProcess, Workers, computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is: blocks finished, of how many, and how many of them were there before."""

    done: int
    total: int
    found: int


def silent(progress: Progress) -> None:
    """Tell nobody."""


def run_blocks(
    job: Job[Input], folder: Path, *, workers: Workers | None = None, tell: Callable[[Progress], None] = silent
) -> Iterator[bytes]:
    """Compute what is missing in `folder`, then hand over every answer, block after block, one in memory at a time.

    The answers are the same for any workers. Whatever stops a run (a signal, an error in a block), the finished blocks
    stay, and the same job in the same folder goes on from them.
    """
    place = open_folder(folder, job)
    there = dict(finished(place))
    found = len(there)
    tell(Progress(done=found, total=len(job.inputs), found=found))
    todo = [index for index in range(len(job.inputs)) if index not in there]
    with closing(computed(job, todo, workers or ThisProcess())) as answers:
        for index, answer in answers:
            there[index] = write_block(place, index, answer)
            tell(Progress(done=len(there), total=len(job.inputs), found=found))
    return (there[index].read_bytes() for index in sorted(there))
