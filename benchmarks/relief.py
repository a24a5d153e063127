"""Warm times of the relief engine beside the prototype's. `python -m benchmarks.relief`; exit code 1 where one misses.

How well it is calibrated, and how far it misses, is studied in `studies/`.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from tests.factories.relief import long_history
from wane.forecast.next_session import Spacing
from wane.forecast.posterior import infer, updated
from wane.forecast.relief import ReliefRequest, forecast_relief
from wane.models.relief import Score
from wane.models.relief_prior import ReliefPrior, load_relief_prior

BARS_MS: Final = {(8, 6): 6.0, (24, 12): 16.0, (69, 20): 36.0}  # (scores, sessions): the prototype's posterior
FORECAST_BAR_MS: Final = 40.0  # whole forecast of 24 scores and 12 sessions
UPDATE_BAR_MS: Final = 2.0
REPEATS: Final = 21


def main() -> int:
    return 0 if times(load_relief_prior("starting_phq9")) else 1


def times(prior: ReliefPrior) -> bool:
    """Whether every warm time keeps its bar, by the fastest of many."""
    heads = ("scores", "sessions", "posterior ms", "median", "bar", "forecast ms", "median", "bar")
    print("".join(f"{head:>{len(head) + 3}}" for head in heads))
    kept = True
    for (scores, sessions), bar_ms in BARS_MS.items():
        history = long_history(scores, sessions)
        request = ReliefRequest(
            now_day=history.records[-1].day, spacing=Spacing(shortest_days=7, longest_days=84), risk=0.2
        )
        posterior_ms = measured_ms(lambda: infer(prior, history))  # noqa: B023  called at once
        whole_ms = measured_ms(lambda: forecast_relief(prior, history, request, np.random.default_rng(1)))  # noqa: B023
        whole_bar = FORECAST_BAR_MS if scores == 24 else float("nan")
        figures = (scores, sessions, *fastest(posterior_ms), bar_ms, *fastest(whole_ms), whole_bar)
        row = [f"{figure:.0f}" if figure in (scores, sessions, bar_ms) else f"{figure:.1f}" for figure in figures]
        print("".join(f"{text:>{len(head) + 3}}" for head, text in zip(heads, row, strict=True)))
        kept &= min(posterior_ms) <= bar_ms and not min(whole_ms) > whole_bar
    posterior = infer(prior, long_history(24, 12))
    one_more = Score(day=posterior.filtered.day + 7.0, value=9.0)
    live_ms = measured_ms(lambda: updated(posterior, one_more))
    print(f"live update with one more score: {min(live_ms):.2f} ms, median {statistics.median(live_ms):.2f} (bar 2 ms)")
    return kept and min(live_ms) <= UPDATE_BAR_MS


def measured_ms(work: Callable[[], object]) -> list[float]:
    work()
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        taken.append(1e3 * (time.perf_counter() - begun))
    return taken


def fastest(taken_ms: list[float]) -> tuple[float, float]:
    """The fastest and the median."""
    return min(taken_ms), statistics.median(taken_ms)


if __name__ == "__main__":
    sys.exit(main())
