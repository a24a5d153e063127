"""The posterior's nodes against 2^19 nodes of the prior, weighted by likelihood alone."""

import numpy as np
import pytest
from scipy import special
from scipy.stats import qmc

from tests.factories.relief import history_with_ends_of_the_scale, induction, long_history, responder_history, scored
from wane.forecast.filtering import Nodes, filter_history
from wane.forecast.posterior import infer
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.kernels.doses import FloatArray
from wane.kernels.relief_paths import level_ahead
from wane.models.relief import History
from wane.models.relief_prior import Z_COLUMNS, load_relief_prior, theta

PRIOR = load_relief_prior("starting_phq9")
DAYS = np.array([7.0, 14.0, 28.0])
BLOCK = 4096
HISTORIES = {
    "a responder": responder_history(),
    "a non-responder": History(records=(*induction(), *scored((19, 20, 18, 19), (0.0, 7.0, 14.0, 24.0)))),
    "both ends of the scale and a relapse": history_with_ends_of_the_scale(),
    "one score": History(records=(*induction(), *scored((18,), (0.0,)))),
    "twenty-four scores": long_history(24, 12),
}


def brute_force(history: History) -> tuple[FloatArray, float, float]:
    """P(L >= line) on each day, the chance of responding, and how many nodes carried the weight."""
    sobol = qmc.Sobol(Z_COLUMNS, scramble=True, rng=np.random.default_rng(20))
    log_weights, chances, responders = [], [], []
    for _ in range(2**18 // BLOCK):
        z = special.ndtri(sobol.random(BLOCK))
        nodes = Nodes(z=np.concatenate([z, z]), responder=np.repeat([0, 1], BLOCK))
        found = filter_history(PRIOR, history, nodes)
        mean, variance = level_ahead(
            found.moments, DAYS, rise_per_day=PRIOR.rise_per_day, waning_per_day=found.waning_per_day,
            drift_sd=theta(PRIOR, nodes.z).sd, drift_days=PRIOR.tau_d_days,
        )  # fmt: skip
        log_weights.append(found.log_likelihood + np.log(np.where(nodes.responder, PRIOR.pi, 1.0 - PRIOR.pi)))
        chances.append(special.ndtr((mean - PRIOR.line) / np.sqrt(variance)))
        responders.append(nodes.responder)
    log_w = np.concatenate(log_weights)
    w = np.exp(log_w - np.logaddexp.reduce(log_w))
    return np.concatenate(chances, axis=1) @ w, float(np.concatenate(responders) @ w), float(1.0 / (w @ w))


@pytest.mark.parametrize("name", HISTORIES)
def test_the_chance_of_being_over_the_line_is_right_to_one_in_a_hundred(name: str) -> None:
    posterior = infer(PRIOR, HISTORIES[name])
    expected, responding, effective = brute_force(HISTORIES[name])

    found = chance_at_or_above(posterior, level_forecast(posterior, DAYS), PRIOR.line)

    assert effective > 1000.0
    np.testing.assert_allclose(found, expected, atol=0.01)
    assert posterior.chance_of_responding == pytest.approx(responding, abs=0.01)
