"""How likely one reading is, given its prediction: sizes with study effects, times, limits, proportions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.special import log_ndtr

from wane.fit.readings import Reading

SIZES = frozenset(
    {
        "systolic_mean_of_max",
        "diastolic_mean_of_max",
        "systolic_max_of_mean",
        "diastolic_max_of_mean",
        "mean_arterial_steady",
    }
)
TIMES = frozenset({"dissociation_peak_time", "pressure_peak_time"})
LINEAR_WIDTH = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """The `assumed` block of data/effect/acute_fit.yaml, as far as the likelihood needs it."""

    person_change_sd_mmhg: float
    back_cadss: float
    back_cadss_width: float
    full_cadss_width: float
    back_mmhg: float
    back_mmhg_width: float
    share_left_width: float
    ready_logit_width: float


def log_likelihood(
    readings: Sequence[Reading], predicted: Sequence[float], tolerances: Tolerances, study_sd: float
) -> float:
    """Log likelihood of all readings, up to a constant."""
    pairs = list(zip(readings, predicted, strict=True))
    sizes = [(r, p) for r, p in pairs if r.kind in SIZES]
    weights = weights_of(readings)
    rest = sum(w * log_of(r, p, tolerances) for (r, p), w in zip(pairs, weights, strict=True) if r.kind not in SIZES)
    return rest + _sizes(sizes, tolerances, study_sd)


def weights_of(readings: Sequence[Reading]) -> list[float]:
    """A weight each: rows of one study that say the same kind of thing share one vote; limits of weak sources count
    less.
    """
    family = Counter((r.study, r.kind) for r in readings)
    return [1.0 / family[r.study, r.kind] / (1.0 if _has_own_error(r) else r.factor**2) for r in readings]


def _has_own_error(reading: Reading) -> bool:
    return reading.kind in SIZES | TIMES | {"dissociation_mean", "dissociation_sd"}


def _sizes(pairs: Sequence[tuple[Reading, float]], tolerances: Tolerances, study_sd: float) -> float:
    """Normal with a study effect on the log scale, to first order: covariance diag(se^2) + tau^2 p p'."""
    total = 0.0
    for study in sorted({r.study for r, _ in pairs}):
        own = [(r, p) for r, p in pairs if r.study == study]
        errors = np.array([standard_error(r, tolerances) for r, _ in own])
        moved = np.array([study_sd * p if r.arms or r.kind == "mean_arterial_steady" else 0.0 for r, p in own])
        gap = np.array([(r.value or 0.0) - p for r, p in own])
        covariance = np.diag(errors**2) + np.outer(moved, moved)
        sign, log_det = np.linalg.slogdet(covariance)
        total += -0.5 * (float(gap @ np.linalg.solve(covariance, gap)) + float(sign * log_det))
    return total


def standard_error(reading: Reading, tolerances: Tolerances) -> float:
    """Standard error of a reading with an error of its own, in its own unit, widened for a weak source."""
    match reading.kind:
        case "dissociation_peak_time" | "pressure_peak_time":
            bare = reading.extra["sd_min"]
        case "dissociation_mean":
            bare = _hypot(
                (reading.sd or 0.0) / sqrt(reading.n or 1.0), reading.extra["relative_sd"] * (reading.value or 0.0)
            )
        case "dissociation_sd":
            bare = _hypot(
                (reading.sd or 0.0) / sqrt(2.0 * (reading.n or 1.0)), reading.extra["relative_sd"] * (reading.sd or 0.0)
            )
        case _:
            mean = reading.extra.get("se", tolerances.person_change_sd_mmhg / sqrt(reading.n or 1.0))
            bare = _hypot(mean, reading.half_range)
    return reading.factor * bare


def _hypot(a: float, b: float) -> float:
    return sqrt(a * a + b * b)


def log_of(reading: Reading, predicted: float, tolerances: Tolerances) -> float:
    """Log likelihood of one reading that is not a size."""
    t = tolerances
    match reading.kind:
        case "dissociation_back":
            return _below(predicted, t.back_cadss, t.back_cadss_width)
        case "systolic_back" | "diastolic_back":
            return _below(predicted, t.back_mmhg, t.back_mmhg_width)
        case "dissociation_share_left":
            return _below(predicted, reading.extra["share"], t.share_left_width)
        case "dissociation_nobody_left":
            return (reading.n or 0.0) * log(max(1.0 - predicted, 1e-9))
        case "dissociation_full":
            return _below(-predicted, -(reading.value or 0.0), t.full_cadss_width)
        case "dissociation_linear":
            return _below(-predicted, -reading.extra["r_low"], LINEAR_WIDTH)
        case "ready_by":
            return _below(-_logit(predicted), -_logit(reading.extra["pct_low"]), t.ready_logit_width)
        case "pressure_exceeds":
            low, high = (
                _logit((reading.value or 0.0) - reading.half_range),
                _logit((reading.value or 0.0) + reading.half_range),
            )
            return _normal(_logit(predicted) - 0.5 * (low + high), 0.5 * (high - low))
        case "pressure_exceeds_control":
            low, high = (_logit(x) for x in reading.series)
            return _normal(_logit(predicted) - 0.5 * (low + high), 0.5 * (high - low))
        case "dissociation_sd":
            return _normal(predicted - (reading.sd or 0.0), standard_error(reading, t))
        case "dissociation_mean":
            return _normal(predicted - (reading.value or 0.0), standard_error(reading, t))
        case _:
            return _normal(predicted - (reading.time_min or 0.0), standard_error(reading, t))


def _below(value: float, limit: float, width: float) -> float:
    return float(log_ndtr((limit - value) / width))


def _normal(gap: float, sd: float) -> float:
    return -0.5 * (gap / sd) ** 2


def _logit(percent: float) -> float:
    share = min(max(percent / 100.0, 1e-4), 1.0 - 1e-4)
    return log(share / (1.0 - share))


def priors_log(theta: Mapping[str, float], priors: Mapping[str, tuple[float, float]]) -> float:
    """Log prior of log-scale parameters: normal around log median."""
    return sum(_normal(theta[name] - log(median), sd) for name, (median, sd) in priors.items())
