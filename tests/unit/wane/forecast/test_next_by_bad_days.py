"""Rule 2."""

import numpy as np
import pytest

from tests.factories.relief import induction, responder_history, scored
from wane.errors import ConflictError, OutOfRangeError
from wane.forecast.booking import bad_day_rule
from wane.forecast.next_by_bad_days import LITTLE_EXPECTED, BadDayRule, interval_costs, next_session_by_bad_days
from wane.forecast.next_session import NextSession, Spacing
from wane.forecast.posterior import infer
from wane.forecast.repeated import PersonDraws, bad_shares, person_draws
from wane.models.relief import History
from wane.models.relief_prior import load_relief_prior

PRIOR = load_relief_prior("starting_phq9")
NO_RESPONSE = History(records=(*induction(), *scored((19, 20, 18, 19), (0.0, 7.0, 14.0, 24.0))))
WELL = History(records=(*induction(), *scored((18, 8, 2, 1, 2, 1, 2), (0.0, 7.0, 14.0, 24.0, 31.0, 38.0, 45.0))))


def rule(days_a_session: float = 2.0, shortest: int = 7, longest: int = 84) -> BadDayRule:
    return BadDayRule(
        days_a_session=days_a_session, spacing=Spacing(shortest_days=shortest, longest_days=longest),
        window_days=168.0, review_share=1.0 / 3.0,
    )  # fmt: skip


def draws(history: History) -> PersonDraws:
    return person_draws(infer(PRIOR, history), 1.0)


def proposed(history: History, asked: BadDayRule | None = None, now_day: float = 14.0) -> NextSession:
    return next_session_by_bad_days(draws(history), asked or rule(), line=PRIOR.line, now_day=now_day)


def test_the_register_holds_the_rule_as_it_is_defined() -> None:
    found = bad_day_rule()

    assert (found.days_a_session, found.spacing.shortest_days, found.spacing.longest_days) == (2.0, 7, 84)


def test_no_whole_week_costs_less() -> None:
    costs = interval_costs(draws(responder_history()), rule(), line=PRIOR.line, now_day=14.0)
    weeks = np.arange(7.0, 85.0, 7.0)
    bad = bad_shares(draws(responder_history()), weeks, line=PRIOR.line, now_day=14.0, window_days=168.0)

    assert costs.cost[costs.best] <= (bad + 2.0 / weeks).min() + 1e-12


def test_days_around_the_best_week_are_looked_at() -> None:
    costs = interval_costs(draws(responder_history()), rule(), line=PRIOR.line, now_day=14.0)

    near = np.abs(costs.intervals_days - costs.intervals_days[costs.best]) <= 1.0
    assert near.sum() >= 2


def test_a_dearer_session_never_comes_sooner() -> None:
    days = [proposed(responder_history(), rule(price)).day for price in (0.5, 1.0, 2.0, 4.0, 8.0)]

    assert days == sorted(days, key=lambda day: day or 0)
    assert days[0] != days[-1]


def test_at_the_best_interval_a_further_session_spares_less_than_its_price() -> None:
    costs = interval_costs(draws(responder_history()), rule(), line=PRIOR.line, now_day=14.0)
    best = costs.intervals_days[costs.best]

    assert all(costs.spared_by(closer) <= 2.0 for closer in costs.intervals_days if closer < best)


def test_where_sessions_do_not_help_the_plan_is_to_be_reviewed() -> None:
    found = proposed(NO_RESPONSE)

    assert found.day == 84
    assert LITTLE_EXPECTED in found.reason


def test_somebody_well_is_not_sent_to_review() -> None:
    found = proposed(WELL, now_day=28.0)

    assert LITTLE_EXPECTED not in found.reason
    assert "must spare" in found.reason


def test_where_the_closest_interval_is_best_nothing_is_said_of_closer_ones() -> None:
    found = proposed(responder_history(), rule(0.01))

    assert found.day == 14  # now: the closest interval, 7 d, has passed
    assert "not looked at" in found.reason


def test_a_day_that_has_passed_is_now() -> None:
    found = proposed(responder_history(), now_day=40.2)

    assert found.day == 41
    assert found.reason.endswith("so the first day left")


def test_the_bounds_of_spacing_hold() -> None:
    assert proposed(NO_RESPONSE, rule(longest=30)).day == 30
    assert proposed(WELL, rule(0.01, shortest=45), now_day=28.0).day == 45


def test_what_cannot_be_weighed_is_refused() -> None:
    with pytest.raises(OutOfRangeError, match="bad days"):
        rule(0.0)
    with pytest.raises(ConflictError, match="window"):
        BadDayRule(
            days_a_session=2.0,
            spacing=Spacing(shortest_days=7, longest_days=84),
            window_days=60.0,
            review_share=0.3,
        )
