"""The relief engine: warm times beside the prototype's, calibration and skill in simulated people.

`python -m benchmarks.relief` takes 300 people, `python -m benchmarks.relief 3000` is the study. Exits with 1 where a
warm time or the coverage of days to relapse misses its bar.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.relief_skill import skill
from tests.factories.relief import induction_plan, long_history
from wane.forecast.calibration import Coverage, coverage, crps, rank_among
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.next_session import Spacing
from wane.forecast.posterior import infer, updated
from wane.forecast.relief import ReliefRequest, forecast_relief
from wane.forecast.simulate_person import simulate_person
from wane.models.relief import Score
from wane.models.relief_prior import ReliefPrior, load_relief_prior

HORIZON_DAYS: Final = 180
BARS_MS: Final = {(8, 6): 6.0, (24, 12): 16.0, (69, 20): 36.0}  # (scores, sessions): the prototype's posterior
FORECAST_BAR_MS: Final = 40.0  # whole forecast of 24 scores and 12 sessions
UPDATE_BAR_MS: Final = 2.0
PROTOTYPE_COVERAGE: Final = {0.5: 0.493, 0.8: 0.799, 0.9: 0.894}
REPEATS: Final = 21


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    prior = load_relief_prior("starting_phq9")
    in_time = times(prior)
    calibrated = calibration(prior, people)
    skill(prior, people)
    return 0 if in_time and calibrated else 1


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


def calibration(prior: ReliefPrior, people: int) -> bool:
    """Whether the nominal coverage of days to relapse lies in the Wilson interval of each level."""
    rng = np.random.default_rng(7)
    ranked, widths, scores = [], [], []
    for _ in range(people):
        person = simulate_person(prior, induction_plan(), HORIZON_DAYS, rng)
        drawn = draw_crossings(infer(prior, person.history), prior.line, HORIZON_DAYS, rng)
        ranked.append(rank_among(drawn, person.days_to_crossing, rng))
        scores.append(crps(drawn, person.days_to_crossing, HORIZON_DAYS))
        found = crossings(drawn, HORIZON_DAYS)
        widths.append((found.day_at(0.95) or HORIZON_DAYS) - (found.day_at(0.05) or HORIZON_DAYS))
    print(f"\ndays to relapse after induction, {people} people (the prototype had 3,000)")
    covered = [coverage(np.array(ranked), nominal) for nominal in PROTOTYPE_COVERAGE]
    for one in covered:
        print(f"  {one.nominal:.0%} interval covers {said(one)}   prototype {PROTOTYPE_COVERAGE[one.nominal]:.1%}")
    print(
        f"  mean width of the 90 % interval {np.mean(widths):.0f} d (prototype about 65), CRPS {np.mean(scores):.2f} d"
    )
    return all(one.low95 - 0.01 <= one.nominal <= one.high95 + 0.01 for one in covered)


def said(one: Coverage) -> str:
    return f"{one.covered:.1%} ({one.low95:.1%} to {one.high95:.1%})"


if __name__ == "__main__":
    sys.exit(main())
