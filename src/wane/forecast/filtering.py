"""One history taken through the Kalman filter of every node."""

import math
from dataclasses import dataclass, replace

import numpy as np

from wane.kernels import relief as kernel
from wane.kernels.doses import FloatArray, IntArray
from wane.kernels.relief import MEAN, N_STATES, RMAX, B, D
from wane.models.relief import History, Record, Relapse, Score, Treatment, gap_days
from wane.models.relief_prior import ReliefPrior, Theta, theta

LN2 = math.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nodes:
    """Parameter values to filter with: standard normals `z` (n_nodes, 6) and class (n_nodes,), 1 for a responder."""

    z: FloatArray
    responder: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaterScore:
    """A score after the last session as a plain observation of each node: its day, value and noise variance."""

    days_after: float
    value: FloatArray
    variance: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filtered:
    """What one history leaves in each node.

    `moments` (6, 5, n_nodes) hold at `day`, the last record's; `at_session` right after the last session, with the
    scores since then in `later`. `waning_per_day` (n_nodes,) is the rate since that session. `memory` is m of it.
    """

    nodes: Nodes
    log_likelihood: FloatArray
    day: float
    moments: FloatArray
    waning_per_day: FloatArray
    memory: float
    at_session: FloatArray
    later: tuple[LaterScore, ...]


def start(prior: ReliefPrior, responder: IntArray, drift_sd: FloatArray) -> FloatArray:
    """Moments before any record: stationary drift, no relief."""
    moments = np.zeros((N_STATES + 1, N_STATES, len(responder)))
    lam, s = np.array(prior.lam)[responder], np.array(prior.s)[responder]
    variance = prior.untreated.sd**2
    moments[MEAN, B], moments[MEAN, RMAX] = prior.untreated.mean, lam * prior.untreated.mean
    moments[B, B] = variance
    moments[B, RMAX] = moments[RMAX, B] = lam * variance
    moments[RMAX, RMAX] = lam * lam * variance + s * s
    moments[D, D] = drift_sd * drift_sd
    return moments


def waning_half_life_days(node: Theta, exposure: float, memory: float) -> FloatArray:
    """h_k after a session of this exposure that counts as `memory` sessions, (n_nodes,)."""
    return node.h0_days * exposure**node.delta * memory**node.gamma


def remembered(memory: float, gap: float, tau_m_days: float) -> float:
    """The m of a session `gap` days after one whose m was `memory`."""
    return 1.0 + memory * math.exp(-gap / tau_m_days)


def filter_history(prior: ReliefPrior, history: History, nodes: Nodes) -> Filtered:
    """Every record of the history, in order, in every node."""
    node = theta(prior, nodes.z)
    moments = start(prior, nodes.responder, node.sd)
    at_session, later = moments, list[LaterScore]()
    total, memory, waning = np.zeros(len(node.sd)), 0.0, LN2 / node.h0_days
    day = history.records[0].day if history.records else 0.0
    session_day: float | None = None
    for record in history.records:
        days = gap_days(day, record.day)
        if days > 0.0:
            kernel.elapse(
                moments, days, rise_per_day=prior.rise_per_day, waning_per_day=waning, drift_sd=node.sd,
                drift_days=prior.tau_d_days,
            )  # fmt: skip
        day = record.day
        if isinstance(record, Treatment):
            memory = 1.0 if session_day is None else remembered(memory, gap_days(session_day, day), prior.tau_m_days)
            waning = _treated(prior, record, moments, node, memory)
            session_day, at_session, later = day, moments.copy(), []
        else:
            gained, value, variance = _observe(prior, record, moments, node.se)
            total += gained
            if session_day is not None:
                later.append(LaterScore(days_after=gap_days(session_day, day), value=value, variance=variance))
    return Filtered(
        nodes=nodes, log_likelihood=total, day=day, moments=moments, waning_per_day=waning, memory=memory,
        at_session=at_session, later=tuple(later),
    )  # fmt: skip


def extended(prior: ReliefPrior, history: History, filtered: Filtered, record: Record) -> Filtered:
    """The same nodes with one more record, not before the last one; the history is the one before it."""
    node = theta(prior, filtered.nodes.z)
    moments, session_day = filtered.moments.copy(), history.last_session_day
    if history.records and gap_days(filtered.day, record.day) > 0.0:
        kernel.elapse(
            moments, gap_days(filtered.day, record.day), rise_per_day=prior.rise_per_day,
            waning_per_day=filtered.waning_per_day, drift_sd=node.sd, drift_days=prior.tau_d_days,
        )  # fmt: skip
    if isinstance(record, Treatment):
        gap = None if session_day is None else gap_days(session_day, record.day)
        memory = 1.0 if gap is None else remembered(filtered.memory, gap, prior.tau_m_days)
        waning = _treated(prior, record, moments, node, memory)
        return replace(
            filtered, day=record.day, moments=moments, waning_per_day=waning, memory=memory, at_session=moments.copy(),
            later=(),
        )  # fmt: skip
    gained, value, variance = _observe(prior, record, moments, node.se)
    later = filtered.later
    if session_day is not None:
        later += (LaterScore(days_after=gap_days(session_day, record.day), value=value, variance=variance),)
    at_session = moments if session_day is None else filtered.at_session
    return replace(
        filtered, log_likelihood=filtered.log_likelihood + gained, day=record.day, moments=moments,
        at_session=at_session, later=later,
    )  # fmt: skip


def _treated(prior: ReliefPrior, record: Treatment, moments: FloatArray, node: Theta, memory: float) -> FloatArray:
    """The moments right after a session, in place; the waning rate since then [1/d]."""
    kernel.session(moments, share=1.0 - (1.0 - node.f) ** record.exposure, noise_sd=prior.w_s)
    return LN2 / waning_half_life_days(node, record.exposure, memory)


def _observe(
    prior: ReliefPrior, record: Score | Relapse, moments: FloatArray, se: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log likelihood of a score or relapse; the plain observation it amounts to: value and noise variance."""
    half = 0.5 * prior.score_step
    if isinstance(record, Relapse):
        return kernel.observe_beyond(moments, prior.line, np.zeros_like(se), side=1)
    if record.value <= 0.0:
        return kernel.observe_beyond(moments, half, se * se, side=-1)
    if record.value >= prior.scale_max:
        return kernel.observe_beyond(moments, prior.scale_max - half, se * se, side=1)
    variance = se * se + prior.score_step**2 / 12.0  # the step's own error, as of a uniform within the step
    gained = kernel.observe(moments, record.value, variance) + math.log(prior.score_step)
    return gained, np.full_like(se, record.value), variance


def joined(first: Filtered, second: Filtered) -> Filtered:
    """Both sets of nodes of the same history as one."""
    nodes = Nodes(
        z=np.concatenate([first.nodes.z, second.nodes.z]),
        responder=np.concatenate([first.nodes.responder, second.nodes.responder]),
    )
    later = tuple(
        LaterScore(
            days_after=a.days_after,
            value=np.concatenate([a.value, b.value]),
            variance=np.concatenate([a.variance, b.variance]),
        )
        for a, b in zip(first.later, second.later, strict=True)
    )
    return Filtered(
        nodes=nodes,
        log_likelihood=np.concatenate([first.log_likelihood, second.log_likelihood]),
        day=first.day,
        moments=np.concatenate([first.moments, second.moments], axis=2),
        waning_per_day=np.concatenate([first.waning_per_day, second.waning_per_day]),
        memory=first.memory,
        at_session=np.concatenate([first.at_session, second.at_session], axis=2),
        later=later,
    )


def chosen(filtered: Filtered, index: IntArray) -> Filtered:
    """These nodes only, in this order; an index may come more than once."""
    later = tuple(
        LaterScore(days_after=s.days_after, value=s.value[index], variance=s.variance[index]) for s in filtered.later
    )
    return Filtered(
        nodes=Nodes(z=filtered.nodes.z[index], responder=filtered.nodes.responder[index]),
        log_likelihood=filtered.log_likelihood[index],
        day=filtered.day,
        moments=filtered.moments[:, :, index],
        waning_per_day=filtered.waning_per_day[index],
        memory=filtered.memory,
        at_session=filtered.at_session[:, :, index],
        later=later,
    )
