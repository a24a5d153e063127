"""What a course of sessions brings to virtual people, as answers with intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.how_long_answers import Answer, Between, CourseAnswers, Question, Strength
from wane.forecast.how_long_doubt import around, by_copy
from wane.forecast.how_long_paths import (
    Booleans,
    Treated,
    after_sessions,
    days_to_line,
    levels,
    scores,
    stays_below,
)
from wane.forecast.how_long_people import People
from wane.kernels.doses import FloatArray
from wane.models.relief import Treatment
from wane.models.relief_fitted import FittedRelief

BAND: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
LEARNED_FROM, PARTLY_FROM = 0.7, 0.3
"""Share of a prior's variance that rows took away, from which an answer counts as learned; a convention of the page."""
SIZE, TIME, SERIES, DOSE = ("pi", "lam_1", "f"), ("h0_days", "h0_sd"), ("h0_days", "h0_sd", "gamma"), ("delta",)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What every course is judged by.

    `looks` are the days after the end of the last session on which the level is looked at, the first of them that on
    which it is judged for whom it works; `lag_days` from the start of the last session to that end, where it is long.
    `response_pct` None judges by the line alone.
    """

    people: People
    doubtful: People
    fit: FittedRelief
    line: float
    response_pct: float | None
    looks: FloatArray
    lag_days: float = 0.0

    @property
    def look_days(self) -> float:
        """Days after the last session at which it is judged for whom it works."""
        return float(self.looks[0]) + self.lag_days


def strength(fit: FittedRelief, names: Sequence[str]) -> Strength:
    """How much of these fitted numbers was learned from rows, on average."""
    learned = sum(fit.estimates[name].learned for name in names) / len(names)
    if learned >= LEARNED_FROM:
        return Strength.LEARNED
    return Strength.PARTLY if learned >= PARTLY_FROM else Strength.ASSUMED


def brief_course(
    asked: Asked, sessions: Sequence[Treatment], *, name: str, label: str, question: Question, exposure: Answer | None
) -> CourseAnswers:
    """For whom it works and how long it lasts in them."""
    treated = after_sessions(asked.people, sessions)
    works = works_for(asked, treated)
    days = _crossed(asked, treated)[works]
    strong = _strengths(asked.fit, question, len(sessions))
    return CourseAnswers(
        id=name, label=label, exposure=exposure,
        works=_works(asked, sessions, works, name, question, strong[0]),
        lasts=_lasts(asked, days, f"{name}.lasts", question, strong[1], "it works for"),
    )  # fmt: skip


def full_course(
    asked: Asked, sessions: Sequence[Treatment], *, name: str, label: str, question: Question, exposure: Answer | None
) -> CourseAnswers:
    """Every answer about one course."""
    treated = after_sessions(asked.people, sessions)
    works, crossed = works_for(asked, treated), _crossed(asked, treated)
    relief = treated.felt(asked.look_days)
    well = levels(treated, asked.look_days) < asked.line
    size, time = _strengths(asked.fit, question, len(sessions))
    evidence = _ids(asked.fit, SIZE)
    return CourseAnswers(
        id=name,
        label=label,
        exposure=exposure,
        works=_works(asked, sessions, works, name, question, size),
        well=Answer(
            id=f"{name}.well", question=question, unit="share", between=Between.NOTHING, strength=size,
            value=float(well.mean()), evidence=evidence, sentence="Share of people who stand under the line then.",
        ),
        points=_banded(
            relief, f"{name}.points", question, size, evidence, "Points of relief felt then, everybody."
        ),
        points_works=_banded(
            relief[works], f"{name}.points_works", question, size, evidence,
            "Points of relief felt then, people it works for.",
        ),
        lasts=_lasts(asked, crossed[works], f"{name}.lasts", question, time, "it works for"),
        lasts_all=_lasts(asked, crossed, f"{name}.lasts_all", question, time, "who had it, whether it works or not"),
        middle=_middle(asked, sessions, crossed[works], name, question, time),
    )  # fmt: skip


def booster_answer(asked: Asked, sessions: Sequence[Treatment], *, every_days: int | None, until_day: int) -> Answer:
    """Share of those it works for who stay under the line every day, with boosters so many days apart or none."""
    found = []
    for people in (asked.people, asked.doubtful):
        treated = after_sessions(people, sessions)
        stay = stays_below(treated, sessions[-1].exposure, every_days or until_day + 1, until_day, asked.line)
        found.append((works_for(asked, treated), stay))
    (works, stay), (doubtful, stays) = found
    value = float(stay[works].mean()) if works.any() else 0.0
    low90, low50, _, high50, high90 = _quantiles(around(value, _share_by_copy(stays, doubtful)))
    words = "without boosters" if every_days is None else f"with a booster every {every_days} days"
    return Answer(
        id="boosters.none" if every_days is None else f"boosters.every_{every_days}_d",
        question=Question.BOOSTERS, unit="share", between=Between.STUDIES, strength=Strength.ASSUMED, value=value,
        low50=low50, high50=high50, low90=low90, high90=high90, evidence=_ids(asked.fit, SERIES),
        sentence=f"Share of people it works for who stay under the line for {until_day} days {words}.",
    )  # fmt: skip


def works_for(asked: Asked, treated: Treated) -> Booleans:
    """Whose score has fallen by the response and stands under the line at the look, (n,) of booleans."""
    score, entry = scores(treated, asked.look_days), treated.people.entry
    kept = 1.0 if asked.response_pct is None else 1.0 - asked.response_pct / 100.0
    found: Booleans = (score < asked.line) & (score <= kept * entry)
    return found


def _crossed(asked: Asked, treated: Treated) -> FloatArray:
    return days_to_line(treated, asked.looks + asked.lag_days, asked.line) - asked.lag_days


def _strengths(fit: FittedRelief, question: Question, sessions: int) -> tuple[Strength, Strength]:
    """Of the size and of the time."""
    if question is Question.DOSE:
        return strength(fit, DOSE), strength(fit, DOSE)
    if question is Question.SEVERITY:
        return Strength.ASSUMED, Strength.ASSUMED
    return strength(fit, SIZE), strength(fit, SERIES if sessions > 1 else TIME)


def _works(
    asked: Asked, sessions: Sequence[Treatment], works: Booleans, name: str, question: Question, strong: Strength
) -> Answer:
    """The share of people, over what the studies leave open."""
    doubtful = works_for(asked, after_sessions(asked.doubtful, sessions))
    low90, low50, _, high50, high90 = _quantiles(around(float(works.mean()), by_copy(doubtful).mean(axis=1)))
    return Answer(
        id=f"{name}.works", question=question, unit="share", between=Between.STUDIES, strength=strong,
        value=float(works.mean()), low50=low50, high50=high50, low90=low90, high90=high90,
        evidence=_ids(asked.fit, SIZE), sentence="Share of people it works for.",
    )  # fmt: skip


def _middle(
    asked: Asked, sessions: Sequence[Treatment], days: FloatArray, name: str, question: Question, strong: Strength
) -> Answer:
    """The median of how long it lasts in those it works for, over what the studies leave open.

    The middles of the copies are scaled until theirs is that of `days`.
    """
    treated = after_sessions(asked.doubtful, sessions)
    works, crossed = by_copy(works_for(asked, treated)), by_copy(_crossed(asked, treated))
    middles = np.array([_quantiles(d[w])[2] for d, w in zip(crossed, works, strict=True) if w.any()])
    middle = _quantiles(days)[2] if len(days) else math.inf
    if math.isfinite(middle) and len(middles):
        middles = middles * (middle / _quantiles(middles)[2])
    return _banded(
        middles, f"{name}.middle", question, strong, _ids(asked.fit, SERIES),
        "Days it lasts in the middle person of those it works for, over what the studies leave open.", unit="d",
        between=Between.STUDIES, horizon=float(asked.looks[-1]),
    )  # fmt: skip


def _lasts(asked: Asked, days: FloatArray, name: str, question: Question, strong: Strength, whom: str) -> Answer:
    return _banded(
        days, name, question, strong, _ids(asked.fit, SERIES),
        f"Days from the end of the last session to relapse, people {whom}.", unit="d",
        horizon=float(asked.looks[-1]),
    )  # fmt: skip


def _banded(
    values: FloatArray, name: str, question: Question, strong: Strength, evidence: tuple[str, ...], sentence: str, *,
    unit: str = "points", between: Between = Between.PEOPLE, horizon: float | None = None,
) -> Answer:  # fmt: skip
    """Middle and central intervals of values; what is infinite lies beyond the horizon."""
    if not len(values):
        return Answer(
            id=name, question=question, unit=unit, between=between, strength=strong, evidence=evidence,
            sentence=sentence, reason="of the virtual people it works for nobody",
        )  # fmt: skip
    low90, low50, value, high50, high90 = (q if np.isfinite(q) else None for q in _quantiles(values))
    is_beyond = None in (low90, low50, value, high50, high90)
    return Answer(
        id=name, question=question, unit=unit, between=between, strength=strong, evidence=evidence, sentence=sentence,
        value=value, low50=low50, high50=high50, low90=low90, high90=high90,
        reason=f"what is missing lies beyond {horizon:g} days" if is_beyond else None,
    )  # fmt: skip


def _share_by_copy(stays: Booleans, works: Booleans) -> FloatArray:
    """Share of those it works for who stay, in each copy."""
    counted: FloatArray = by_copy(stays & works).sum(axis=1) / np.maximum(by_copy(works).sum(axis=1), 1)
    return counted


def _quantiles(values: FloatArray) -> tuple[float, ...]:
    """Observed values at 5, 25, 50, 75 and 95 %."""
    return tuple(float(q) for q in np.quantile(values, BAND, method="inverted_cdf"))


def _ids(fit: FittedRelief, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(fit.estimates[name].id for name in names)
