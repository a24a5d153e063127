"""One forecast by the engine beside NUTS on the same model, in one run: 24 scores and 12 sessions.

`python -m benchmarks.relief_nuts`, some 80 s with the extra `fit`; exit code 1 where NUTS takes less than 300 times as
long, or the two disagree. NUTS takes one chain of 500 draws after 300 to warm up: as few as leave its own noise about
the 0.01 that the engine is held to. It is run twice and the second, already compiled, is counted. Model and sampler are
those of `studies.nuts_reference`, where the engine's accuracy is judged and NUTS takes 25 times as many draws.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

import jax
import numpy as np
from numpyro.diagnostics import effective_sample_size

from benchmarks.relief import whole_forecast
from studies.nuts_histories import AHEAD_DAYS, PEOPLE, history_of
from studies.nuts_model import sampler
from wane.forecast.posterior import infer
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.models.relief_prior import load_relief_prior

BAR_TIMES: Final = 300.0
DISAGREE_BAR: Final = 4.0  # of NUTS's own standard errors, with the engine's 0.01 beside them
WARMUP, DRAWS, SEED, REPEATS = 300, 500, 15, 21


def main() -> int:
    (person,) = (one for one in PEOPLE if one.name == "24 scores, 12 sessions")
    prior, history = load_relief_prior(person.prior), history_of(person.records)
    engine_s = statistics.median(seconds(lambda: whole_forecast(prior, history)) for _ in range(REPEATS))
    posterior_s = statistics.median(seconds(lambda: infer(prior, history)) for _ in range(REPEATS))
    chain = sampler(warmup=WARMUP, draws=DRAWS, chains=1)
    first_s, second_s = (
        seconds(lambda: chain.run(jax.random.PRNGKey(SEED), prior, history, np.array(AHEAD_DAYS))) for _ in range(2)
    )
    times = second_s / engine_s
    print(f"whole forecast {1e3 * engine_s:.1f} ms, its posterior alone {1e3 * posterior_s:.1f} ms (processor time)")
    print(f"NUTS, {WARMUP} + {DRAWS} draws, one chain: {second_s:.1f} s; with compiling {first_s:.1f} s")
    print(f"NUTS takes {times:.0f} times as long as the whole forecast (bar {BAR_TIMES:.0f}), "
          f"{second_s / posterior_s:.0f} times as long as the posterior")  # fmt: skip
    drawn = np.asarray(chain.get_samples(group_by_chain=True)["chance"])
    error = drawn.std(axis=(0, 1)) / np.sqrt(np.asarray(effective_sample_size(drawn)))
    posterior = infer(prior, history)
    ours = chance_at_or_above(posterior, level_forecast(posterior, np.array(AHEAD_DAYS)), prior.line)
    apart = np.abs(ours - drawn.mean(axis=(0, 1)))
    print(f"chance over the line at 7, 14, 28 d: at most {apart.max():.4f} apart; NUTS's own noise {error.max():.4f}")
    agree = bool((apart <= 0.01 + DISAGREE_BAR * error).all())
    return 0 if times >= BAR_TIMES and agree else 1


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
