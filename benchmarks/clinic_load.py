"""How fast the clinic answers 20 people at once with 1,000 patients on record: `make load`.

Each person turns between the board, a sheet, a patient's page and an entry of vital signs, and waits a moment between.
The people are a process of their own (`clinic_driver`); it still shares this machine's processors with the clinic.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.clinic_driver import Tablet, cpu_s
from benchmarks.clinic_rows import PASSWORD, USERNAME
from tests.clinic.postgres import running_cluster
from tests.live.nurse import Nurse
from tests.live.server import ROOT, LiveClinic

GOALS_MS = {"chair board": 150.0, "session sheet": 150.0, "patient page": 150.0, "entry of vitals": 100.0}
BAR_MS, BAR_WIDTH = 400.0, 40


def drive(clinic: LiveClinic, rows: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    """Everybody at once, from a process of their own."""
    assert clinic.server is not None
    told = {
        "url": clinic.url, "n_people": asked.people, "seconds": asked.seconds, "pause_s": asked.pause,
        "sessions": rows["sessions"], "patients": rows["patients"], "server": clinic.server.pid,
    }  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.clinic_driver"], input=json.dumps(told), env=clinic.environment, cwd=ROOT,
        stdout=subprocess.PIPE, text=True, check=True, timeout=asked.seconds + 300,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def alone_ms(clinic: LiveClinic, rows: dict[str, list[str]], group: int, *, n: int = 60) -> list[str]:
    """[ms] of the server's processor for one answer of each kind: what a busy machine does not change much."""
    nurse = Nurse(url=clinic.url, username=USERNAME, password=PASSWORD)
    nurse.log_in()
    tablet, rng, session = Tablet(nurse), random.Random(0), rows["sessions"][0]
    kinds: dict[str, Callable[[], object]] = {
        "chair board": lambda: tablet.get("/board/"),
        "session sheet": lambda: tablet.get(f"/session/{session}/"),
        "patient page": lambda: tablet.get(f"/patients/{rng.choice(rows['patients'])}/"),
        "entry of vitals": lambda: tablet.record(f"/session/{session}/record/set/", {"spo2_pct": rng.randint(90, 100)}),
    }
    told = []
    for what, ask in kinds.items():
        before = cpu_s(group)
        for _ in range(n):
            assert ask() is not None, f"{what} failed."
        told.append(f"{what} {1000 * (cpu_s(group) - before) / n:.0f} ms")
    return told


def table(name: str, measured: dict[str, Any], seconds: float) -> str:
    """p50, p95, a bar to p95 with the goal marked; and who had the processors meanwhile."""
    n = sum(len(times) for times in measured["times_ms"].values())
    lines = [f"{name}: {n} answers in {seconds:.0f} s, {measured['n_errors']} errors"]
    lines.append(f"  {'':<16}{'n':>6}{'p50 ms':>8}{'p95 ms':>8}{'goal':>6}")
    for what, goal in GOALS_MS.items():
        times = measured["times_ms"][what]
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        bar = ["#" if (place + 0.5) * BAR_MS / BAR_WIDTH < p95 else " " for place in range(BAR_WIDTH)]
        bar[int(goal * BAR_WIDTH / BAR_MS)] = "|"
        lines.append(f"  {what:<16}{len(times):>6}{p50:>8.0f}{p95:>8.0f}{goal:>6.0f}  {''.join(bar)}")
    server, driver, machine = (measured[which] / measured["wall_s"] for which in ("server_s", "driver_s", "machine_s"))
    others = max(0.0, machine - server - driver)
    lines.append(f"  cores busy: clinic {server:.2f}, driver {driver:.2f}, others {others:.2f} of {os.cpu_count()}")
    return "\n".join(lines)


def asked_for() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--seconds", type=float, default=30.0)
    asked.add_argument("--pause", type=float, default=1.0, help="mean seconds between two turns of a person")
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    return asked.parse_args()


def main() -> None:
    asked = asked_for()
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        for name in ("sqlite", "postgresql") if asked.only is None else (asked.only,):
            url = cluster.new_database("load") if name == "postgresql" else ""
            clinic = LiveClinic(home=Path(folder) / name, database_url=url)
            for part in ("bundles", "static"):
                (clinic.home / part).mkdir(parents=True)
            began = time.perf_counter()
            rows = json.loads(clinic.run("-m", "benchmarks.clinic_rows"))
            print(f"{rows['rows']} rows in {time.perf_counter() - began:.0f} s", flush=True)
            if url:
                cluster.sql_in("load", "ANALYZE")
            clinic.start()
            try:
                before = os.getloadavg()[0]
                measured = drive(clinic, rows, asked)
                after = os.getloadavg()[0]
                assert clinic.server is not None
                alone = alone_ms(clinic, rows, clinic.server.pid)
            finally:
                clinic.kill()
            print(f"load of the machine before {before:.1f}, after {after:.1f}, {os.cpu_count()} cores")
            print(table(name, measured, asked.seconds))
            print("  processor of the clinic per answer, one at a time: " + ", ".join(alone), flush=True)


if __name__ == "__main__":
    main()
