"""Histories of a course of treatment, for tests."""

from collections.abc import Sequence

import numpy as np

from wane.forecast.simulate_person import VisitPlan
from wane.models.relief import History, Record, Relapse, Score, Treatment

INDUCTION_DAYS = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0)


def induction(exposure: float = 1.0) -> tuple[Treatment, ...]:
    """Six sessions in 17 days."""
    return tuple(Treatment(day=day, exposure=exposure) for day in INDUCTION_DAYS)


def induction_plan() -> VisitPlan:
    """Six sessions of three doses, a score before each, and two scores in the two weeks after."""
    doses = (0.5, 0.5, 1.0, 1.0, 2.0, 1.0)
    sessions = tuple(Treatment(day=day, exposure=dose) for day, dose in zip(INDUCTION_DAYS, doses, strict=True))
    return VisitPlan(treatments=sessions, score_days=(*INDUCTION_DAYS, 24.0, 31.0))


def scored(values: Sequence[float], days: Sequence[float]) -> tuple[Score, ...]:
    return tuple(Score(day=day, value=value) for day, value in zip(days, values, strict=True))


def responder_history() -> History:
    """Somebody who gets well and begins to slip."""
    scores = scored((18, 14, 9, 7, 5, 4, 5, 7), (*INDUCTION_DAYS, 24.0, 31.0))
    return History(records=(*induction(), *scores))


def history_with_ends_of_the_scale() -> History:
    """Scores at 27 and at 0, a relapse, a session of half the dose."""
    scores = scored((27, 22, 12, 3, 0, 0, 2), (0.0, 1.0, 4.0, 8.0, 15.0, 20.0, 27.0))
    records: tuple[Record, ...] = (*induction(), *scores, Treatment(day=29.0, exposure=0.5), Relapse(day=50.5))
    return History(records=records)


def long_history(scores: int, sessions: int) -> History:
    """Induction, then a session every three weeks, with evenly spread scores that fall from 18 to 6 and wander."""
    rng = np.random.default_rng(1)
    boosters = tuple(Treatment(day=17.0 + 21.0 * k) for k in range(1, sessions - 5))
    end = (boosters or induction())[-1].day + 30.0
    values = np.clip(np.round(np.linspace(18.0, 6.0, scores) + rng.normal(0.0, 2.5, scores)), 0.0, 27.0)
    days = np.round(np.linspace(-1.0, end, scores), 2)
    return History(records=(*induction(), *boosters, *scored(values.tolist(), days.tolist())))
