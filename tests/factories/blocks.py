"""Jobs of blocks, and a client that another process runs, for tests that kill it."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from wane.blocks.job import Block, Job, generator
from wane.blocks.run import run_blocks
from wane.blocks.workers import Cluster, Processes, Workers

BLOCKS = 12


def drawn(block: Block, size: int) -> bytes:
    """Random numbers of the block's own stream."""
    return ",".join(repr(float(x)) for x in generator(block).standard_normal(size)).encode()


def noted(block: Block, size: int, *, log: Path, wait_s: float) -> bytes:
    """The same, each call noted in a folder, and slow enough to be killed."""
    (log / f"{block.index}.{os.getpid()}.{time.monotonic_ns()}").touch()
    time.sleep(wait_s)
    return drawn(block, size)


def dying_once(block: Block, size: int, *, mark: Path) -> bytes:
    """The same, but the first worker that meets block 3 is killed by it."""
    if block.index == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return drawn(block, size)


def always_dying(block: Block, size: int) -> bytes:
    """Kills its worker at block 3."""
    if block.index == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return drawn(block, size)


def plain_job(inputs: Sequence[int] = (5,) * BLOCKS, seed: int = 7) -> Job[int]:
    return Job(name="drawn", depends_on={"data": "abc"}, inputs=inputs, work=drawn, seed=seed)


def noted_job(log: Path, wait_s: float) -> Job[int]:
    work = partial(noted, log=log, wait_s=wait_s)
    return Job(name="drawn", depends_on={"data": "abc"}, inputs=(5,) * BLOCKS, work=work, seed=7)


def calls(log: Path) -> list[int]:
    """Block of each call that was begun."""
    return sorted(int(path.name.split(".")[0]) for path in log.iterdir())


if __name__ == "__main__":
    results, notes, how = sys.argv[1:]
    chosen: Workers = Processes(count=2) if how == "processes" else Cluster(address=how)
    for _ in run_blocks(noted_job(Path(notes), 0.15), Path(results), workers=chosen):
        pass
