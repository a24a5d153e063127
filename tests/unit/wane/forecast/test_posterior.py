"""The posterior of one person."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.relief import history_with_ends_of_the_scale, induction, long_history, responder_history, scored
from wane.forecast.posterior import FEWEST_EFFECTIVE, Posterior, infer, updated
from wane.forecast.scores import chance_at_or_above, level_forecast
from wane.kernels.relief import MEAN
from wane.models.relief import History, Record, Relapse, Score, Treatment, without_own_data
from wane.models.relief_prior import load_relief_prior

PRIOR = load_relief_prior("starting_phq9")


def assert_same(first: Posterior, second: Posterior) -> None:
    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.filtered.moments, second.filtered.moments)
    assert first.log_evidence == second.log_evidence


def moved(record: Record, days: float) -> Record:
    if isinstance(record, Score):
        return Score(day=record.day + days, value=record.value)
    if isinstance(record, Relapse):
        return Relapse(day=record.day + days)
    return Treatment(day=record.day + days, exposure=record.exposure)


@given(weeks=st.integers(-3000, 3000))
@settings(max_examples=10, deadline=None)
def test_the_same_history_some_weeks_later_is_the_same_to_the_last_bit(weeks: int) -> None:
    history = history_with_ends_of_the_scale()
    later = History(records=tuple(moved(record, 7.0 * weeks) for record in history.records))

    assert_same(infer(PRIOR, history), infer(PRIOR, later))


@given(order=st.permutations(range(len(responder_history().records))))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    history = responder_history()
    shuffled = History(records=tuple(history.records[i] for i in order))

    assert_same(infer(PRIOR, history), infer(PRIOR, shuffled))


def test_without_own_data_the_posterior_is_the_prior() -> None:
    posterior = infer(PRIOR, without_own_data(responder_history()))

    assert posterior.sets == 1
    assert posterior.chance_of_responding == pytest.approx(PRIOR.pi)
    assert posterior.log_evidence == pytest.approx(0.0, abs=1e-9)


def test_a_person_without_any_record_stands_at_the_untreated_level() -> None:
    posterior = infer(PRIOR, History(records=()))

    np.testing.assert_array_equal(posterior.filtered.moments[MEAN, 0], PRIOR.untreated.mean)


def test_low_scores_after_sessions_speak_for_a_responder_and_high_ones_against() -> None:
    well = infer(PRIOR, History(records=(*induction(), *scored((18, 4, 3), (0.0, 8.0, 20.0)))))
    ill = infer(PRIOR, History(records=(*induction(), *scored((18, 18, 19), (0.0, 8.0, 20.0)))))

    assert ill.chance_of_responding < 0.2 < PRIOR.pi < 0.9 < well.chance_of_responding


def test_a_relapse_raises_the_level() -> None:
    calm = History(records=(*responder_history().records, Score(day=40.0, value=8.0)))
    relapsed = History(records=(*calm.records, Relapse(day=40.0)))

    levels = [
        float(p.weights @ (p.filtered.moments[MEAN, 0] + p.filtered.moments[MEAN, 4] - p.filtered.moments[MEAN, 3]))
        for p in (infer(PRIOR, calm), infer(PRIOR, relapsed))
    ]
    assert levels[1] > max(levels[0], PRIOR.line)


def test_scores_the_prior_never_expected_still_leave_enough_nodes() -> None:
    wild = tuple(Score(day=float(day), value=27.0 if day % 2 else 1.0) for day in range(40))
    steady = tuple(Score(day=float(day), value=8.0) for day in range(200))

    for history in (
        History(records=(*induction(), *wild)),
        History(records=(*induction(), *steady)),
        long_history(69, 20),
    ):
        posterior = infer(PRIOR, history)
        assert posterior.effective_nodes >= FEWEST_EFFECTIVE
        assert np.isfinite(posterior.log_evidence)


LATER = [Score(day=40.0, value=9.0), Score(day=31.0, value=0.0), Relapse(day=45.0), Treatment(day=40.0, exposure=0.7)]


@pytest.mark.parametrize("record", LATER, ids=str)
def test_an_update_agrees_with_inferring_everything_again(record: Record) -> None:
    posterior = infer(PRIOR, responder_history())

    quick = updated(posterior, record)

    whole = infer(PRIOR, History(records=(*responder_history().records, record)))
    days = np.array([0.0, 7.0, 28.0])
    chances = [chance_at_or_above(p, level_forecast(p, days), PRIOR.line) for p in (quick, whole)]
    np.testing.assert_allclose(chances[0], chances[1], atol=0.01)
    assert quick.log_evidence == pytest.approx(whole.log_evidence, abs=0.05)
    assert quick.history == whole.history
    assert len(quick.filtered.later) == len(whole.filtered.later)


def test_a_first_session_and_a_score_after_it_agree_too() -> None:
    scored = History(records=tuple(Score(day=float(day), value=16.0) for day in (0, 7)))
    session, score = Treatment(day=7.0), Score(day=14.0, value=7.0)

    quick = updated(updated(infer(PRIOR, scored), session), score)

    whole = infer(PRIOR, History(records=(*scored.records, session, score)))
    days = np.array([0.0, 7.0, 28.0])
    chances = [chance_at_or_above(p, level_forecast(p, days), PRIOR.line) for p in (quick, whole)]
    np.testing.assert_allclose(chances[0], chances[1], atol=0.02)
    assert quick.filtered.memory == whole.filtered.memory == 1.0
    assert len(quick.filtered.later) == 1


@pytest.mark.parametrize("record", [Score(day=5.0, value=9.0), Score(day=32.0, value=27.0)])
def test_an_update_infers_again_where_it_must(record: Score) -> None:
    quick = updated(infer(PRIOR, responder_history()), record)

    assert quick.history == History(records=(*responder_history().records, record))
    assert quick.effective_nodes >= FEWEST_EFFECTIVE


def test_a_first_score_is_inferred() -> None:
    assert updated(infer(PRIOR, History(records=())), Score(day=0.0, value=18.0)).sets == 2
