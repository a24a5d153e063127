"""Virtual people: judged by the filter's own forecast, by people who live one at a time, and by an ODE solver."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from tests.factories.relief import induction
from wane.forecast.booking import default_spacing
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.how_long_doubt import COPIES, around, by_copy, doubtful_people
from wane.forecast.how_long_paths import after_sessions, days_to_line, levels, stays_below
from wane.forecast.how_long_people import LUCK, People, draw_people
from wane.forecast.posterior import infer
from wane.forecast.relief import ReliefRequest, forecast_prior_only
from wane.forecast.simulate_person import VisitPlan, simulate_person
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Score, Treatment
from wane.models.relief_fitted import fitted_relief
from wane.models.relief_prior import ReliefPrior, load_relief_prior

DAYS = np.arange(1.0, 91.0)
SINGLE = (Treatment(day=0.0),)
PRIORS = ("depression__phq9", "depression__madrs", "ptsd__pcl5", "crps__pain_nrs")


def people(prior: ReliefPrior, *, count: int = 6000, entry: float | None = None) -> People:
    return draw_people(prior, count, 1, entry=entry)


def share_well(found: FloatArray) -> FloatArray:
    return np.array([(found > day).mean() for day in DAYS])


@pytest.mark.parametrize("name", PRIORS)
@pytest.mark.parametrize("sessions", [SINGLE, induction(), induction(0.2)], ids=["one", "six", "six small"])
def test_people_stay_well_as_long_as_the_forecast_of_their_sessions_says(
    name: str, sessions: tuple[Treatment, ...]
) -> None:
    prior = load_relief_prior(name)
    asked = ReliefRequest(
        now_day=sessions[-1].day, spacing=default_spacing(), risk=0.2, horizon_days=90, line=prior.line
    )
    expected = forecast_prior_only(prior, History(records=sessions), asked, np.random.default_rng(2)).chance_still_well
    assert expected is not None

    found = days_to_line(after_sessions(people(prior), sessions), DAYS, prior.line)

    assert np.abs(share_well(found) - expected).max() < 0.03


@pytest.mark.parametrize("entry", [13.0, 18.0, 25.0])
def test_people_of_one_score_are_those_whose_posterior_knows_that_score(entry: float) -> None:
    prior = load_relief_prior("depression__phq9")
    sessions = induction()
    posterior = infer(prior, History(records=(Score(day=0.0, value=entry), *sessions)))
    drawn = crossings(draw_crossings(posterior, prior.line, 90, np.random.default_rng(3)), 90)

    found = days_to_line(after_sessions(people(prior, entry=entry), sessions), DAYS, prior.line)

    assert np.abs(share_well(found) - drawn.still_well).max() < 0.035


def test_people_who_live_one_at_a_time_fare_the_same() -> None:
    prior = load_relief_prior("depression__phq9")
    rng = np.random.default_rng(4)
    plan = VisitPlan(treatments=induction(), score_days=())
    lived = np.array([simulate_person(prior, plan, 28, rng).days_to_crossing for _ in range(700)])

    found = days_to_line(after_sessions(people(prior), induction()), DAYS, prior.line)

    for day in (1.0, 7.0, 14.0, 28.0):
        assert (found > day).mean() == pytest.approx((lived > day).mean(), abs=0.06)


@pytest.mark.parametrize("name", ["depression__phq9", "crps__pain_nrs"])
def test_relief_of_each_person_solves_the_equations(name: str) -> None:
    prior = load_relief_prior(name)
    group = people(prior, count=12)
    sessions = tuple(Treatment(day=day, exposure=x) for day, x in ((0.0, 1.0), (3.0, 0.5), (9.0, 2.0)))

    treated = after_sessions(group, sessions)

    for i in range(group.count):
        assert treated.felt(5.0)[i] == pytest.approx(solved(group, i, sessions, 5.0), abs=2e-4)


def solved(group: People, i: int, sessions: tuple[Treatment, ...], after: float) -> float:
    """Relief felt by one person, from the equations of the model and an ODE solver."""
    prior, k = group.prior, group.prior.rise_per_day
    p = r = m = 0.0
    for number, session in enumerate(sessions):
        gap = session.day - sessions[number - 1].day if number else 0.0
        share = 1.0 - (1.0 - group.f[i]) ** session.exposure
        p += share * (group.full_relief[i] - r - p) + prior.w_s * group.normals(LUCK, number)[i]
        m = 1.0 + m * math.exp(-gap / prior.tau_m_days)
        h = group.h0_days[i] * session.exposure ** group.delta[i] * m ** group.gamma[i]
        ends = sessions[number + 1].day - session.day if number + 1 < len(sessions) else after
        path = solve_ivp(flow, (0.0, ends), (p, r), args=(k, math.log(2.0) / h), method="LSODA", rtol=1e-9, atol=1e-10)
        p, r = path.y[:, -1]
    return float(r)


def flow(_t: float, y: FloatArray, k: float, w: float) -> list[float]:
    return [-k * y[0], k * y[0] - w * y[1]]


def test_everybody_fares_better_with_one_booster_more() -> None:
    prior = load_relief_prior("depression__phq9")
    treated = after_sessions(people(prior), induction())

    kept = [stays_below(treated, 1.0, every, 84, prior.line).mean() for every in (85, 42, 28, 14, 7)]

    assert kept == sorted(kept)


def test_without_boosters_staying_below_is_not_crossing() -> None:
    prior = load_relief_prior("depression__madrs")
    treated = after_sessions(people(prior), induction())
    crossed = days_to_line(treated, np.arange(1.0, 85.0), prior.line)

    kept = stays_below(treated, 1.0, 85, 84, prior.line)

    assert (kept == np.isinf(crossed)).mean() > 0.999


def test_doubt_and_people_together_are_the_prior() -> None:
    prior = load_relief_prior("depression__phq9")
    doubtful = doubtful_people(prior, fitted_relief("depression"), 1)
    alone, both = (after_sessions(group, induction()) for group in (people(prior), doubtful))

    below = [(levels(treated, 1.0) < prior.line).mean() for treated in (alone, both)]

    assert np.log(doubtful.h0_days).std() == pytest.approx(prior.log_h0.sd, abs=0.12)
    assert doubtful.gamma.std() == pytest.approx(prior.gamma.sd, abs=0.08)
    assert below[0] == pytest.approx(below[1], abs=0.05)


def test_copies_of_people_differ_by_the_fit_alone() -> None:
    doubtful = doubtful_people(load_relief_prior("depression__phq9"), fitted_relief("depression"), 1)

    assert np.ptp(by_copy(doubtful.untreated), axis=0).max() == 0.0
    assert np.ptp(by_copy(doubtful.se), axis=0).max() == 0.0
    assert np.ptp(by_copy(doubtful.delta), axis=1).max() == 0.0
    assert np.unique(by_copy(doubtful.delta)[:, 0]).size == COPIES


def test_shares_are_moved_around_a_value_and_stay_shares() -> None:
    moved = around(0.9, np.array([0.2, 0.5, 0.99, 1.0, 0.0]))

    assert np.median(moved) == pytest.approx(0.9)
    assert 0.0 < moved.min() < moved.max() < 1.0
