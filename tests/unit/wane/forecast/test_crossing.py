"""The first crossing of the line after the last session."""

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.factories.relief import induction, responder_history, scored
from wane.errors import OutOfRangeError
from wane.forecast.crossing import Crossings, crossings, draw_crossings
from wane.forecast.filtering import Nodes, filter_history
from wane.forecast.paths import draw_since_session
from wane.forecast.posterior import infer
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.kernels import relief as kernel
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Relapse, Score
from wane.models.relief_prior import Z_COLUMNS, load_relief_prior, theta

PRIOR = load_relief_prior("starting_phq9")
LN2 = math.log(2.0)


def crossed(history: History, line: float = PRIOR.line, seed: int = 1, horizon_days: int = 60) -> Crossings:
    drawn = draw_crossings(infer(PRIOR, history), line, horizon_days, np.random.default_rng(seed))
    return crossings(drawn, horizon_days)


def test_the_curve_never_rises_and_never_leaves_zero_to_one() -> None:
    well = crossed(responder_history()).still_well

    assert (np.diff(well) <= 0.0).all()
    assert 0.0 <= well[-1] <= well[0] <= 1.0


def test_on_the_first_day_crossing_is_being_over_the_line() -> None:
    history = History(records=(*induction(), *scored((18, 9, 8), (0.0, 7.0, 14.0))))
    posterior = infer(PRIOR, history)

    drawn = draw_crossings(posterior, PRIOR.line, 5, np.random.default_rng(0), paths=40_000)

    over = chance_at_or_above(posterior, level_forecast(posterior, np.array([1.0])), PRIOR.line)
    assert (drawn == 1.0).mean() == pytest.approx(float(over[0]), abs=0.01)


def test_paths_through_later_scores_end_where_the_filter_ends() -> None:
    posterior = infer(PRIOR, responder_history())  # scores 7 and 14 days after the last session, the state day 14
    now, past = draw_since_session(posterior, 60, np.random.default_rng(2), paths=40_000)

    moments, w = posterior.filtered.moments, posterior.weights
    for state in range(5):
        assert now.states[state].mean() == pytest.approx(float(w @ moments[kernel.MEAN, state]), abs=0.06)
    level_mean, level_variance, _ = kernel.level(moments.copy())
    drawn = now.states[kernel.B] + now.states[kernel.D] - now.states[kernel.R]
    spread = float(w @ (level_variance + level_mean**2) - (w @ level_mean) ** 2) ** 0.5
    assert drawn.std() == pytest.approx(spread, rel=0.02)
    np.testing.assert_allclose(past[-1], drawn, atol=1e-9)  # the last score falls on a whole day
    assert now.day == 14.0


def test_a_relapse_on_record_is_seen_as_a_crossing() -> None:
    history = History(records=(*induction(), *scored((18, 5, 4), (0.0, 7.0, 20.0)), Relapse(day=27.0)))

    found = crossed(history)

    assert found.chance_by(9.0) < 0.9
    assert found.chance_by(10.0) == 1.0
    assert crossed(history, line=14.0).chance_by(10.0) < 1.0


def test_low_scores_long_after_the_session_say_that_the_line_was_not_crossed() -> None:
    low = tuple(Score(day=18.0 + day, value=3.0) for day in range(0, 40, 2))

    found = crossed(History(records=(*induction(), Score(day=0.0, value=18.0), *low)))

    assert found.chance_by(35.0) < 0.05


def test_a_person_over_the_line_is_not_well_at_all() -> None:
    high = History(records=(*induction(), *scored((24, 25, 24, 25), (0.0, 7.0, 16.0, 18.0))))

    assert crossed(high).still_well.max() < 0.01


def test_a_higher_line_is_crossed_later() -> None:
    history = responder_history()

    assert (crossed(history, line=14.0).still_well >= crossed(history, line=10.0).still_well - 0.02).all()


def test_the_same_seed_gives_the_same_paths() -> None:
    np.testing.assert_array_equal(crossed(responder_history()).still_well, crossed(responder_history()).still_well)


def test_days_and_chances_look_each_other_up() -> None:
    found = crossings(np.array([1.0, 3.0, 3.0, np.inf]), 4)

    assert found.chance_by_day.tolist() == [0.25, 0.25, 0.75, 0.75]
    assert (found.day_at(0.25), found.day_at(0.5), found.day_at(0.9)) == (1, 3, None)
    assert (found.chance_by(0.5), found.chance_by(3.9)) == (0.0, 0.75)
    assert found.beyond_horizon == 0.25
    with pytest.raises(OutOfRangeError, match="horizon"):
        found.chance_by(5.0)


def expected_crossing(
    sessions: int, gap: float, *, f: float, h0: float, gamma: float, full: float, line: float
) -> float:
    """Days from the last session until the expected level is at the line, without any noise."""
    moments = np.zeros((6, 5, 1))
    moments[kernel.MEAN, kernel.B], moments[kernel.MEAN, kernel.RMAX] = 20.0, full
    memory, waning = 0.0, np.array([LN2 / h0])
    wait = functools.partial(
        kernel.elapse, moments, rise_per_day=PRIOR.rise_per_day, drift_sd=np.zeros(1), drift_days=PRIOR.tau_d_days
    )
    for k in range(sessions):
        if k:
            wait(gap, waning_per_day=waning)
        memory = 1.0 + memory * math.exp(-gap / PRIOR.tau_m_days) if k else 1.0
        waning = np.array([LN2 / (h0 * memory**gamma)])
        kernel.session(moments, share=np.array([f]), noise_sd=0.0)
    for day in range(1, 400):
        wait(1.0, waning_per_day=waning)
        mean, _, _ = kernel.level(moments)
        if mean[0] >= line:
            return float(day)
    return math.inf


@given(
    sessions=st.integers(1, 8), gap=st.floats(3.0, 60.0), f=st.floats(0.05, 0.95), h0=st.floats(5.0, 100.0),
    gamma=st.floats(0.0, 2.0), full=st.floats(0.5, 20.0), share=st.floats(0.1, 0.95),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_one_more_session_never_brings_the_expected_crossing_nearer(
    sessions: int, gap: float, f: float, h0: float, gamma: float, full: float, share: float
) -> None:
    rise = PRIOR.rise_per_day
    assume(f * rise / (rise - LN2 / h0) <= 1.0)  # docs/models/relief.md says what happens beyond
    fixed = {"f": f, "h0": h0, "gamma": gamma, "full": full, "line": 20.0 - share * full}

    assert expected_crossing(sessions + 1, gap, **fixed) >= expected_crossing(sessions, gap, **fixed)


def exact_past(history: History, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and covariance of the level on days after the last session in one node, by one joint Gaussian."""
    node = Nodes(z=np.zeros((1, Z_COLUMNS)), responder=np.array([1]))
    at = filter_history(PRIOR, history, node)
    sd, waning = float(theta(PRIOR, node.z).sd[0]), at.waning_per_day
    scores = np.array([later.days_after for later in at.later])
    every = np.concatenate([days, scores])
    felt, kept = kernel.waning(every, PRIOR.rise_per_day, waning)
    seen = np.stack([np.ones_like(every), 0.0 * every, -felt, -kept, np.exp(-every / PRIOR.tau_d_days)], axis=1)
    mean = seen @ at.at_session[kernel.MEAN, :, 0]
    new_drift = np.exp(-np.abs(every[:, None] - every) / PRIOR.tau_d_days)
    new_drift -= np.exp(-(every[:, None] + every) / PRIOR.tau_d_days)
    covariance = seen @ at.at_session[:5, :, 0] @ seen.T + sd * sd * new_drift
    n = len(days)
    noise = np.diag([float(later.variance[0]) for later in at.later])
    gain = covariance[:n, n:] @ np.linalg.inv(covariance[n:, n:] + noise)
    values = np.array([float(later.value[0]) for later in at.later])
    return mean[:n] + gain @ (values - mean[n:]), covariance[:n, :n] - gain @ covariance[n:, :n]


def test_the_past_of_the_paths_is_that_of_one_joint_gaussian() -> None:
    later = scored((3, 0, 6, 9, 8), (19.5, 24.0, 31.0, 31.25, 45.0))
    history = History(records=(*induction(), Score(day=0.0, value=18.0), *later))
    node = Nodes(z=np.zeros((1, Z_COLUMNS)), responder=np.array([1]))
    single = replace(infer(PRIOR, history), filtered=filter_history(PRIOR, history, node), weights=np.ones(1))
    days = np.arange(1.0, 29.0)

    _, past = draw_since_session(single, 60, np.random.default_rng(2), paths=60_000)

    mean, covariance = exact_past(history, days)
    np.testing.assert_allclose(past.mean(axis=1), mean, atol=0.04)
    np.testing.assert_allclose(np.cov(past), covariance, atol=0.08)


def test_a_rating_a_day_for_a_year_is_taken_in() -> None:
    days = np.arange(18.0, 383.0)
    ratings = scored(np.round(5.0 + 0.02 * (days - 18.0)).tolist(), days.tolist())

    found = crossed(History(records=(*induction(), Score(day=0.0, value=18.0), *ratings)), horizon_days=400)

    assert found.chance_by(60.0) < 0.05
    assert found.chance_by(400.0) > 0.9
