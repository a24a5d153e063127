"""Sums: all that learning needs of a group of people. They add up over people and clinics, and name nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.errors import FileFormatError
from wane.forecast.posterior import Posterior
from wane.kernels.doses import FloatArray
from wane.kernels.relief import MEAN, RMAX, B
from wane.models.relief_prior import THETA, ReliefPrior, theta

COUNTS: Final = ("people", "sessions", "scores", "log_evidence")
CLASSES: Final = (0, 1)  # non-responder, responder
OF_A_CLASS: Final = ("people", "untreated_2", "untreated_full", "full_2")
NAMES: Final = (
    *COUNTS,
    *(f"{name}_{power}" for name in (*THETA, "untreated") for power in (1, 2)),
    *(f"class_{c}_{name}" for c in CLASSES for name in OF_A_CLASS),
)
PLACE: Final = {name: i for i, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """The NAMES, summed over people, (26,).

    `log_h0_1` and `log_h0_2` are expected log_h0 and its square, and so on; of each class, weighted with its
    probability: how many, and expected B^2, B Rmax and Rmax^2. Log days and points, as in the prior.
    """

    values: FloatArray

    def __getitem__(self, name: str) -> float:
        return float(self.values[PLACE[name]])


def no_sums() -> Sums:
    """Of nobody."""
    return Sums(values=np.zeros(len(NAMES)))


def total(first: Sums, second: Sums) -> Sums:
    """Of both groups together."""
    return Sums(values=first.values + second.values)


def sums_of(posterior: Posterior) -> Sums:
    """One person's: expectations under their posterior, each exact given the nodes."""
    w, nodes, moments = posterior.weights, posterior.filtered.nodes, posterior.filtered.moments
    node = theta(posterior.prior, nodes.z)
    logit_f = posterior.prior.logit_f
    raw = (
        np.log(node.h0_days), node.gamma, logit_f.mean + logit_f.sd * nodes.z[:, THETA.index("logit_f")],
        np.log(node.se), np.log(node.sd), node.delta,
    )  # fmt: skip
    found = [1.0, float(len(posterior.history.treatments)), float(len(posterior.history.scores))]
    found.append(posterior.log_evidence)
    for x in raw:
        found += [float(w @ x), float(w @ (x * x))]
    b, full = moments[MEAN, B], moments[MEAN, RMAX]
    bb, br, rr = b * b + moments[B, B], b * full + moments[B, RMAX], full * full + moments[RMAX, RMAX]
    found += [float(w @ b), float(w @ bb)]
    for c in CLASSES:
        share = w * (nodes.responder == c)
        found += [float(share.sum()), float(share @ bb), float(share @ br), float(share @ rr)]
    return Sums(values=np.array(found))


def expected_sums(prior: ReliefPrior, people: float) -> Sums:
    """Of so many people who are exactly as the prior says: what a prior worth that many people adds."""
    values = dict.fromkeys(NAMES, 0.0) | {"people": 1.0}
    for name in (*THETA, "untreated"):
        spread = getattr(prior, name)
        values[f"{name}_1"], values[f"{name}_2"] = spread.mean, spread.mean**2 + spread.sd**2
    bb = values["untreated_2"]
    for c, share in zip(CLASSES, (1.0 - prior.pi, prior.pi), strict=True):
        lam, s = prior.lam[c], prior.s[c]
        of_class = (1.0, bb, lam * bb, lam * lam * bb + s * s)
        values |= {f"class_{c}_{name}": share * x for name, x in zip(OF_A_CLASS, of_class, strict=True)}
    return Sums(values=people * np.array([values[name] for name in NAMES]))


def sums_fields(sums: Sums) -> dict[str, float]:
    """By name, for a file."""
    return dict(zip(NAMES, sums.values.tolist(), strict=True))


def sums_from_fields(fields: Mapping[str, object]) -> Sums:
    """From the fields of a file; FileFormatError names what is absent or no number."""
    values = []
    for name in NAMES:
        value = fields.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise FileFormatError(f"The sum {name} is {value!r}; a finite number is needed.")
        values.append(float(value))
    strange = sorted(set(fields) - set(NAMES))
    if strange:
        raise FileFormatError(f"A sum {strange[0]!r} came; only these are known: {', '.join(NAMES)}.")
    return Sums(values=np.array(values))
