"""Virtual people of a relief prior who all live through the same sessions, however many courses are compared.

The same people, the same luck and the same drift serve every course that is asked about, so that two courses differ by
what was given and by nothing else. Equations: `wane.models.relief`.
"""

from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import FloatArray, IntArray
from wane.models.relief_prior import ReliefPrior

LUCK, SEEN, DRIFT, JUMP = range(1, 5)  # streams of random numbers, one for each source of chance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Virtual people before any session; each array (n,). `wander` is the drift at the start over its SD, `sd`; `entry`
    is the score before the first session. With `copies`, each n / copies of them meet the same chances.
    """

    prior: ReliefPrior
    seed: int
    responder: IntArray
    untreated: FloatArray
    full_relief: FloatArray
    f: FloatArray
    h0_days: FloatArray
    gamma: FloatArray
    delta: FloatArray
    se: FloatArray
    sd: FloatArray
    wander: FloatArray
    entry: FloatArray
    copies: int = 1

    @property
    def count(self) -> int:
        """How many."""
        return len(self.untreated)

    def normals(self, stream: int, index: int) -> FloatArray:
        """Standard normals (n,) of one source of chance, the same whenever it is asked."""
        apart = self.count // self.copies
        return np.tile(np.random.default_rng([self.seed, stream, index]).standard_normal(apart), self.copies)


def draw_people(prior: ReliefPrior, count: int, seed: int, *, entry: float | None = None) -> People:
    """People drawn from a prior; with `entry`, people whose score before the first session is that one."""
    z = np.random.default_rng([seed, 0]).standard_normal((9, count))
    spreads = (prior.log_h0, prior.gamma, prior.logit_f, prior.log_se, prior.log_sd, prior.delta)
    log_h0, gamma, logit_f, log_se, log_sd, delta = (s.mean + s.sd * row for s, row in zip(spreads, z, strict=False))
    return people_of(
        prior, seed, z[6:], np.full(count, prior.pi), np.array(prior.lam)[:, None], entry=entry,
        h0_days=np.exp(log_h0), gamma=gamma, f=1.0 / (1.0 + np.exp(-logit_f)), se=np.exp(log_se), sd=np.exp(log_sd),
        delta=delta,
    )  # fmt: skip


def people_of(
    prior: ReliefPrior, seed: int, z: FloatArray, pi: FloatArray, lam: FloatArray, *,
    entry: float | None = None, copies: int = 1,
    h0_days: FloatArray, gamma: FloatArray, f: FloatArray, se: FloatArray, sd: FloatArray, delta: FloatArray,
) -> People:  # fmt: skip
    """People with these parameters: `pi` (n,), `lam` (2, n or 1); `z` (3, n) are normals of level, drift, relief."""
    count = z.shape[1]
    rng = np.random.default_rng([seed, SEEN])
    chance, luck = (np.tile(draw(count // copies), copies) for draw in (rng.random, rng.standard_normal))
    responder = (chance < pi).astype(np.int64)
    untreated, wander = prior.untreated.mean + prior.untreated.sd * z[0], z[1]
    if entry is not None:
        untreated, wander = _given_entry(prior, entry, z, luck, se, sd)
    score = written(prior, untreated + sd * wander + se * luck)
    full_relief = np.where(responder, lam[1], lam[0]) * untreated + np.array(prior.s)[responder] * z[2]
    return People(
        prior=prior, seed=seed, responder=responder, untreated=untreated, full_relief=full_relief, f=f,
        h0_days=h0_days, gamma=gamma, delta=delta, se=se, sd=sd, wander=wander, copies=copies,
        entry=score if entry is None else np.full(count, entry),
    )  # fmt: skip


def written(prior: ReliefPrior, seen: FloatArray) -> FloatArray:
    """In steps, inside the scale."""
    score: FloatArray = np.clip(prior.score_step * np.round(seen / prior.score_step), 0.0, prior.scale_max)
    return score


def _given_entry(
    prior: ReliefPrior, entry: float, z: FloatArray, luck: FloatArray, se: FloatArray, sd: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Untreated level and drift over its SD, given the score at entry (Matheron's rule)."""
    mean, spread = prior.untreated.mean, prior.untreated.sd
    missed = entry - (mean + spread * z[0] + sd * z[1] + se * luck)
    pull = missed / (spread**2 + sd**2 + se**2)
    return mean + spread * z[0] + spread**2 * pull, z[1] + sd * pull
