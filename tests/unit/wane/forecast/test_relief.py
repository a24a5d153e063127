"""The forecast of one person."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.factories.relief import history_with_ends_of_the_scale, induction, responder_history, scored
from wane.errors import OutOfRangeError
from wane.forecast.next_session import Spacing
from wane.forecast.relief import ReliefForecast, ReliefRequest, forecast_days, forecast_prior_only, forecast_relief
from wane.models.relief import History, without_own_data
from wane.models.relief_prior import load_relief_prior, relief_prior_ids
from wane.models.timecourse import Level

PRIOR = load_relief_prior("starting_phq9")
REQUEST = ReliefRequest(now_day=51.0, spacing=Spacing(shortest_days=7, longest_days=84), risk=0.2, horizon_days=90)


def forecast(history: History, request: ReliefRequest = REQUEST) -> ReliefForecast:
    return forecast_relief(PRIOR, history, request, np.random.default_rng(4))


def test_the_quantiles_of_the_score_stand_in_order_on_the_scale() -> None:
    score = forecast(history_with_ends_of_the_scale()).score
    ladder = np.stack([score.q05, score.q10, score.q25, score.median, score.q75, score.q90, score.q95])

    assert (np.diff(ladder, axis=0) >= 0.0).all()
    assert set(np.unique(ladder)) <= set(range(28))
    assert score.days[0] == 0.0


def test_intervals_of_the_days_to_relapse_are_nested() -> None:
    found = forecast(responder_history(), replace(REQUEST, now_day=31.0, horizon_days=400)).days_to_relapse

    assert found is not None
    limits = (found.low90, found.low80, found.low50, found.median, found.high50, found.high80, found.high90)
    days = [9999 if limit is None else limit for limit in limits]
    assert days == sorted(days)


def test_prior_only_is_the_forecast_of_the_same_sessions_without_scores() -> None:
    history = responder_history()
    prior_only = forecast_prior_only(PRIOR, history, REQUEST, np.random.default_rng(4))
    sessions_alone = forecast(without_own_data(history))

    np.testing.assert_array_equal(prior_only.score.median, sessions_alone.score.median)
    np.testing.assert_array_equal(prior_only.p_at_or_above_line, sessions_alone.p_at_or_above_line)
    assert prior_only.days_to_relapse == sessions_alone.days_to_relapse
    assert prior_only.next_session == sessions_alone.next_session


def test_the_person_is_shown_before_and_after_the_own_scores() -> None:
    found = forecast(responder_history())

    assert (found.a_priori.level, found.a_posteriori.level) == (Level.A_PRIORI, Level.A_POSTERIORI)
    assert found.a_priori.chance_of_responding == pytest.approx(PRIOR.pi)
    before, after = found.a_priori.untreated_level, found.a_posteriori.untreated_level
    assert after.high90 - after.low90 < before.high90 - before.low90


def test_a_first_visit_has_scores_ahead_but_nothing_to_relapse_from() -> None:
    found = forecast(History(records=scored((18,), (51.0,))))

    assert found.withheld is not None
    assert (found.days_to_relapse, found.chance_still_well, found.next_session) == (None, None, None)
    assert found.score.median[0] == pytest.approx(18.0, abs=1.0)


def test_nothing_recorded_at_all_still_gives_the_untreated_level() -> None:
    assert forecast(History(records=())).score.median[0] == pytest.approx(PRIOR.untreated.mean, abs=1.0)


def test_waiting_after_the_last_record_moves_the_forecast_along() -> None:
    early = forecast(responder_history(), replace(REQUEST, now_day=31.0))
    late = forecast(responder_history(), replace(REQUEST, now_day=38.0))

    assert late.p_at_or_above_line[0] == pytest.approx(early.p_at_or_above_line[7], rel=1e-9)
    assert late.now_since_session == 21.0


def test_the_line_can_be_the_clinicians() -> None:
    strict = forecast(responder_history(), replace(REQUEST, line=5.0))

    assert strict.line == 5.0
    assert (strict.p_at_or_above_line > forecast(responder_history()).p_at_or_above_line).all()


def test_a_record_after_now_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="after now"):
        forecast(responder_history(), replace(REQUEST, now_day=20.0))


@pytest.mark.parametrize("wrong", [{"now_day": float("nan")}, {"horizon_days": 0}])
def test_impossible_requests_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(OutOfRangeError):
        replace(REQUEST, **wrong)  # type: ignore[arg-type]  # a horizon is an int, a day a float


def test_days_shown_are_daily_for_two_weeks_then_weekly() -> None:
    assert forecast_days(30).tolist() == [*range(15), 21, 28]
    assert forecast_days(3).tolist() == [0, 1, 2, 3]


def test_sessions_of_a_larger_dose_last_longer() -> None:
    half_lives = [
        forecast(History(records=induction(exposure))).a_priori.half_life_of_relief.median
        for exposure in (0.2, 1.0, 2.0)
    ]

    assert half_lives == sorted(half_lives)


def test_a_forecast_needs_no_scipy() -> None:
    program = """if True:
        import sys
        import numpy as np
        from wane.forecast.next_session import Spacing
        from wane.forecast.relief import ReliefRequest, forecast_relief
        from wane.models.relief import History, Score, Treatment
        from wane.models.relief_prior import load_relief_prior
        history = History(records=(Treatment(day=0.0), Score(day=7.0, value=0.0)))
        request = ReliefRequest(now_day=7.0, spacing=Spacing(shortest_days=7, longest_days=84), risk=0.2)
        forecast_relief(load_relief_prior("starting_phq9"), history, request, np.random.default_rng(1))
        print([name for name in ("scipy", "pydantic", "pint", "typer") if name in sys.modules])
    """
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout

    assert printed.strip() == "[]"


@pytest.mark.parametrize("name", relief_prior_ids())
def test_every_prior_forecasts_inside_its_own_scale(name: str) -> None:
    prior = load_relief_prior(name)
    high, low = 0.7 * prior.scale_max, 0.2 * prior.scale_max
    history = History(records=(*induction(), *scored((round(high), round(low)), (0.0, 20.0))))

    score = forecast_relief(prior, history, REQUEST, np.random.default_rng(4)).score

    assert score.q05.min() >= 0.0
    assert score.q95.max() <= prior.scale_max
    last_h0, untreated = np.exp(prior.log_h0.mean), high
    if last_h0 > 1.0:
        assert score.median[-1] > score.median[0], "relief that lasts days is still waning"
    else:
        assert (np.diff(score.median) >= 0.0).all(), "relief that lasts hours is gone: the score never falls"
        assert score.median[-1] == pytest.approx(untreated, abs=0.2 * prior.scale_max)
