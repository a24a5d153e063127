"""The most probable hyper-parameters of one condition: Gauss-Newton on whitened readings, Laplace intervals.

Readings are laid where they are about normal: shares on the logit, spreads and days on the log scale. Readings of the
same people share errors, those of one study share an effect on relief and one on duration, whose spreads are estimated
by marginal likelihood in turn with the rest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares, minimize

from wane.fit.relief.parameters import NAMES, Hyper, Prior, hyper_at
from wane.fit.relief.predict import Scene, predict
from wane.fit.relief.readings import LASTING, SHARES, SIZES, SPREADS, Kind, Reading
from wane.models.timecourse import FloatArray

ROUNDS = 3
STEP = 1e-3
DECIMALS = 6  # a result is rounded as it is stored, so that reading it back changes nothing
REACH = 4.0  # prior SDs that are searched
STUDY_SD_SPREAD = 0.7  # of the log-normal prior on the spreads between studies


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """The `assumed` block of data/effect/relief_fit.yaml, as far as errors need it."""

    change_sd: float
    alike: float
    logit_per_share: float
    days_log_sd: float
    study_sd: float
    duration_study_sd: float
    logit_per_log_duration: float
    misfit_size: float
    misfit_log: float
    misfit_logit: float
    misfit_kept: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReliefFit:
    """Result of one condition: `steps` in prior SDs with their covariance, `predicted` beside `readings`."""

    condition: str
    hyper: Hyper
    steps: FloatArray
    covariance: FloatArray
    priors: Mapping[str, Prior]
    study_sd: float
    duration_study_sd: float
    readings: tuple[Reading, ...]
    predicted: tuple[float, ...]
    standard_errors: tuple[float, ...]
    log_posterior: float

    def sd_on_line(self, name: str) -> float:
        """Posterior SD of a parameter on its line."""
        at = NAMES.index(name)
        return float(np.sqrt(self.covariance[at, at])) * self.priors[name].sd

    def sd_given(self, name: str, known: str) -> float:
        """Posterior SD of a parameter on its line, were another one known."""
        i, j = NAMES.index(name), NAMES.index(known)
        shared = self.covariance[i, j] ** 2 / (self.covariance[i, i] * self.covariance[j, j])
        return self.sd_on_line(name) * float(np.sqrt(1.0 - shared))

    def learned(self, name: str) -> float:
        """Share of the prior's variance that the rows removed."""
        at = NAMES.index(name)
        return float(1.0 - self.covariance[at, at])


def solve(
    condition: str,
    readings: Sequence[Reading],
    priors: Mapping[str, Prior],
    scene: Scene,
    errors: Errors,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> ReliefFit:
    """The fit of one condition; without readings its priors come back."""
    readings = tuple(readings)
    observed = np.array([on_line(r, r.value) for r in readings])
    sampling = np.array([standard_error(r, errors) for r in readings])
    evaluations = 0

    def predicted_at(steps: FloatArray) -> FloatArray:
        nonlocal evaluations
        evaluations += 1
        hyper = hyper_at(steps, priors)
        return np.array([on_line(r, predict(r, hyper, scene)) for r in readings])

    steps = np.zeros(len(NAMES))
    spreads = (errors.study_sd, errors.duration_study_sd)
    jacobian = np.eye(len(NAMES))
    score = 0.0
    for round_ in range(ROUNDS):
        whiten = _whitening(covariance_of(readings, sampling, spreads, errors))

        def residuals(at: FloatArray, whiten: FloatArray = whiten) -> FloatArray:
            return np.concatenate([whiten @ (observed - predicted_at(at)), at])

        def slopes(at: FloatArray, whiten: FloatArray = whiten) -> FloatArray:
            here = predicted_at(at)
            moved = [(predicted_at(at + STEP * way) - here) / STEP for way in np.eye(at.size)]
            return np.concatenate([-whiten @ np.stack(moved, axis=1), np.eye(at.size)])

        found = least_squares(residuals, steps, jac=slopes, bounds=(-REACH, REACH), max_nfev=12)
        steps, jacobian = np.asarray(found.x, dtype=np.float64), np.asarray(found.jac, dtype=np.float64)
        score = -float(found.cost) + float(np.linalg.slogdet(whiten)[1])
        tell(f"{condition}: round {round_ + 1} of {ROUNDS}, {evaluations} evaluations, log posterior {score:.1f}")
        if not readings:
            break
        gap = observed - predicted_at(steps)
        spreads = _spreads(readings, sampling, gap, errors)
    steps = np.round(steps, DECIMALS)
    hyper = hyper_at(steps, priors)
    return ReliefFit(
        condition=condition,
        hyper=hyper,
        steps=steps,
        covariance=np.round(_inverse(jacobian.T @ jacobian), DECIMALS),
        priors=priors,
        study_sd=round(spreads[0], DECIMALS),
        duration_study_sd=round(spreads[1], DECIMALS),
        readings=readings,
        predicted=tuple(predict(r, hyper, scene) for r in readings),
        standard_errors=tuple(sampling.tolist()),
        log_posterior=score,
    )


def _whitening(covariance: FloatArray) -> FloatArray:
    """W with W C W' = 1."""
    return _inverse(np.asarray(np.linalg.cholesky(covariance), dtype=np.float64))


def _inverse(matrix: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def on_line(reading: Reading, value: float) -> float:
    """A reading's value where its error is about normal."""
    if reading.kind in SHARES:
        share = (value / 100.0 * reading.n + 0.5) / (reading.n + 1.0)
        share = min(max(share, 1e-6), 1.0 - 1e-6)
        return float(np.log(share / (1.0 - share)))
    if reading.kind in SIZES:
        return value
    return float(np.log(max(value, 1e-6)))


def standard_error(reading: Reading, errors: Errors) -> float:
    """Sampling error of a reading on its line, widened for a weak source."""
    n = max(reading.n, 2.0)
    if reading.kind in SHARES:
        count = reading.value / 100.0 * n
        bare = float(np.sqrt(1.0 / (count + 0.5) + 1.0 / (n - count + 0.5)))
    elif reading.kind in SPREADS:
        bare = 1.0 / float(np.sqrt(2.0 * (n - 1.0)))
    elif reading.kind in SIZES:
        bare = (reading.sd or errors.change_sd * reading.arm.untreated) / n**0.5
    else:
        bare = errors.days_log_sd / n**0.5
    return reading.factor * bare


def covariance_of(
    readings: Sequence[Reading], sampling: FloatArray, spreads: tuple[float, float], errors: Errors
) -> FloatArray:
    """Covariance of the readings: same people, same study (relief), same study (duration)."""
    sign = np.array([-1.0 if r.kind in SIZES else 1.0 for r in readings])
    arms = np.array([f"{r.arm.study}|{r.arm.name}|{r.arm.is_control}" for r in readings])
    studies = np.array([r.arm.study for r in readings])
    spread_like = np.array([r.kind in SPREADS for r in readings])
    same_arm = (arms[:, None] == arms) & (spread_like[:, None] == spread_like)
    same_study = studies[:, None] == studies
    shared = errors.alike * np.outer(sign * sampling, sign * sampling)
    out = np.where(same_arm, shared, 0.0)
    np.fill_diagonal(out, sampling**2 + np.array([misfit(r, errors) for r in readings]) ** 2)
    relief = np.array([relief_slope(r, errors) for r in readings])
    lasting = np.array([duration_slope(r, errors) for r in readings])
    out += np.where(same_study, spreads[0] ** 2 * np.outer(relief, relief), 0.0)
    out += np.where(same_study, spreads[1] ** 2 * np.outer(lasting, lasting), 0.0)
    return out


def misfit(reading: Reading, errors: Errors) -> float:
    """Error of the model itself, of each reading alone: keeps differences between alike readings from ruling."""
    if reading.kind in SIZES:
        return errors.misfit_size * reading.arm.untreated
    if reading.kind is Kind.KEPT:
        return errors.misfit_kept
    return errors.misfit_logit if reading.kind in SHARES else errors.misfit_log


def relief_slope(reading: Reading, errors: Errors) -> float:
    """How far a study effect on relief moves a reading on its line."""
    if reading.kind in SIZES:
        return -reading.arm.untreated
    return errors.logit_per_share if reading.kind in SHARES - LASTING else 0.0


def duration_slope(reading: Reading, errors: Errors) -> float:
    """How far a study effect on durations moves a reading on its line."""
    if reading.kind is Kind.KEPT:
        return errors.logit_per_log_duration
    return 1.0 if reading.kind in LASTING else 0.0


def _spreads(readings: Sequence[Reading], sampling: FloatArray, gap: FloatArray, errors: Errors) -> tuple[float, float]:
    """Spreads between studies, most probable given the gaps that are left."""
    start = np.log([errors.study_sd, errors.duration_study_sd])

    def downhill(at: FloatArray) -> float:
        covariance = covariance_of(readings, sampling, (float(np.exp(at[0])), float(np.exp(at[1]))), errors)
        _, log_det = np.linalg.slogdet(covariance)
        prior = float((((at - start) / STUDY_SD_SPREAD) ** 2).sum())
        return 0.5 * (float(gap @ np.linalg.solve(covariance, gap)) + float(log_det) + prior)

    found = minimize(downhill, start, method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-3})
    return float(np.exp(found.x[0])), float(np.exp(found.x[1]))
