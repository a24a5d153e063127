"""Posterior: the stored fits of every condition, and hyper-parameters drawn from the errors of one."""

import numpy as np

from wane.evidence.reading import load_yaml
from wane.fit.relief.parameters import NAMES, Hyper, hyper_at
from wane.fit.relief.problem import Problem, condition_names, readings_of
from wane.fit.relief.run import PACKAGE, Places, priors_of, stored_fit
from wane.fit.relief.solve import REACH, ReliefFit
from wane.models.timecourse import FloatArray


def stored_fits(problem: Problem, *, places: Places = PACKAGE) -> dict[str, ReliefFit]:
    """The fits as they are shipped, in the order in which one borrows from another; nothing is fitted."""
    fits: dict[str, ReliefFit] = {}
    for condition in condition_names(problem):
        priors, readings = priors_of(problem, condition, fits), readings_of(problem, condition)
        fits[condition] = stored_fit(problem, condition, priors, readings, load_yaml(places.fitted(condition)))
    return fits


def hyper_draws(fit: ReliefFit, draws: int, rng: np.random.Generator) -> tuple[Hyper, ...]:
    """Hyper-parameters as likely as the fit's errors make them, in mirrored pairs around the most probable ones."""
    half = rng.standard_normal((draws // 2, len(NAMES)))
    root: FloatArray = np.asarray(np.linalg.cholesky(fit.covariance), dtype=np.float64)
    moved = np.concatenate([half, -half]) @ root.T
    return tuple(hyper_at(np.clip(fit.steps + by, -REACH, REACH), fit.priors) for by in moved)
