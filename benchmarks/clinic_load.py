"""How fast the clinic answers 20 people at once with 1,000 patients on record: `make load`.

Each person turns between the board, a sheet, a patient's page and an entry of vital signs, and waits a moment between.
Everything happens on this machine, so the driver takes its share of the processor too.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.clinic_rows import PASSWORD, USERNAME
from tests.clinic.postgres import running_cluster
from tests.live.nurse import Nurse
from tests.live.server import LiveClinic

GOALS_MS = {"chair board": 150.0, "session sheet": 150.0, "patient page": 150.0, "entry of vitals": 100.0}
BAR_MS, BAR_WIDTH = 400.0, 40


@dataclass(slots=True)
class Measured:
    times_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    n_errors: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, began: float, *, is_well: bool) -> None:
        with self.lock:
            self.times_ms[what].append(1000.0 * (time.perf_counter() - began))
            self.n_errors += not is_well


def person(
    nurse: Nurse, told: dict[str, list[str]], measured: Measured, rng: random.Random, until: float, pause_s: float
) -> None:
    """One person's turns until the time is over."""
    while time.perf_counter() < until:
        session = rng.choice(told["sessions"])
        pages = {"chair board": "/board/", "session sheet": f"/session/{session}/"}
        if told.get("has_patient_page"):
            pages["patient page"] = f"/patients/{rng.choice(told['patients'])}/"
        for what, path in pages.items():
            time.sleep(rng.uniform(0, 2 * pause_s))
            began = time.perf_counter()
            try:
                nurse.get(path)
                measured.took(what, began, is_well=True)
            except OSError:
                measured.took(what, began, is_well=False)
        time.sleep(rng.uniform(0, 2 * pause_s))
        began, n_before = time.perf_counter(), nurse.n_sent_again
        low = rng.randint(60, 85)
        nurse.enter(f"/session/{session}/record/set/", {"systolic_mmhg": low + 40, "diastolic_mmhg": low})
        measured.took("entry of vitals", began, is_well=nurse.n_sent_again == n_before)


def drive(clinic: LiveClinic, told: dict[str, list[str]], *, n_people: int, seconds: float, pause_s: float) -> Measured:
    """Everybody at once."""
    nurses = [Nurse(url=clinic.url, username=USERNAME, password=PASSWORD) for _ in range(n_people)]
    nurses[0].log_in()
    try:
        nurses[0].get(f"/patients/{told['patients'][0]}/")
        told["has_patient_page"] = ["yes"]
    except urllib.error.HTTPError:
        pass
    for nurse in nurses[1:]:
        nurse.log_in()
    measured = Measured()
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(n_people) as pool:
        turns = [
            pool.submit(person, nurse, told, measured, random.Random(number), until, pause_s)
            for number, nurse in enumerate(nurses)
        ]
        for turn in turns:
            turn.result()
    return measured


def cpu_s(group: int) -> float:
    """[s] of processor time that the server's processes have taken."""
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(told[2]) == group:
            found += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return found


def alone_ms(clinic: LiveClinic, rows: dict[str, list[str]], group: int, *, n: int = 40) -> list[str]:
    """[ms] of the server's processor for one answer of each kind: what a busy machine does not change much."""
    nurse = Nurse(url=clinic.url, username=USERNAME, password=PASSWORD)
    nurse.log_in()
    rng, session = random.Random(0), rows["sessions"][0]
    kinds: dict[str, Callable[[], object]] = {
        "chair board": lambda: nurse.get("/board/"),
        "session sheet": lambda: nurse.get(f"/session/{session}/"),
        "patient page": lambda: nurse.get(f"/patients/{rng.choice(rows['patients'])}/"),
        "entry of vitals": lambda: nurse.enter(f"/session/{session}/record/set/", {"spo2_pct": rng.randint(90, 100)}),
    }
    told = []
    for what, ask in kinds.items():
        before = cpu_s(group)
        for _ in range(n):
            ask()
        told.append(f"{what} {1000 * (cpu_s(group) - before) / n:.0f} ms")
    return told


def table(name: str, measured: Measured, seconds: float) -> str:
    """p50, p95, a bar to p95 with the goal marked."""
    n = sum(len(times) for times in measured.times_ms.values())
    lines = [f"{name}: {n} answers in {seconds:.0f} s, {measured.n_errors} errors"]
    lines.append(f"  {'':<16}{'n':>6}{'p50 ms':>8}{'p95 ms':>8}{'goal':>6}")
    for what, goal in GOALS_MS.items():
        times = measured.times_ms.get(what)
        if not times:
            continue
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        bar = ["#" if (place + 0.5) * BAR_MS / BAR_WIDTH < p95 else " " for place in range(BAR_WIDTH)]
        bar[int(goal * BAR_WIDTH / BAR_MS)] = "|"
        lines.append(f"  {what:<16}{len(times):>6}{p50:>8.0f}{p95:>8.0f}{goal:>6.0f}  {''.join(bar)}")
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--seconds", type=float, default=30.0)
    asked.add_argument("--pause", type=float, default=1.0, help="mean seconds between two turns of a person")
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        for name in ("sqlite", "postgresql") if told.only is None else (told.only,):
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
                server = clinic.server
                assert server is not None
                measured = drive(clinic, rows, n_people=told.people, seconds=told.seconds, pause_s=told.pause)
                alone = alone_ms(clinic, rows, server.pid)
            finally:
                clinic.kill()
            print(f"load of the machine before {before:.1f}, after {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
            print(table(name, measured, told.seconds))
            print("  processor of the server per answer, one at a time: " + ", ".join(alone), flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
