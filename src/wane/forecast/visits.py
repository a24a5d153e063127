"""What scores at given visits after a session would show: the chance of one at or above the line, by each visit."""

import math
from typing import Final

import numpy as np

from wane.forecast.paths import resampled
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray
from wane.kernels.relief import N_STATES, B, D, P, R, waning
from wane.kernels.relief_paths import draw_states
from wane.models.relief_prior import theta

PATHS: Final = 2000


def first_visit_over(
    posterior: Posterior, visits: FloatArray, line: float, rng: np.random.Generator, *, paths: int = PATHS
) -> list[float]:
    """Chance that by each visit (ascending days after the session, the last record) a score stood at or above `line`.

    The level crosses between visits and a score has an error, so this differs from the crossing of the level itself:
    it is what a clinic that looks on these days sees.
    """
    prior, filtered = posterior.prior, posterior.filtered
    picked = resampled(posterior.weights, paths, rng)
    node, waning_per_day = theta(prior, filtered.nodes.z[picked]), filtered.waning_per_day[picked]
    states = draw_states(filtered.moments, picked, rng.standard_normal((N_STATES, paths)))
    over, by, drift, now = np.zeros(paths, np.bool_), list[float](), states[D], 0.0
    for day in visits.tolist():
        keep = math.exp(-(day - now) / prior.tau_d_days)
        drift = keep * drift + node.sd * math.sqrt(1.0 - keep * keep) * rng.standard_normal(paths)
        felt, kept = waning(np.asarray(day), prior.rise_per_day, waning_per_day)
        score = states[B] + drift - felt * states[P] - kept * states[R] + node.se * rng.standard_normal(paths)
        over |= score >= line - 0.5 * prior.score_step
        by.append(float(over.mean()))
        now = day
    return by
