"""Bad days to come, against people who live through the repeated sessions day by day."""

import copy

import numpy as np
import pytest

from tests.factories.relief import induction, responder_history
from wane.forecast.posterior import infer
from wane.forecast.repeated import bad_shares, person_draws
from wane.forecast.simulate_person import Life, begin, live_until, treat
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Treatment
from wane.models.relief_prior import load_relief_prior

PRIOR = load_relief_prior("starting_phq9")
WEEKS = np.arange(7.0, 85.0, 7.0)
WINDOW_DAYS = 168.0


def shares(history: History, now_day: float, intervals: FloatArray = WEEKS, exposure: float = 1.0) -> FloatArray:
    draws = person_draws(infer(PRIOR, history), exposure, count=1024)
    return bad_shares(draws, intervals, line=PRIOR.line, now_day=now_day, window_days=WINDOW_DAYS)


def lived(life: Life, interval: int, now_day: int, rng: np.random.Generator) -> float:
    """Share of bad days of one person who was just treated and is treated again every `interval` days."""
    start, bad, following = life.day, 0, max(interval, now_day)
    for day in range(1, now_day + int(WINDOW_DAYS) + 1):
        live_until(life, start + day, rng)
        bad += day > now_day and life.level >= PRIOR.line
        if day == following:
            treat(life, 1.0, rng)
            following += interval
    return bad / WINDOW_DAYS


@pytest.mark.parametrize(("interval", "now_day"), [(14, 0), (28, 0), (14, 20)])
def test_the_share_of_bad_days_is_that_of_people_who_live_through_it(interval: int, now_day: int) -> None:
    rng = np.random.default_rng(5)
    seen = []
    for _ in range(1600):
        life = begin(PRIOR, rng)
        for session in induction():
            live_until(life, session.day, rng)
            treat(life, 1.0, rng)
        seen.append(lived(copy.copy(life), interval, now_day, rng))

    found = shares(History(records=induction()), now_day, np.array([float(interval)]))

    assert found[0] == pytest.approx(float(np.mean(seen)), abs=3.0 * float(np.std(seen)) / 40.0)


def test_longer_intervals_leave_more_bad_days() -> None:
    assert (np.diff(shares(responder_history(), 14.0)) > 0.0).all()


def test_an_interval_is_worth_the_same_whichever_others_are_asked() -> None:
    history = responder_history()

    np.testing.assert_allclose(shares(history, 14.0)[[1, 5]], shares(history, 14.0, WEEKS[[1, 5]]), rtol=1e-12)


def test_more_draws_change_little() -> None:
    posterior = infer(PRIOR, responder_history())
    few, many = (
        bad_shares(person_draws(posterior, 1.0, count=n), WEEKS, line=10.0, now_day=14.0, window_days=WINDOW_DAYS)
        for n in (256, 8192)
    )

    np.testing.assert_allclose(few, many, atol=0.01)


def test_a_larger_usual_session_leaves_fewer_bad_days() -> None:
    assert (shares(responder_history(), 14.0, exposure=2.0) < shares(responder_history(), 14.0)).all()


def test_relief_that_lasts_hours_is_no_better_than_no_session() -> None:
    prior = load_relief_prior("acute_pain__pain_nrs")
    draws = person_draws(infer(prior, History(records=(Treatment(day=0.0),))), 1.0)

    found = bad_shares(draws, WEEKS, line=prior.line, now_day=0.0, window_days=WINDOW_DAYS)

    assert np.ptp(found) < 0.1
