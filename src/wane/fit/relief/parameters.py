"""Hyper: the hyper-parameters that one condition's fit estimates, and how they lie on the line the solver walks."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

from wane.errors import FileFormatError
from wane.models.timecourse import FloatArray


class Line(StrEnum):
    """How a parameter is laid on the whole line."""

    LOG = "log"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyper:
    """Typical values of one condition.

    pi, lam_0, lam_1: share of responders, full relief over the untreated level of non-responders and responders.
    h0_days: median half-life in usual care; h0_sd its spread between people (log). gamma, delta, f, rise_days: as in
    the relief model. natural, new_treatment: share of the untreated level lost without ketamine, without and with
    another treatment begun at the same time, approached with half-time slow_days. expectancy: share lost right after a
    control session, wanes with expectancy_days; crossover: that share again in a crossover trial, over that in other
    trials. setting: half-life in usual care over that in drug-free research follow-up. loss_sd: spread between people
    of what is lost without ketamine, logit scale. nasal: exposure that intranasal esketamine acts with, over its AUC
    ratio.
    """

    pi: float
    lam_0: float
    lam_1: float
    h0_days: float
    h0_sd: float
    gamma: float
    delta: float
    f: float
    rise_days: float
    natural: float
    new_treatment: float
    slow_days: float
    expectancy: float
    expectancy_days: float
    crossover: float
    setting: float
    loss_sd: float
    nasal: float


LOGITS = frozenset({"pi", "lam_0", "lam_1", "f", "natural", "new_treatment", "expectancy", "crossover"})
NAMES = tuple(f.name for f in fields(Hyper))


def line_of(name: str) -> Line:
    """Shares walk on the logit scale, everything else on the log scale."""
    return Line.LOGIT if name in LOGITS else Line.LOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """Normal prior on the line of its parameter: where its middle and spread come from is in words."""

    median: float
    sd: float
    source: str

    def middle(self, name: str) -> float:
        """The median on the line."""
        return to_line(name, self.median)


def to_line(name: str, value: float) -> float:
    """A natural value on its line."""
    return float(np.log(value / (1.0 - value)) if line_of(name) is Line.LOGIT else np.log(value))


def from_line(name: str, at: float) -> float:
    """A place on the line as a natural value."""
    return float(1.0 / (1.0 + np.exp(-at)) if line_of(name) is Line.LOGIT else np.exp(at))


def hyper_at(steps: FloatArray, priors: Mapping[str, Prior]) -> Hyper:
    """The hyper-parameters `steps` prior SDs from the prior medians, in the order of NAMES."""
    return Hyper(
        **{n: from_line(n, priors[n].middle(n) + priors[n].sd * s) for n, s in zip(NAMES, steps.tolist(), strict=True)}
    )


def checked_priors(priors: Mapping[str, Prior]) -> Mapping[str, Prior]:
    """The same, where every parameter has one and no other name came."""
    if set(priors) != set(NAMES):
        odd = ", ".join(sorted(set(priors) ^ set(NAMES)))
        raise FileFormatError(f"data/effect/relief_fit.yaml: priors absent or unknown: {odd}: give each exactly once.")
    return priors
