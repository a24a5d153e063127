"""Posterior of one person: a weighted set of nodes, each with an exact Gaussian state. Deterministic.

Nodes are Sobol points of the prior, then of a Gaussian fitted to each class; every node is weighted by its likelihood
and prior over the mixture of all the sets it could have come from. Where too few nodes carry the weight, the
Gaussians are fitted again.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.filtering import Filtered, Nodes, chosen, extended, joined
from wane.forecast.linked import LinkedScale, columns, filter_all
from wane.kernels.doses import FloatArray
from wane.kernels.normal import quantile
from wane.kernels.sobol import points
from wane.models.relief import History, Record
from wane.models.relief_prior import ReliefPrior

PRIOR_NODES: Final = 512
LIKELY_NODES: Final = 768  # of the class that is more likely after the first set
OTHER_NODES: Final = 256
FEWEST_EFFECTIVE: Final = 50.0
REFITS_AT_MOST: Final = 8
TEMPERING: Final = 0.7
INFLATION: Final = 1.2  # of the fitted covariance: a proposal must be wider than its target
FLOOR: Final = 0.02  # variance added in every direction, in units of the prior
LOST_WEIGHT: Final = 1e-7  # of the nodes that are dropped in all


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """A person's parameters and state given the history.

    `weights` (n_nodes,) sum to 1. `effective_nodes` is 1 / sum of their squares, `log_evidence` the log density of the
    person's scores under the prior, `sets` how many sets of nodes it took. `linked` are the other instruments whose
    scores are in the weights; the state is that of `history`'s own.
    """

    prior: ReliefPrior
    history: History
    filtered: Filtered
    weights: FloatArray
    effective_nodes: float
    log_evidence: float
    sets: int
    linked: tuple[LinkedScale, ...] = ()

    @property
    def chance_of_responding(self) -> float:
        """Probability that the person is a responder."""
        return float(self.weights @ self.filtered.nodes.responder)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Proposal:
    """A Gaussian of one class: mean (n,), lower factor (n, n), and how many nodes came from it."""

    responder: int
    mean: FloatArray
    factor: FloatArray
    count: int


def infer(prior: ReliefPrior, history: History, linked: Sequence[LinkedScale] = ()) -> Posterior:
    """The posterior of one person; scores of `linked` instruments inform what the scales share."""
    size = columns(linked)
    z = _normals(PRIOR_NODES, 0, size)
    proposals = [_Proposal(responder=c, mean=np.zeros(size), factor=np.eye(size), count=PRIOR_NODES) for c in (0, 1)]
    responder = np.repeat(np.array([0, 1]), PRIOR_NODES)
    filtered = filter_all(prior, history, linked, Nodes(z=np.concatenate([z, z]), responder=responder))
    log_weights = _log_weights(prior, filtered, proposals)
    sets = 1
    if any(len(seen.records) > len(seen.treatments) for seen in (history, *(scale.history for scale in linked))):
        while sets == 1 or (_effective(log_weights) < FEWEST_EFFECTIVE and sets <= REFITS_AT_MOST):
            new = _fitted(filtered.nodes, log_weights, sets)
            filtered = joined(filtered, filter_all(prior, history, linked, _nodes(new, sets)))
            proposals += new
            log_weights = _log_weights(prior, filtered, proposals)
            sets += 1
    return _posterior(prior, history, filtered, log_weights, sets, linked)


def updated(posterior: Posterior, record: Record) -> Posterior:
    """The posterior with one more record.

    After the last record the nodes are kept and weighted anew, as long as enough of them carry the weight; else
    everything is inferred again. A session moves the nodes and weighs none of them: nothing was seen.
    """
    prior = posterior.prior
    history = History(records=(*posterior.history.records, record))
    if posterior.sets == 1 or history.records[-1] != record:
        return infer(prior, history, posterior.linked)
    filtered = extended(prior, posterior.history, posterior.filtered, record)
    gained = filtered.log_likelihood - posterior.filtered.log_likelihood
    log_weights = np.log(posterior.weights) + posterior.log_evidence + gained
    if _effective(log_weights) < FEWEST_EFFECTIVE:
        return infer(prior, history, posterior.linked)
    return _posterior(prior, history, filtered, log_weights, posterior.sets, posterior.linked)


def _posterior(
    prior: ReliefPrior, history: History, filtered: Filtered, log_weights: FloatArray, sets: int,
    linked: Sequence[LinkedScale],
) -> Posterior:  # fmt: skip
    """The posterior without the nodes that carry next to nothing."""
    log_evidence = float(np.logaddexp.reduce(log_weights))
    weights = np.exp(log_weights - log_evidence)
    ascending = np.argsort(weights)
    kept = np.sort(ascending[np.searchsorted(np.cumsum(weights[ascending]), LOST_WEIGHT) :])
    return Posterior(
        prior=prior, history=history, filtered=chosen(filtered, kept), weights=weights[kept] / weights[kept].sum(),
        effective_nodes=_effective(log_weights), log_evidence=log_evidence, sets=sets, linked=tuple(linked),
    )  # fmt: skip


@functools.cache
def _normals(count: int, first: int, size: int) -> FloatArray:
    """Standard normals of these Sobol points, (count, size)."""
    return quantile(points(count, size, first=first))


def _effective(log_weights: FloatArray) -> float:
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / (weights @ weights))


def _fitted(nodes: Nodes, log_weights: FloatArray, sets: int) -> list[_Proposal]:
    """A Gaussian for each class, fitted to its weighted nodes; most new nodes go to the likelier class."""
    shares = [np.logaddexp.reduce(log_weights[nodes.responder == c]) for c in (0, 1)]
    likely = int(shares[1] >= shares[0])
    found = []
    for c in (0, 1):
        z, log_w = nodes.z[nodes.responder == c], log_weights[nodes.responder == c]
        log_w = _tempered(log_w)
        w = np.exp(log_w - np.logaddexp.reduce(log_w))
        mean = w @ z
        spread = ((z - mean).T * w) @ (z - mean)
        width = INFLATION * (spread + FLOOR * np.eye(len(mean)))
        count = LIKELY_NODES if c == likely else OTHER_NODES
        found.append(_Proposal(responder=c, mean=mean, factor=np.linalg.cholesky(width), count=count))
    return found


def _tempered(log_weights: FloatArray) -> FloatArray:
    """Weights raised to the largest power of a ladder that leaves enough nodes to fit a Gaussian to."""
    power = 1.0
    while _effective(power * log_weights) < FEWEST_EFFECTIVE:
        power *= TEMPERING
    return power * log_weights


def _nodes(proposals: list[_Proposal], sets: int) -> Nodes:
    z = [p.mean + _normals(p.count, 1024 * sets, len(p.mean)) @ p.factor.T for p in proposals]
    return Nodes(
        z=np.concatenate(z), responder=np.repeat([p.responder for p in proposals], [p.count for p in proposals])
    )


def _log_weights(prior: ReliefPrior, filtered: Filtered, proposals: list[_Proposal]) -> FloatArray:
    """Log of likelihood times prior over the mixture of proposals, for every node."""
    z, responder = filtered.nodes.z, filtered.nodes.responder
    result: FloatArray = filtered.log_likelihood - 0.5 * (z * z).sum(axis=1)
    for c, share in ((0, 1.0 - prior.pi), (1, prior.pi)):
        of_class = responder == c
        mine = [_log_density(p, z[of_class]) + np.log(p.count) for p in proposals if p.responder == c]
        result[of_class] += np.log(share) - np.logaddexp.reduce(mine, axis=0)
    return result


def _log_density(proposal: _Proposal, z: FloatArray) -> FloatArray:
    """Log density of the Gaussian, up to the constant that the prior's has too."""
    inverse = np.linalg.inv(proposal.factor)
    scaled = (z - proposal.mean) @ inverse.T
    exponent: FloatArray = -0.5 * (scaled * scaled).sum(axis=1)
    return exponent - float(np.log(np.diag(proposal.factor)).sum())
