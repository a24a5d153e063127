"""Where long commands work: which workers, and the folder that finished blocks stay in."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from wane.blocks.workers import Cluster, Processes, ThisProcess, Workers
from wane.errors import ConflictError

WorkersOption = Annotated[
    int | None, typer.Option("--workers", metavar="NUMBER", min=1, max=256, help="Processes; all cores if not said.")
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="A dask scheduler (tcp://host:8786), or local.")
]
KeepOption = Annotated[
    Path | None, typer.Option("--keep", metavar="FOLDER", help="Keep finished work there; the same command goes on.")
]


def workers_of(workers: int | None, cluster: str | None, blocks: int) -> Workers:
    """The cluster where one is named, else processes, as many as there is work for."""
    if cluster is not None:
        if workers is not None:
            raise ConflictError("Both --workers and --cluster came; a cluster has its own workers: leave one out.")
        return Cluster(address=cluster)
    count = min(workers or os.cpu_count() or 1, blocks)
    return Processes(count=count) if count > 1 else ThisProcess()


@contextmanager
def work_folder(keep: Path | None) -> Iterator[Path]:
    """`keep`, or a folder that goes when the command ends."""
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="wane-") as folder:
        yield Path(folder)
