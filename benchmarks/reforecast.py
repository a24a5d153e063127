"""Re-forecasting a whole clinic overnight: 24 scores and 12 sessions each, days to relapse with interval included.

`python -m benchmarks.reforecast` takes 1,000 people (about a minute on two cores) and says what 10,000 would take in
proportion; `python -m benchmarks.reforecast 10000` is the whole. Both the clock and the processors' own time are shown:
on a machine busy with other work only the second says what an idle one would take, so the bar is held against it.
Exits with 1 where it misses, the cost of a person grows with their number, or memory does.
"""

import json
import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from wane.blocks.job import Block, Job, generator
from wane.blocks.run import run_blocks
from wane.blocks.workers import Processes
from wane.forecast.next_session import Spacing
from wane.forecast.relief import ReliefRequest, forecast_relief
from wane.forecast.simulate_person import begin, live_until, rate, treat
from wane.models.relief import History, Record
from wane.models.relief_prior import ReliefPrior, load_relief_prior

WHOLE: Final = 10_000
BAR_S: Final = 300.0
A_BLOCK: Final = 25
PROCESSES: Final = 2
SESSION_DAYS: Final = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 38.0, 59.0, 80.0, 101.0, 122.0, 143.0)
SCORES: Final = 24
SPACING: Final = Spacing(shortest_days=7, longest_days=84)


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{people} people of {WHOLE}, {SCORES} scores and {len(SESSION_DAYS)} sessions each, {PROCESSES} processes")
    print(f"{'people':>8}{'clock s':>10}{'processor s':>14}{'ms a person':>14}{'MB, parent':>13}{'MB, worker':>13}")
    found = [timed(count) for count in (people // 4, people)]
    (_, first_ms, first_mb), (clock_s, whole_ms, whole_mb) = found
    expected_s = 1e-3 * whole_ms * WHOLE / PROCESSES
    print(f"{WHOLE} people in proportion: {expected_s:.0f} s of {PROCESSES} processors (bar {BAR_S:.0f} s), "
          f"{clock_s * WHOLE / people:.0f} s by the clock of this run")  # fmt: skip
    is_linear, is_bounded = whole_ms < 1.3 * first_ms, whole_mb < 1.3 * first_mb + 20.0
    print(f"linear: {'yes' if is_linear else 'no'}; memory bounded: {'yes' if is_bounded else 'no'}")
    return 0 if expected_s <= BAR_S and is_linear and is_bounded else 1


def timed(people: int) -> tuple[float, float, float]:
    """Seconds by the clock, milliseconds of one processor for a person, and the largest memory of a worker."""
    blocks = [min(A_BLOCK, people - at) for at in range(0, people, A_BLOCK)]
    job = Job(name="reforecast", depends_on={}, inputs=blocks, work=partial(reforecast, PRIOR), seed=1)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        medians, worker_mb, worked_s = 0, 0.0, 0.0
        for answer in run_blocks(job, Path(folder), workers=Processes(count=PROCESSES)):
            told = json.loads(answer)
            medians += len(told["medians"])
            worker_mb = max(worker_mb, told["peak_mb"])
            worked_s += told["worked_s"]
    clock_s = time.perf_counter() - begun
    assert medians == people
    each_ms = 1e3 * worked_s / people
    print(f"{people:>8}{clock_s:>10.1f}{worked_s:>14.1f}{each_ms:>14.1f}{peak_mb():>13.0f}{worker_mb:>13.0f}")
    return clock_s, each_ms, worker_mb


def reforecast(prior: ReliefPrior, block: Block, people: int) -> bytes:
    """The median day of relapse of each person, forecast anew."""
    rng, begun = generator(block), time.process_time()
    medians = []
    for _ in range(people):
        history = course(prior, rng)
        request = ReliefRequest(now_day=history.records[-1].day, spacing=SPACING, risk=0.2)
        found = forecast_relief(prior, history, request, rng).days_to_relapse
        assert found is not None
        medians.append(found.median)
    return json.dumps({"medians": medians, "peak_mb": peak_mb(), "worked_s": time.process_time() - begun}).encode()


def course(prior: ReliefPrior, rng: np.random.Generator) -> History:
    """One person's induction and boosters, with evenly spread scores."""
    life, records = begin(prior, rng), list[Record]()
    scores = np.linspace(0.0, SESSION_DAYS[-1] + 14.0, SCORES).tolist()
    for day, is_session in sorted([(day, False) for day in scores] + [(day, True) for day in SESSION_DAYS]):
        live_until(life, day, rng)
        records.append(treat(life, 1.0, rng) if is_session else rate(life, rng))
    return History(records=tuple(records))


def peak_mb() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


PRIOR: Final = load_relief_prior("starting_phq9")

if __name__ == "__main__":
    sys.exit(main())
