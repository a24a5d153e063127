"""Progress of a long command, on standard error: rate and time left on a terminal, else one line at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wane.blocks.run import Progress


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[Progress], None]]:
    """What to call with each progress of `what` ("score card")."""
    if not sys.stderr.isatty():
        yield _one_line(what)
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"), progress.BarColumn(), progress.MofNCompleteColumn(),
        progress.TextColumn("blocks"), progress.TimeElapsedColumn(), progress.TextColumn("left"),
        progress.TimeRemainingColumn(), progress.TextColumn("{task.fields[rate]}"),
    )  # fmt: skip
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rate="")

        def tell(now: Progress) -> None:
            elapsed = bar.tasks[task].elapsed or 0.0
            made = now.done - now.found
            rate = f"{made / elapsed:.1f} blocks/s" if made and elapsed > 0.0 else ""
            bar.update(task, total=now.total, completed=now.done, rate=rate)

        yield tell


def _one_line(what: str) -> Callable[[Progress], None]:
    def tell(now: Progress) -> None:
        if now.done == now.total:
            before = f", {now.found} of them from before" if now.found else ""
            print(f"{what}: {now.total} blocks{before}.", file=sys.stderr)

    return tell
