"""How well forecasts are calibrated: where the truth falls in them, how often intervals hold it, how far they miss."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.posterior import Posterior
from wane.forecast.simulate_person import Life
from wane.kernels.doses import FloatArray
from wane.kernels.normal import probability, quantile
from wane.kernels.relief import MEAN, RMAX, B, D, R
from wane.models.relief_prior import THETA

STATES: Final = {"untreated_level": {B: 1.0}, "full_relief": {RMAX: 1.0}, "level": {B: 1.0, D: 1.0, R: -1.0}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often a central interval of `nominal` probability held the truth, with a Wilson interval of 95 %."""

    nominal: float
    covered: float
    low95: float
    high95: float
    people: int


def ranks(posterior: Posterior, life: Life) -> dict[str, float]:
    """P(quantity <= truth) under the posterior, for each node parameter and three states at the last record.

    Over people drawn from the prior each is uniform on 0 to 1 (simulation-based calibration).
    """
    z, w, moments = posterior.filtered.nodes.z, posterior.weights, posterior.filtered.moments
    found = {name: float(w @ (z[:, i] <= life.z[i])) for i, name in enumerate(THETA)}
    truths = {"untreated_level": life.untreated, "full_relief": life.full_relief, "level": life.level}
    for name, parts in STATES.items():
        mean = sum((k * moments[MEAN, i] for i, k in parts.items()), start=np.zeros(1))
        variance = sum((k * m * moments[i, j] for i, k in parts.items() for j, m in parts.items()), start=np.zeros(1))
        found[name] = float(w @ probability((truths[name] - mean) / np.sqrt(np.maximum(variance, 1e-12))))
    return found


def rank_among(drawn: FloatArray, truth: float, rng: np.random.Generator) -> float:
    """P(T < truth), and a random share of P(T = truth): uniform for whole days too, and beyond the horizon."""
    return float((drawn < truth).mean() + rng.random() * (drawn == truth).mean())


def coverage(ranked: FloatArray, nominal: float) -> Coverage:
    """How often the truth fell inside the central interval, from its ranks (n_people,)."""
    inside = int((np.abs(ranked - 0.5) <= 0.5 * nominal).sum())
    low, high = wilson_interval(inside, len(ranked), 0.95)
    return Coverage(nominal=nominal, covered=inside / len(ranked), low95=low, high95=high, people=len(ranked))


def wilson_interval(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a proportion.

    Source:
        E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
    """
    z = float(quantile(np.array([0.5 + 0.5 * confidence]))[0])
    share, grown = successes / trials, 1.0 + z * z / trials
    centre = (share + z * z / (2.0 * trials)) / grown
    half = z * math.sqrt(share * (1.0 - share) / trials + z * z / (4.0 * trials * trials)) / grown
    return centre - half, centre + half


def crps(drawn: FloatArray, truth: float, horizon_days: float) -> float:
    """Continuous ranked probability score [d] of drawn days, all cut off at the horizon; 0 is perfect.

    E|X - y| - E|X - X'| / 2, the second by order statistics.
    """
    x = np.sort(np.minimum(drawn, horizon_days))
    count = len(x)
    apart = 2.0 * float(x @ (2.0 * np.arange(1, count + 1) - count - 1)) / count**2
    return float(np.abs(x - min(truth, horizon_days)).mean()) - 0.5 * apart
