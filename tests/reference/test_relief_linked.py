"""Two instruments at once: against dense algebra, against brute force, and calibrated in people with two scales."""

import functools

import numpy as np
import pytest
from scipy import special, stats
from scipy.stats import qmc

from tests.factories.relief import INDUCTION_DAYS, induction, responder_history, scored
from tests.reference.test_relief_against_dense import dense
from wane.forecast.calibration import coverage, ranks
from wane.forecast.filtering import Nodes
from wane.forecast.linked import LinkedScale, columns, filter_all, linked_prior, z_of
from wane.forecast.posterior import infer
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.forecast.simulate_person import begin_as, live_until, rate, treat
from wane.kernels.doses import FloatArray
from wane.kernels.relief_paths import level_ahead
from wane.models.relief import History, Record
from wane.models.relief_prior import THETA, Z_COLUMNS, ReliefPrior, load_relief_prior, theta

PHQ9, MADRS = load_relief_prior("depression__phq9"), load_relief_prior("depression__madrs")
MADRS_HISTORY = History(records=(*induction(), *scored((36, 20, 12, 9, 14), (-1.0, 5.0, 15.0, 25.0, 40.0))))
LINKED = (LinkedScale(prior=MADRS, history=MADRS_HISTORY),)


def test_the_likelihood_of_both_scales_is_that_of_dense_algebra() -> None:
    z = np.random.default_rng(3).standard_normal((6, columns(LINKED)))
    responder = np.array([0, 1, 0, 1, 0, 1])

    found = filter_all(PHQ9, responder_history(), LINKED, Nodes(z=z, responder=responder)).log_likelihood

    for n in range(len(z)):
        first, _, _ = dense(PHQ9, responder_history(), z[n, :Z_COLUMNS], int(responder[n]))
        second, _, _ = dense(linked_prior(PHQ9, MADRS), MADRS_HISTORY, z_of(z, 0)[n], int(responder[n]))
        assert found[n] == pytest.approx(first + second, rel=1e-9)


def test_the_mixture_over_both_scales_agrees_with_brute_force() -> None:
    days, log_weights, chances = np.array([7.0, 28.0]), [], []
    sobol = qmc.Sobol(columns(LINKED), scramble=True, rng=np.random.default_rng(20))
    for _ in range(32):
        z = special.ndtri(sobol.random(4096))
        nodes = Nodes(z=np.concatenate([z, z]), responder=np.repeat([0, 1], len(z)))
        found = filter_all(PHQ9, responder_history(), LINKED, nodes)
        mean, variance = level_ahead(
            found.moments, days, rise_per_day=PHQ9.rise_per_day, waning_per_day=found.waning_per_day,
            drift_sd=theta(PHQ9, nodes.z).sd, drift_days=PHQ9.tau_d_days,
        )  # fmt: skip
        log_weights.append(found.log_likelihood + np.log(np.where(nodes.responder, PHQ9.pi, 1.0 - PHQ9.pi)))
        chances.append(special.ndtr((mean - PHQ9.line) / np.sqrt(variance)))
    log_w = np.concatenate(log_weights)
    w = np.exp(log_w - np.logaddexp.reduce(log_w))
    assert 1.0 / (w @ w) > 500.0

    posterior = infer(PHQ9, responder_history(), LINKED)

    near = chance_at_or_above(posterior, level_forecast(posterior, days), PHQ9.line)
    np.testing.assert_allclose(near, np.concatenate(chances, axis=1) @ w, atol=0.01)


PEOPLE, BINS = 300, 10
QUANTITIES = (*THETA, "untreated_level", "full_relief", "level")


def lived(prior: ReliefPrior, z: FloatArray, responder: int, days: tuple[float, ...], rng: np.random.Generator):  # type: ignore[no-untyped-def]
    """One scale of one person through induction, scored on these days; the life at the last record."""
    life = begin_as(prior, z, responder, rng)
    records: list[Record] = []
    for day in sorted({*INDUCTION_DAYS, *days}):
        live_until(life, day, rng)
        if day in days:
            records.append(rate(life, rng))
        if day in INDUCTION_DAYS:
            records.append(treat(life, 1.0, rng))
    return life, History(records=tuple(records))


@functools.cache
def ranked() -> dict[str, FloatArray]:
    rng, rows = np.random.default_rng(2025), []
    for _ in range(PEOPLE):
        z = rng.standard_normal((1, Z_COLUMNS + 2))
        responder = int(rng.random() < PHQ9.pi)
        life, history = lived(PHQ9, z[:, :Z_COLUMNS], responder, (0.0, 10.0, 31.0), rng)
        _, other = lived(linked_prior(PHQ9, MADRS), z_of(z, 0), responder, (*INDUCTION_DAYS, 24.0, 38.0), rng)
        rows.append(ranks(infer(PHQ9, history, (LinkedScale(prior=MADRS, history=other),)), life))
    return {name: np.array([row[name] for row in rows]) for name in QUANTITIES}


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_ranks_are_uniform_with_two_instruments(quantity: str) -> None:
    counts, _ = np.histogram(ranked()[quantity], BINS, (0.0, 1.0))

    low, high = stats.binom.interval(1.0 - 0.01 / (BINS * len(QUANTITIES)), PEOPLE, 1.0 / BINS)
    assert counts.min() >= low
    assert counts.max() <= high


def test_intervals_of_the_level_hold_the_truth_as_often_as_they_say() -> None:
    low, high = stats.binom.interval(0.99, PEOPLE, 0.9)

    assert low / PEOPLE <= coverage(ranked()["level"], 0.9).covered <= high / PEOPLE
