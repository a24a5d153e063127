"""Prediction of one published number of relief: where it should lie, by the errors of the fit, each with its name.

All errors stand on the line on which the fit saw its readings as normal: shares on the logit, spreads and days on the
log scale. The prediction is a mixture of normals, one for each draw of the hyper-parameters. No result enters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from wane.fit.relief.parameters import Hyper
from wane.fit.relief.predict import Scene, predict
from wane.fit.relief.readings import SHARES, SIZES, Reading
from wane.fit.relief.solve import (
    Errors,
    ReliefFit,
    duration_slope,
    misfit,
    on_line,
    relief_slope,
    standard_error,
)
from wane.models.timecourse import FloatArray
from wane.validate.relief_comparison import ErrorParts

HALVINGS = 60
REACH_SD = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Predictive:
    """A mixture of normals on the reading's line, one for each draw; `sds` hold every error but the parameters'."""

    reading: Reading
    means: FloatArray
    sds: FloatArray
    parts: ErrorParts

    def quantiles(self, levels: Sequence[float]) -> tuple[float, ...]:
        """Quantiles in the reading's own unit."""
        return tuple(off_line(self.reading, at) for at in self.on_line(levels))

    def on_line(self, levels: Sequence[float], *, without_model_error: bool = False) -> tuple[float, ...]:
        """Quantiles on the line."""
        sds = np.sqrt(self.sds**2 - self.parts.model**2) if without_model_error else self.sds
        return tuple(_quantile(self.means, sds, level) for level in levels)


def predictive(
    reading: Reading, fit: ReliefFit, found: Sequence[float], scene: Scene, errors: Errors, *, level_log_sd: float
) -> Predictive:
    """Where the number of a reading should lie, by what it is `found` to be at each draw; `level_log_sd` is 0 for an
    arm whose untreated level is printed.
    """
    means = np.array([on_line(reading, value) for value in found])
    sampling = np.array([standard_error(replace(reading, value=value, sd=None), errors) for value in found])
    study = np.hypot(
        fit.study_sd * relief_slope(reading, errors), fit.duration_study_sd * duration_slope(reading, errors)
    )
    parts = ErrorParts(
        parameters=float(means.std()),
        study=float(study),
        sampling=float(np.sqrt(np.mean(sampling**2))),
        model=misfit(reading, errors),
        level=_level_error(reading, fit.hyper, scene, level_log_sd),
    )
    sds = np.sqrt(sampling**2 + parts.study**2 + parts.model**2 + parts.level**2)
    return Predictive(reading=reading, means=means, sds=sds, parts=parts)


def off_line(reading: Reading, at: float) -> float:
    """The inverse of `on_line`, in the reading's unit; shares stay between 0 and 100."""
    if reading.kind in SHARES:
        share = ((reading.n + 1.0) / (1.0 + np.exp(-at)) - 0.5) / reading.n
        return 100.0 * float(np.clip(share, 0.0, 1.0))
    return at if reading.kind in SIZES else float(np.exp(at))


def _level_error(reading: Reading, hyper: Hyper, scene: Scene, log_sd: float) -> float:
    """How far an untreated level one SD off moves the reading on its line."""
    if log_sd == 0.0:
        return 0.0
    arms = [replace(reading.arm, untreated=reading.arm.untreated * float(np.exp(s * log_sd))) for s in (-1.0, 1.0)]
    low, high = (on_line(reading, predict(replace(reading, arm=arm), hyper, scene)) for arm in arms)
    return 0.5 * abs(high - low)


def _quantile(means: FloatArray, sds: FloatArray, level: float) -> float:
    """Of the mixture of normals with equal weights, by halving."""
    low, high = float((means - REACH_SD * sds).min()), float((means + REACH_SD * sds).max())
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if float(ndtr((middle - means) / sds).mean()) < level else (low, middle)
    return 0.5 * (low + high)
