"""The relief engine: warm times beside the prototype's, growth with scores and sessions, and the cold command.

`python -m benchmarks.relief`; exit code 1 where a bar is missed. How well the engine is calibrated, and how far it
misses, is studied in `studies/`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from tests.factories.relief import induction, long_history, scored
from wane.forecast.booking import bad_day_rule, default_spacing
from wane.forecast.next_by_bad_days import next_session_by_bad_days
from wane.forecast.posterior import infer, updated
from wane.forecast.relief import ReliefRequest, forecast_relief
from wane.forecast.repeated import person_draws
from wane.models.relief import History, Score, Treatment, gap_days
from wane.models.relief_prior import ReliefPrior, load_relief_prior

ROOT: Final = Path(__file__).parents[1]
POSTERIOR_BARS_MS: Final = {(8, 6): 6.0, (24, 12): 16.0, (69, 20): 36.0}  # (scores, sessions): the prototype's
FORECAST_BAR_MS: Final = 40.0  # of 24 scores and 12 sessions, days to relapse with interval and rule 1 in it
RULE_BAR_MS: Final = 15.0
UPDATE_BAR_MS: Final = 2.0
COLD_BAR_S: Final = 2.0
GROWTH_BAR: Final = 3.0  # of the time, where scores or sessions double; linear is 2, quadratic 4
REPEATS: Final = 21
WANE: Final = (sys.executable, "-c", "from wane.cli import main; main()")
FORECAST: Final = (*WANE, "forecast", str(ROOT / "examples" / "patient.csv"), "--zone", "Europe/London")


def main() -> int:
    prior = load_relief_prior("starting_phq9")
    print(f"{'':44}{'fastest':>12}{'median':>16}   processor time; the whole command by the wall")
    kept = [warm(prior), live(prior), growth(prior), cold()]
    return 0 if all(kept) else 1


def warm(prior: ReliefPrior) -> bool:
    """Whether posterior and whole forecast keep their bars, by the fastest of many."""
    kept = True
    for (scores, sessions), bar_ms in POSTERIOR_BARS_MS.items():
        history = long_history(scores, sessions)
        inferred = measured_ms(partial(infer, prior, history))
        kept &= said(f"posterior, {scores} scores, {sessions} sessions", inferred, bar_ms)
        told = measured_ms(partial(whole_forecast, prior, history, with_rule_2=False))
        kept &= said(f"forecast, {scores} scores, {sessions} sessions", told, FORECAST_BAR_MS if scores == 24 else None)
        both = measured_ms(partial(whole_forecast, prior, history))
        kept &= said("    with rule 2", both, None)
    return kept


def live(prior: ReliefPrior) -> bool:
    """Whether one more score, and rule 2 alone, keep their bars."""
    posterior = infer(prior, long_history(24, 12))
    one_more = Score(day=posterior.filtered.day + 7.0, value=9.0)
    kept = said("one more score, live", measured_ms(lambda: updated(posterior, one_more)), UPDATE_BAR_MS)
    rule = measured_ms(
        lambda: next_session_by_bad_days(person_draws(posterior, 1.0), bad_day_rule(), line=prior.line, now_day=30.0)
    )
    return said("rule 2 alone", rule, RULE_BAR_MS) and kept


def growth(prior: ReliefPrior) -> bool:
    """Whether twice the scores or sessions take about twice the time."""
    kept = True
    for what, history_of in (("daily scores since the last session", daily), ("sessions with a score each", weekly)):
        times = [min(measured_ms(partial(whole_forecast, prior, history_of(n)), 5)) for n in (90, 180, 360)]
        ratios = [later / earlier for earlier, later in zip(times, times[1:], strict=False)]
        kept &= max(ratios) <= GROWTH_BAR
        shown = ", ".join(f"{one:.0f}" for one in times)
        print(f"{what}: 90, 180, 360 take {shown} ms; x {max(ratios):.1f} where they double (bar {GROWTH_BAR:g})")
    return kept


def daily(count: int) -> History:
    """Induction, then a score a day that wanders about 6."""
    rng, days = np.random.default_rng(3), 18.0 + np.arange(count)
    values = np.clip(np.round(6.0 + 3.0 * np.sin(days / 20.0) + rng.normal(0.0, 2.0, count)), 0.0, 27.0)
    return History(records=(*induction(), Score(day=0.0, value=18.0), *scored(values.tolist(), days.tolist())))


def weekly(count: int) -> History:
    """A session and a score each week."""
    rng, days = np.random.default_rng(3), 7.0 * np.arange(count)
    values = np.clip(np.round(6.0 + rng.normal(0.0, 2.0, count)), 0.0, 27.0)
    sessions = tuple(Treatment(day=day) for day in days.tolist())
    return History(records=(*sessions, *scored(values.tolist(), (days - 0.1).tolist())))


def whole_forecast(prior: ReliefPrior, history: History, *, with_rule_2: bool = True) -> object:
    """Everything that one person's forecast holds, 90 days from the last record."""
    last, now = history.last_session_day, history.records[-1].day
    horizon = 90 if last is None else 90 + int(gap_days(last, now))
    asked = ReliefRequest(
        now_day=now,
        spacing=default_spacing(),
        risk=0.2,
        horizon_days=horizon,
        bad_days=bad_day_rule() if with_rule_2 else None,
    )
    return forecast_relief(prior, history, asked, np.random.default_rng(1))


def cold() -> bool:
    """Whether the whole command, from a process of its own, keeps its bar."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = os.environ | {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        taken = measured_ms(
            lambda: subprocess.run(FORECAST, env=environment, check=True, stdout=subprocess.DEVNULL), 7,
            clock=time.perf_counter,
        )  # fmt: skip
    return said("wane forecast, cold to printed", taken, 1e3 * COLD_BAR_S)


def measured_ms(
    work: Callable[[], object], repeats: int = REPEATS, *, clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Times of one call, by the processor's clock: on a busy machine the wall's says how busy it is."""
    work()
    taken = []
    for _ in range(repeats):
        begun = clock()
        work()
        taken.append(1e3 * (clock() - begun))
    return taken


def said(what: str, taken_ms: list[float], bar_ms: float | None) -> bool:
    """Print the fastest and the median; whether the fastest keeps the bar."""
    bar = "" if bar_ms is None else f"   bar {bar_ms:g}"
    print(f"{what:44}{min(taken_ms):>9.1f} ms{statistics.median(taken_ms):>13.1f} ms{bar}")
    return bar_ms is None or min(taken_ms) <= bar_ms


if __name__ == "__main__":
    sys.exit(main())
