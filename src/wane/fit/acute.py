"""Fit of the acute model: the most probable parameters given `fit` rows and priors, with a Laplace covariance.

Every parameter is estimated on the log scale. People are the same standard normals at every evaluation, so that the
target is smooth and the result repeatable. Rows marked `validate` never reach this module's likelihood:
`readings.read_rows` refuses them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy.optimize import minimize

from wane.fit.arms import Arm, effects_in, normals
from wane.fit.likelihood import Tolerances, log_likelihood, priors_log
from wane.fit.predictions import Scene, predict
from wane.fit.readings import Reading
from wane.models.acute_parameters import AcuteParameters, from_estimates
from wane.models.timecourse import FloatArray

NO_TOLERANCE = {"tolerance_per_h": 0.0, "tolerance_ml_per_ng": 0.0}
DIFFERENCE_STEP = 1e-4
SEARCHED = (-4.0, 4.0)  # in SDs of each prior
INSIDE = 0.95
CLEARLY_BETTER = 1.0  # difference of log evidence below which the simpler form ships


class Form(StrEnum):
    """Shapes that are compared, simplest first."""

    SLOPE_ONE = "slope 1"
    SIGMOID = "free slope"
    TOLERANCE = "free slope and acute tolerance"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Everything the fit needs; `held` holds parameters that are not estimated, priors are (median, SD on the log
    scale).
    """

    readings: Sequence[Reading]
    arms: Mapping[str, Arm]
    priors: Mapping[str, tuple[float, float]]
    held: Mapping[str, float]
    tolerances: Tolerances
    readings_min: FloatArray
    map_baseline_mmhg: float
    sessions: float
    people: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AcuteFit:
    """The result: `log_sd` is the SE on the log scale; `predicted` stands beside `readings`; `log_evidence` by
    Laplace.
    """

    form: Form
    parameters: AcuteParameters
    estimated: tuple[str, ...]
    log_sd: Mapping[str, float]
    correlation: FloatArray
    log_posterior: float
    log_evidence: float
    readings: Sequence[Reading]
    predicted: tuple[float, ...]


def fit_forms(problem: Problem) -> tuple[AcuteFit, ...]:
    """One fit for each form, simplest first."""
    return tuple(fit(problem, form) for form in Form)


def chosen(fits: Sequence[AcuteFit]) -> AcuteFit:
    """The simplest form whose log evidence is not clearly below the best."""
    best = max(f.log_evidence for f in fits)
    return next(f for f in fits if f.log_evidence >= best - CLEARLY_BETTER)


def fit(problem: Problem, form: Form) -> AcuteFit:
    """The most probable parameters under `form`."""
    held = dict(problem.held) | _held_by(form)
    names = tuple(n for n in problem.priors if n not in held)
    start = np.array([np.log(problem.priors[n][0]) for n in names])
    spread = np.array([problem.priors[n][1] for n in names])
    target = _target(problem, names, held)

    bounds = [_searched(n, problem.priors[n], held["cadss_scale"]) for n in names]

    def downhill(u: FloatArray) -> float:
        return -target(start + u * spread)

    found = minimize(
        downhill,
        np.zeros(len(names)),
        method="L-BFGS-B",
        bounds=bounds,
        options={"eps": DIFFERENCE_STEP},
    )
    best = np.asarray(found.x, dtype=np.float64)
    theta = start + best * spread
    curvature = _curvature(downhill, best)
    covariance = np.linalg.inv(curvature) * np.outer(spread, spread)
    sd = np.sqrt(np.diag(covariance))
    parameters = _parameters(names, theta, held)
    return AcuteFit(
        form=form,
        parameters=parameters,
        estimated=names,
        log_sd=dict(zip(names, sd.tolist(), strict=True)),
        correlation=covariance / np.outer(sd, sd),
        log_posterior=float(target(theta)),
        log_evidence=float(target(theta) - 0.5 * np.linalg.slogdet(curvature)[1]),
        readings=problem.readings,
        predicted=predictions(problem, parameters),
    )


def _searched(name: str, prior: tuple[float, float], cadss_scale: float) -> tuple[float, float]:
    """Bounds in SDs of the prior; CADSS at full effect stays inside its scale."""
    low, high = SEARCHED
    if name == "cadss_full":
        high = min(high, float(np.log(INSIDE * cadss_scale / prior[0]) / prior[1]))
    return low, high


def predictions(problem: Problem, parameters: AcuteParameters) -> tuple[float, ...]:
    """One prediction for each reading of the problem."""
    scene = _scene(problem, parameters)
    return tuple(predict(r, scene) for r in problem.readings)


def _held_by(form: Form) -> dict[str, float]:
    match form:
        case Form.SLOPE_ONE:
            return {"slope": 1.0} | NO_TOLERANCE
        case Form.SIGMOID:
            return dict(NO_TOLERANCE)
        case Form.TOLERANCE:
            return {}


def _parameters(names: Sequence[str], theta: FloatArray, held: Mapping[str, float]) -> AcuteParameters:
    return from_estimates(dict(held) | dict(zip(names, np.exp(theta).tolist(), strict=True)))


def _target(problem: Problem, names: Sequence[str], held: Mapping[str, float]) -> Callable[[FloatArray], float]:
    estimated = {n: problem.priors[n] for n in names}

    def log_posterior(theta: FloatArray) -> float:
        parameters = _parameters(names, theta, held)
        predicted = predictions(problem, parameters)
        fitted = log_likelihood(problem.readings, predicted, problem.tolerances, parameters.pressure_study_sd)
        return fitted + priors_log(dict(zip(names, theta.tolist(), strict=True)), estimated)

    return log_posterior


def _scene(problem: Problem, parameters: AcuteParameters) -> Scene:
    """People of one study: the spread between studies is in the likelihood, not among them."""
    z = normals(problem.people, problem.seed)
    within = replace(parameters, pressure_study_sd=0.0)
    noise = np.random.default_rng(problem.seed + 1).standard_normal((problem.people, problem.readings_min.size))
    return Scene(
        parameters=within,
        arms={name: effects_in(arm, within, z) for name, arm in problem.arms.items()},
        z=z,
        reading_noise=noise,
        readings_min=problem.readings_min,
        map_baseline_mmhg=problem.map_baseline_mmhg,
        sessions=problem.sessions,
    )


def _curvature(of: Callable[[FloatArray], float], at: FloatArray, step: float = 0.05) -> FloatArray:
    """Second derivatives by central differences; raised to positive definite where a limit makes the target flat."""
    n = at.size
    hessian = np.zeros((n, n))
    steps = step * np.eye(n)
    for i in range(n):
        for j in range(i + 1):
            corners = (
                of(at + steps[i] + steps[j])
                - of(at + steps[i] - steps[j])
                - of(at - steps[i] + steps[j])
                + of(at - steps[i] - steps[j])
            )
            hessian[i, j] = hessian[j, i] = corners / (4.0 * step * step)
    values, vectors = np.linalg.eigh(hessian)
    raised: FloatArray = (vectors * np.maximum(values, 0.25)) @ vectors.T
    return raised
