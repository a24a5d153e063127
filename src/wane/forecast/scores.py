"""Days to come of the score and of the level, as exact mixtures over the nodes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray
from wane.kernels.mixture import chances_up_to
from wane.kernels.normal import probability_nearly
from wane.kernels.relief_paths import level_ahead
from wane.models.relief_prior import theta

QUANTILES: Final = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LevelAhead:
    """The level on days after the last record, node by node: mean and variance, each (n_days, n_nodes)."""

    days: FloatArray
    mean: FloatArray
    variance: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreForecast:
    """Quantiles of the score as it would be written down: with its error, rounded, inside the scale; each (n_days,)."""

    days: FloatArray
    q05: FloatArray
    q10: FloatArray
    q25: FloatArray
    median: FloatArray
    q75: FloatArray
    q90: FloatArray
    q95: FloatArray


def level_forecast(posterior: Posterior, days: FloatArray) -> LevelAhead:
    """The level `days` after the last record, without a session in between."""
    at, prior = posterior.filtered, posterior.prior
    mean, variance = level_ahead(
        at.moments, days, rise_per_day=prior.rise_per_day, waning_per_day=at.waning_per_day,
        drift_sd=theta(prior, at.nodes.z).sd, drift_days=prior.tau_d_days,
    )  # fmt: skip
    return LevelAhead(days=days, mean=mean, variance=variance)


def chance_at_or_above(posterior: Posterior, level: LevelAhead, line: float) -> FloatArray:
    """P(L >= line) on each day, (n_days,); good to 0.0002."""
    depth = (level.mean - line) / np.sqrt(np.maximum(level.variance, 1e-12))
    return probability_nearly(depth) @ posterior.weights


def score_chances(posterior: Posterior, level: LevelAhead) -> tuple[FloatArray, FloatArray]:
    """The values a score can take (n_values,) and the chance of each value or less, (n_days, n_values)."""
    prior = posterior.prior
    se = theta(prior, posterior.filtered.nodes.z).se
    values = np.arange(0.0, prior.scale_max + 0.5 * prior.score_step, prior.score_step)
    chances = chances_up_to(
        level.mean, np.sqrt(level.variance + se * se), posterior.weights,
        first=0.5 * prior.score_step, step=prior.score_step, count=len(values),
    )  # fmt: skip
    chances[:, -1] = 1.0
    return values, chances


def score_forecast(posterior: Posterior, level: LevelAhead) -> ScoreForecast:
    """Quantiles of the score on each day: the smallest value that is reached with that probability."""
    values, chances = score_chances(posterior, level)
    q05, q10, q25, median, q75, q90, q95 = (values[(chances >= q - 1e-9).argmax(axis=1)] for q in QUANTILES)
    return ScoreForecast(days=level.days, q05=q05, q10=q10, q25=q25, median=median, q75=q75, q90=q90, q95=q95)
