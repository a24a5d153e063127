"""A dask scheduler and its workers, each a process of its own, for tests that kill them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def running_cluster(folder: Path, *, workers: int) -> Iterator[tuple[str, list["subprocess.Popen[str]"]]]:
    """The scheduler's address and the workers; all are killed at the end."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
    }
    file = folder / "scheduler.json"
    run = partial(subprocess.Popen, cwd=folder, env=environment, stderr=subprocess.DEVNULL, text=True)
    scheduler = run([sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                     "--no-dashboard", "--scheduler-file", str(file)])  # fmt: skip
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1",
              "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]  # fmt: skip
    started = [run(worker) for _ in range(workers)]
    try:
        deadline = time.monotonic() + 30.0
        while not file.exists() or not file.read_text().strip():
            assert time.monotonic() < deadline, "no scheduler came"
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"], started
    finally:
        for process in (*started, scheduler):
            process.kill()
            process.communicate()
