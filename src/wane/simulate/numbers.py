"""Numbers: what a fit says of a condition, as its most probable values and as draws of what it leaves open.

A group is one set of values. The first group of `groups` is the most probable one; then come draws of the fitted
numbers with the errors they share; then the same draws, each with the effect of one more study.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, cast

import numpy as np

from wane.evidence.reading import load_yaml
from wane.kernels.doses import FloatArray
from wane.models.relief_fitted import RULES, FittedRelief

STREAM: Final = 71
STUDY: Final = 2  # study effects: on relief, on durations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbers:
    """Fitted numbers by group, each (n_groups, 1); meanings in docs/models/relief-priors.md.

    `study` is added to the relief of everybody, as a share of the untreated level; `lasting` to the log of half-lives.
    """

    pi: FloatArray
    lam_0: FloatArray
    lam_1: FloatArray
    h0_days: FloatArray
    h0_sd: FloatArray
    gamma: FloatArray
    delta: FloatArray
    f: FloatArray
    rise_days: FloatArray
    natural: FloatArray
    new_treatment: FloatArray
    slow_days: FloatArray
    expectancy: FloatArray
    expectancy_days: FloatArray
    crossover: FloatArray
    setting: FloatArray
    loss_sd: FloatArray
    nasal: FloatArray
    study: FloatArray
    lasting: FloatArray

    @property
    def groups(self) -> int:
        """How many."""
        return len(self.pi)


FITTED: Final = tuple(f.name for f in fields(Numbers) if f.name not in {"study", "lasting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What no fit estimates: spreads of gamma, logit f and of full relief by class; luck over the untreated level."""

    gamma_sd: float
    logit_f_sd: float
    s_0: float
    s_1: float
    w_s: float
    tau_m_days: float


def held() -> Held:
    """As the fit held them, from data/effect/relief_fit.yaml."""
    block = cast(Mapping[str, Mapping[str, float]], load_yaml(RULES)["held"])
    return Held(**{f.name: float(block[f.name]["value"]) for f in fields(Held)})


def most_probable(fit: FittedRelief) -> Numbers:
    """One group: the values that the fit found."""
    return _numbers({name: np.array([fit.estimates[name].value]) for name in FITTED})


def groups(fit: FittedRelief, draws: int, seed: int) -> Numbers:
    """1 + 2 `draws` groups: the most probable values, draws of them, and these draws with a study's effect."""
    z = _normals(draws, len(fit.names) + STUDY, seed)
    shared = z[:, : len(fit.names)] @ np.linalg.cholesky(fit.correlation).T
    at = {name: fit.names.index(name) for name in FITTED}
    drawn = {name: fit.estimates[name].quantiles(shared[:, at[name]]) for name in FITTED}
    values = {name: np.concatenate([[fit.estimates[name].value], drawn[name], drawn[name]]) for name in FITTED}
    none = np.zeros(1 + draws)
    return _numbers(
        values,
        study=np.concatenate([none, fit.study_sd * z[:, -2]]),
        lasting=np.concatenate([none, fit.duration_study_sd * z[:, -1]]),
    )


def part(numbers: Numbers, first: int, count: int) -> Numbers:
    """Some of the groups."""
    return Numbers(**{f.name: getattr(numbers, f.name)[first : first + count] for f in fields(Numbers)})


def _normals(draws: int, columns: int, seed: int) -> FloatArray:
    """Each draw and its mirror image, so that the middle of the draws is the fit."""
    rng = np.random.default_rng([seed, STREAM])
    half = rng.standard_normal(((draws + 1) // 2, columns))
    return np.concatenate([half, -half])[:draws]


def _numbers(
    values: Mapping[str, FloatArray], *, study: FloatArray | None = None, lasting: FloatArray | None = None
) -> Numbers:
    none = np.zeros(len(next(iter(values.values()))))
    both = {"study": none if study is None else study, "lasting": none if lasting is None else lasting}
    return Numbers(**{name: np.asarray(column)[:, None] for name, column in {**values, **both}.items()})
