"""When relief begins and when it is best, after a first session."""

from typing import Final

import numpy as np

from wane.forecast.how_long_answers import Answer, Between, Question
from wane.forecast.how_long_courses import strength
from wane.kernels.doses import FloatArray
from wane.models.relief_fitted import FittedRelief
from wane.models.relief_prior import ReliefPrior

DRAWS: Final = 4000
STREAM: Final = 23
Z_50, Z_90 = 0.6745, 1.6449
BAND: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


def onset_answer(fit: FittedRelief) -> Answer:
    """Hours until half of the relief that will come is felt; how people differ in it is not known."""
    rise = fit.estimates["rise_days"]
    low90, low50, high50, high90 = (24.0 * rise.quantiles(np.array([-Z_90, -Z_50, Z_50, Z_90]))).tolist()
    return Answer(
        id="onset.half", question=Question.ONSET, unit="h", between=Between.STUDIES, evidence=(rise.id,),
        strength=strength(fit, ("rise_days",)), value=24.0 * rise.value, low50=low50, high50=high50, low90=low90,
        high90=high90, sentence="Hours until half of the relief is felt; how people differ in it is not known.",
    )  # fmt: skip


def peak_answer(prior: ReliefPrior, fit: FittedRelief, exposure: float, seed: int) -> Answer:
    """Hours until relief is greatest after a first session, over people and over what the studies leave open."""
    rise, waning = drawn_rates(prior, fit, exposure, seed)
    low90, low50, value, high50, high90 = (float(24.0 * q) for q in np.quantile(days_to_peak(rise, waning), BAND))
    return Answer(
        id="peak.hours", question=Question.PEAK, unit="h", between=Between.PEOPLE,
        evidence=(fit.estimates["rise_days"].id, fit.estimates["h0_days"].id),
        strength=strength(fit, ("rise_days", "h0_days")), value=value, low50=low50, high50=high50, low90=low90,
        high90=high90, sentence="Hours until relief is greatest after a first session.",
    )  # fmt: skip


def drawn_rates(prior: ReliefPrior, fit: FittedRelief, exposure: float, seed: int) -> tuple[FloatArray, FloatArray]:
    """Rates of onset and of waning [1/d] after a first session, (DRAWS,) each."""
    z = np.random.default_rng([seed, STREAM]).standard_normal((3, DRAWS))
    half_life = np.exp(prior.log_h0.mean + prior.log_h0.sd * z[1])
    half_life = half_life * exposure ** (prior.delta.mean + prior.delta.sd * z[2])
    return np.log(2.0) / fit.estimates["rise_days"].quantiles(z[0]), np.log(2.0) / half_life


def days_to_peak(rise: FloatArray, waning: FloatArray) -> FloatArray:
    """Days until k p = w r, where relief in transit began at once and none was felt: ln(k / w) / (k - w)."""
    apart = np.where(np.abs(rise - waning) < 1e-9 * rise, 1e-9 * rise, rise - waning)
    return np.asarray(np.log1p(apart / waning) / apart)
