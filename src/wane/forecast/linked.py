"""Linked instruments: scores of a second scale that inform a forecast through what the person is on every scale.

Half-life, gamma, f, delta and the class of responder are one person's on every instrument of a condition: the fit that
wrote the priors holds them in common. Everything else is each scale's own: untreated level, full relief, drift, luck
and error. Given a node the scales are independent, so each goes through its own filter and their likelihoods multiply.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wane.forecast.filtering import Filtered, Nodes, filter_history
from wane.kernels.doses import FloatArray
from wane.models.relief import History
from wane.models.relief_prior import THETA, Z_COLUMNS, ReliefPrior

OWN: Final = ("log_se", "log_sd")  # node parameters that each scale has for itself
MOST_LINKED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedScale:
    """A second instrument: its prior, and the person's sessions with the scores of that instrument."""

    prior: ReliefPrior
    history: History


def linked_prior(prior: ReliefPrior, other: ReliefPrior) -> ReliefPrior:
    """The prior of a second instrument with what is shared taken from the first."""
    shared = {name: getattr(prior, name) for name in THETA if name not in OWN}
    return replace(other, pi=prior.pi, **shared)


def columns(linked: Sequence[LinkedScale]) -> int:
    """How many standard normals make a node: those of the first scale, then the own ones of each further scale."""
    return Z_COLUMNS + len(OWN) * len(linked)


def filter_all(prior: ReliefPrior, history: History, linked: Sequence[LinkedScale], nodes: Nodes) -> Filtered:
    """The first scale's history in every node, with the likelihood of all scales."""
    found = filter_history(prior, history, nodes)
    total = found.log_likelihood
    for place, scale in enumerate(linked):
        own = Nodes(z=z_of(nodes.z, place), responder=nodes.responder)
        total = total + filter_history(linked_prior(prior, scale.prior), scale.history, own).log_likelihood
    return replace(found, log_likelihood=total)


def z_of(z: FloatArray, place: int) -> FloatArray:
    """The standard normals of the linked scale at this place, (n_nodes, Z_COLUMNS)."""
    taken = np.arange(Z_COLUMNS)
    for k, name in enumerate(OWN):
        taken[THETA.index(name)] = Z_COLUMNS + len(OWN) * place + k
    return z[:, taken]
