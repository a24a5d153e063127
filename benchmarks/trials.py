"""Virtual trials: a million people by 30 weekly visits of relief, one arm of six infusions, on two processes.

`python -m benchmarks.trials` takes half a minute; with a number after it so many people, from whom a million is told in
proportion. Clock and processors' own time are shown: on a machine busy with other work only the second says what an
idle one would take, so the bars are held against it. Parallel efficiency is the processor time of one process over that
of two with their parent: once with what starting the processes costs, and once without (each further person), which
is what a long trial comes to and what the bar is for. By the clock it needs an idle machine. Exits with 1 where a bar
is missed.
"""

import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from wane.blocks.run import run_blocks
from wane.blocks.workers import Processes, ThisProcess, Workers
from wane.simulate.design import ArmDesign, Design
from wane.simulate.plan import plan_trial
from wane.simulate.reading import read_design
from wane.simulate.trial import answer_of, trial_job

WHOLE: Final = 1_000_000
BAR_S: Final = 120.0
EFFICIENCY: Final = 0.85
TEXT: Final = """
name: A million people
condition: depression
instrument: MADRS
baseline: {mean: 33, sd: 6}
arms: [{name: ketamine, drug: ketamine, route: iv, dose: 0.5 mg/kg, over: 40 min, days: [0, 3, 7, 10, 14, 17]}]
observe: {every: 7, from: 7, times: 30}
relapse: {among: responders, line: 20, from: 18}
doubt: {draws: 0}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: seconds by the clock and of all processors; largest memory of parent and of any worker."""

    people: int
    clock_s: float
    processor_s: float
    parent_mb: float
    worker_mb: float


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE
    design = read_design(TEXT)
    print(f"{'people':>9}{'visits':>8}{'sessions':>10}{'processes':>11}{'clock s':>9}{'processor s':>13}"
          f"{'us a person':>13}{'MB, parent':>12}{'MB, worker':>12}")  # fmt: skip
    small = told(design, people // 4, Processes(count=2), 2)
    one = told(design, people, ThisProcess(), 1)
    two = told(design, people, Processes(count=2), 2)
    fewer = replace(design, observe_days=(*design.observe_days[:9:3], design.last_day))
    told(fewer, people // 4, ThisProcess(), 1)
    half = replace(design, observe_days=design.observe_days[:15])
    told(half, people // 4, ThisProcess(), 1)
    twice = replace(design, arms=(_more_sessions(design),))
    told(twice, people // 4, ThisProcess(), 1)
    expected_s = two.processor_s * WHOLE / people / 2.0
    further_s = (two.processor_s - small.processor_s) / (two.people - small.people)
    efficiency = one.processor_s / one.people / further_s
    linear = two.processor_s / people < 1.3 * small.processor_s / small.people
    print(f"{WHOLE} people in proportion: {expected_s:.0f} s of two processors (bar {BAR_S:.0f} s), "
          f"{two.clock_s * WHOLE / people:.0f} s by the clock of this run")  # fmt: skip
    print(f"parallel efficiency on two processes, processor time: {100.0 * efficiency:.0f} % once started (bar 85 %), "
          f"{100.0 * one.processor_s / two.processor_s:.0f} % with their start; "
          f"{100.0 * one.clock_s / (2.0 * two.clock_s):.0f} % by the clock of this run, load "
          f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    bounded = two.parent_mb < 1.1 * small.parent_mb + 20.0 and two.worker_mb < 1.1 * small.worker_mb + 20.0
    print(f"linear: {'yes' if linear else 'no'}; memory bounded: {'yes' if bounded else 'no'}")
    return 0 if expected_s <= BAR_S and efficiency >= EFFICIENCY and linear and bounded else 1


def told(design: Design, people: int, workers: Workers, processes: int) -> Run:
    """One run, printed."""
    found = timed(design, people, workers)
    print(f"{people:>9}{len(design.observe_days):>8}{len(design.arms[0].days):>10}{processes:>11}{found.clock_s:>9.1f}"
          f"{found.processor_s:>13.1f}{1e6 * found.processor_s / people:>13.1f}{found.parent_mb:>12.0f}"
          f"{found.worker_mb:>12.0f}", flush=True)  # fmt: skip
    return found


def timed(design: Design, people: int, workers: Workers) -> Run:
    """The whole way from a design to its answer, blocks written to a folder and read back."""
    begun, before = time.perf_counter(), processor_s()
    plan = plan_trial(replace(design, people=people))
    job = trial_job(plan, seed=1, code_version="benchmark", tables=False)
    with tempfile.TemporaryDirectory() as folder:
        answer = answer_of(plan, run_blocks(job, Path(folder) / "b", workers=workers), seed=1, code_version="benchmark")
    assert answer.arms[0].by_day[0].n == people
    return Run(
        people=people,
        clock_s=time.perf_counter() - begun,
        processor_s=processor_s() - before,
        parent_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0,
        worker_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024.0,
    )


def processor_s() -> float:
    """Of this process and of all children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def _more_sessions(design: Design) -> ArmDesign:
    """The arm with twice as many sessions."""
    arm = design.arms[0]
    days = tuple(float(day) for day in range(12))
    return replace(arm, days=days, sessions=arm.sessions * 2)


if __name__ == "__main__":
    raise SystemExit(main())
