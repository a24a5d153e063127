"""What the studies leave open: the same virtual people under many values of what was fitted.

A prior mixes how people differ with how badly the fit is known. Here the two are taken apart: each copy of the people
has one draw of the fitted numbers, with the errors they share and one draw of how studies differ; inside a copy people
differ by the spread between people alone.
"""

import dataclasses
import math
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from wane.forecast.how_long_people import People, people_of
from wane.kernels.doses import FloatArray
from wane.models.relief_fitted import FittedRelief
from wane.models.relief_prior import ReliefPrior

Number = TypeVar("Number", np.float64, np.bool_)
COPIES: Final = 96
PEOPLE_A_COPY: Final = 320
NAMES: Final = ("pi", "lam_0", "lam_1", "h0_days", "h0_sd", "gamma", "delta", "f")
STREAM: Final = 17
LEAST_SD: Final = 1e-3
LEAST_SHARE: Final = 1e-3


def doubtful_people(prior: ReliefPrior, fit: FittedRelief, seed: int, *, entry: float | None = None) -> People:
    """`COPIES` copies of `PEOPLE_A_COPY` people, copy after copy, each under its own draw of the fit."""
    drawn = _draws(fit, seed)
    z = np.tile(np.random.default_rng([seed, 0]).standard_normal((9, PEOPLE_A_COPY)), COPIES)
    mine = {name: np.repeat(values, PEOPLE_A_COPY) for name, values in drawn.items()}
    logit_f = np.log(mine["f"] / (1.0 - mine["f"])) + _between(prior.logit_f.sd, fit.estimates["f"].sd) * z[2]
    gamma_error = fit.estimates["gamma"].value * fit.estimates["gamma"].sd
    shift = mine["study"] * fit.study_sd
    return people_of(
        _between_people(prior, fit), seed, z[6:], mine["pi"], np.stack([mine["lam_0"] + shift, mine["lam_1"] + shift]),
        entry=entry, copies=COPIES,
        h0_days=mine["h0_days"] * np.exp(fit.duration_study_sd * mine["duration_study"] + mine["h0_sd"] * z[0]),
        gamma=mine["gamma"] + _between(prior.gamma.sd, gamma_error) * z[1],
        f=1.0 / (1.0 + np.exp(-logit_f)),
        se=np.exp(prior.log_se.mean + prior.log_se.sd * z[3]),
        sd=np.exp(prior.log_sd.mean + prior.log_sd.sd * z[4]),
        delta=mine["delta"],
    )  # fmt: skip


def by_copy(values: "NDArray[Number]") -> "NDArray[Number]":
    """Values of all people as one row a copy, (COPIES, PEOPLE_A_COPY)."""
    return values.reshape(COPIES, PEOPLE_A_COPY)


def around(value: float, shares: FloatArray) -> FloatArray:
    """Shares of the copies (COPIES,), moved on the logit line until their middle is `value`.

    The copies share a few hundred people, whose own luck would move all of them alike.
    """
    inside = np.clip(np.array([value, *shares]), LEAST_SHARE, 1.0 - LEAST_SHARE)
    logits = np.log(inside / (1.0 - inside))
    moved = logits[1:] - np.median(logits[1:]) + logits[0]
    return np.asarray(1.0 / (1.0 + np.exp(-moved)))


def _draws(fit: FittedRelief, seed: int) -> dict[str, FloatArray]:
    """Values of each fitted number, (COPIES,), and the two ways in which studies differ, in SDs."""
    z = np.random.default_rng([seed, STREAM]).standard_normal((COPIES // 2, len(NAMES) + 2))
    z = np.concatenate([z, -z])  # each draw and its mirror image: the middle of the draws is the fit
    at = [fit.names.index(name) for name in NAMES]
    shared = z[:, : len(NAMES)] @ np.linalg.cholesky(fit.correlation[np.ix_(at, at)]).T
    found = {name: fit.estimates[name].quantiles(shared[:, i]) for i, name in enumerate(NAMES)}
    return found | {"study": z[:, -2], "duration_study": z[:, -1]}


def _between_people(prior: ReliefPrior, fit: FittedRelief) -> ReliefPrior:
    """The prior whose spread of full relief is that between people alone."""
    study = fit.study_sd * prior.untreated.mean
    return dataclasses.replace(prior, s=(_between(prior.s[0], study), _between(prior.s[1], study)))


def _between(total: float, error: float) -> float:
    """The SD between people, of one that holds an error too."""
    return math.sqrt(max(total * total - error * error, LEAST_SD))
