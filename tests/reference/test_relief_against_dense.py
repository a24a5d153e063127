"""The filter against dense Gaussian algebra: one joint covariance of everything, built without a filter."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import expm

from tests.factories.relief import induction, responder_history, scored
from wane.forecast.filtering import Nodes, filter_history
from wane.kernels import relief as kernel
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Treatment
from wane.models.relief_prior import ReliefPrior, load_relief_prior, theta

HISTORIES = {
    "a responder": responder_history(),
    "scores only": History(records=scored((18, 15, 20), (0.0, 7.5, 30.0))),
    "doses, boosters, gaps": History(
        records=(
            *induction(0.6),
            Treatment(day=90.0, exposure=2.0),
            *scored((20, 12, 8, 6, 13, 5, 9), (-3.0, 2.5, 10.0, 25.0, 90.0, 97.0, 130.25)),
        )
    ),
}


def dense(prior: ReliefPrior, history: History, z: FloatArray, responder: int) -> tuple[float, FloatArray, FloatArray]:
    """Log likelihood, and mean and covariance of the state after the last record, for one node.

    Sources of all variation: B, the deviation of Rmax, the luck of each session. Relief at any time is a row of
    coefficients over (1, sources); the drift is added by its own covariance between times.
    """
    node = theta(prior, z[None])
    h0, gamma, f, se, sd, delta = (
        float(v[0]) for v in (node.h0_days, node.gamma, node.f, node.se, node.sd, node.delta)
    )
    sessions = history.treatments
    size = 3 + len(sessions)  # constant, B, deviation of Rmax, luck
    untreated = np.eye(size)[1]
    full = prior.lam[responder] * untreated + np.eye(size)[2]
    transit, felt = np.zeros(size), np.zeros(size)
    day, memory, half_life, session_day, k = history.records[0].day, 0.0, math.inf, None, 0
    rows, values, days = [], [], []
    for record in history.records:
        rise, wane = math.log(2.0) / prior.t_rise_days, math.log(2.0) / half_life
        transit, felt = expm(np.array([[-rise, 0.0], [rise, -wane]]) * (record.day - day)) @ np.stack([transit, felt])
        day = record.day
        if isinstance(record, Treatment):
            transit = transit + (1.0 - (1.0 - f) ** record.exposure) * (full - felt - transit) + np.eye(size)[3 + k]
            memory = 1.0 if session_day is None else 1.0 + memory * math.exp(-(day - session_day) / prior.tau_m_days)
            half_life = h0 * record.exposure**delta * memory**gamma
            session_day, k = day, k + 1
        else:
            rows.append(untreated - felt)
            values.append(record.value)  # type: ignore[union-attr]  # no relapse in these histories
            days.append(day)
    source_sd = np.array([0.0, prior.untreated.sd, prior.s[responder], *([prior.w_s] * len(sessions))])
    source_mean = np.array([1.0, prior.untreated.mean, *([0.0] * (len(sessions) + 1))])
    state_rows = np.stack([untreated, full, transit, felt, np.zeros(size)])
    all_rows = np.concatenate([state_rows, np.stack(rows)])
    mean, covariance = all_rows @ source_mean, (all_rows * source_sd**2) @ all_rows.T
    at = np.array([day, *days])
    drift = sd**2 * np.exp(-np.abs(at[:, None] - at) / prior.tau_d_days)
    where = [4, *range(5, 5 + len(days))]
    covariance[np.ix_(where, where)] += drift
    y, rest = np.array(values), slice(5, None)
    total = covariance[rest, rest] + (se**2 + prior.score_step**2 / 12.0) * np.eye(len(y))
    gain = covariance[:5, rest] @ np.linalg.inv(total)
    return (
        float(stats.multivariate_normal.logpdf(y, mean[rest], total)),
        mean[:5] + gain @ (y - mean[rest]),
        covariance[:5, :5] - gain @ covariance[rest, :5],
    )


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("prior_id", ["starting_phq9", "starting_madrs"])
def test_the_filter_is_exact_on_scores_inside_the_scale(name: str, prior_id: str) -> None:
    prior, history = load_relief_prior(prior_id), HISTORIES[name]
    z = np.random.default_rng(8).standard_normal((6, 6))
    responder = np.array([0, 1, 0, 1, 0, 1])

    found = filter_history(prior, history, Nodes(z=z, responder=responder))

    for n in range(len(z)):
        log_likelihood, mean, covariance = dense(prior, history, z[n], int(responder[n]))
        assert found.log_likelihood[n] == pytest.approx(log_likelihood, rel=1e-9)
        np.testing.assert_allclose(found.moments[kernel.MEAN, :, n], mean, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(found.moments[:5, :, n], covariance, rtol=1e-9, atol=1e-9)
