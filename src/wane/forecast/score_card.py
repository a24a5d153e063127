"""ScoreCard: how good the forecasts of a cohort were, each made from what stood before it.

Calibration is coverage of central intervals and where observations fell in their forecasts; skill is how much less
was missed than by a plain rule. Every figure has an interval that draws people anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from wane.forecast.score_card_columns import LEAD_GROUPS, SESSION_GROUPS, Columns
from wane.forecast.score_card_figures import (
    NOMINAL,
    Figure,
    Resampling,
    chosen,
    dressed_crps,
    inside,
    pit_histogram,
    ratio,
    resampling,
    root_mean,
    root_skill,
    skill,
    widened_to,
)
from wane.forecast.score_card_rows import LOOKS
from wane.kernels.doses import FloatArray

COVERAGE_LOW, COVERAGE_HIGH = 0.85, 0.95
"""Where 90 % coverage must lie before a clinic opens the page."""
FEWEST_PEOPLE, FEWEST_FORECASTS = 10, 100
"""With fewer no verdict is given."""
ORDER: Final = {name: i for i, (_, name) in enumerate((*SESSION_GROUPS, *LEAD_GROUPS))}
"""Groups with an order of their own; others stand by name."""
BINS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class Verdict(StrEnum):
    """What the gate says."""

    OPEN = "open"
    WIDEN = "widen"
    TOO_FEW = "too few people"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFigures:
    """Forecasts of scores: how many, coverage by nominal level, bias, RMSE, CRPS and skills."""

    people: int
    forecasts: int
    coverage: Mapping[float, Figure]
    bias: Figure
    rmse: Figure
    crps: Figure
    rmse_skill_last: Figure
    rmse_skill_own_mean: Figure
    crps_skill_last: Figure
    crps_skill_own_mean: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationFigures:
    """Forecasts of days to relapse: how many, how many of them ended in relapse, coverage, CRPS, misses and skills.

    A skill compares the CRPS [d] of the forecast with the miss of a plain rule, where the rule had an answer.
    """

    people: int
    forecasts: int
    relapses: int
    coverage: Mapping[float, Figure]
    crps: Figure
    missed: Figure
    crps_skill_last: Figure
    crps_skill_own_mean: Figure
    crps_skill_fixed: Figure
    missed_skill_last: Figure
    missed_skill_own_mean: Figure
    missed_skill_fixed: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBin:
    """Forecasts whose chance lay in one fifth: how many, mean chance, and how often the score was over the line."""

    low: float
    high: float
    forecasts: int
    chance: Figure
    observed: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """Chance of a score at or above the line so many days ahead: Brier score, and skill against two plain rules."""

    days: int
    people: int
    forecasts: int
    brier: Figure
    skill_last: Figure
    skill_base_rate: Figure
    bins: tuple[LineBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """The scores of one group."""

    kind: str
    name: str
    figures: ScoreFigures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreCard:
    """Everything a score card says. `pit_scores`, `pit_durations` (10,) are shares; `widened_to` a nominal level."""

    people: int
    scores: ScoreFigures
    durations: DurationFigures
    lines: tuple[LineFigures, ...]
    subgroups: tuple[Subgroup, ...]
    pit_scores: FloatArray
    pit_durations: FloatArray
    widened_to: float | None
    verdict: Verdict


def score_card(columns: Mapping[str, Columns], people: int) -> ScoreCard:
    """The card of all rows; `people` were used, whether or not a forecast of each could be judged."""
    again, scores, durations = resampling(people), columns["scores"], columns["durations"]
    whole = _scores(scores, again)
    return ScoreCard(
        people=people,
        scores=whole,
        durations=_durations(durations, again),
        lines=tuple(_line(columns["lines"], days, again) for days in LOOKS),
        subgroups=tuple(_subgroups(scores, again)),
        pit_scores=pit_histogram(scores.numbers["below"], scores.numbers["up_to"]),
        pit_durations=pit_histogram(durations.numbers["below"], durations.numbers["up_to"]),
        widened_to=widened_to(scores.numbers["below"], scores.numbers["up_to"]),
        verdict=verdict(whole),
    )


def verdict(scores: ScoreFigures) -> Verdict:
    """The gate: 90 % coverage is 85 to 95 % and every skill is positive; no verdict on few people."""
    if scores.people < FEWEST_PEOPLE or scores.forecasts < FEWEST_FORECASTS:
        return Verdict.TOO_FEW
    covered = scores.coverage[0.9].value or 0.0
    skills = (scores.rmse_skill_last, scores.rmse_skill_own_mean, scores.crps_skill_last, scores.crps_skill_own_mean)
    is_skilled = all((one.value or 0.0) > 0.0 for one in skills)
    return Verdict.OPEN if COVERAGE_LOW <= covered <= COVERAGE_HIGH and is_skilled else Verdict.WIDEN


def _people(columns: Columns) -> int:
    return len(np.unique(columns.person))


def _coverage(columns: Columns, again: Resampling) -> dict[float, Figure]:
    below, up_to, every = columns.numbers["below"], columns.numbers["up_to"], np.ones(columns.count)
    return {nominal: ratio(columns, inside(below, up_to, nominal), every, again) for nominal in NOMINAL}


def _scores(columns: Columns, again: Resampling) -> ScoreFigures:
    at, every = columns.numbers, np.ones(columns.count)
    missed, last, own = (at["observed"] - at[name] for name in ("expected", "last", "own_mean"))
    crps_last, crps_own = (dressed_crps(at[name], at["observed"]) for name in ("last", "own_mean"))
    return ScoreFigures(
        people=_people(columns),
        forecasts=columns.count,
        coverage=_coverage(columns, again),
        bias=ratio(columns, missed, every, again),
        rmse=root_mean(columns, missed**2, again),
        crps=ratio(columns, at["crps"], every, again),
        rmse_skill_last=root_skill(columns, missed**2, last**2, again),
        rmse_skill_own_mean=root_skill(columns, missed**2, own**2, again),
        crps_skill_last=skill(columns, at["crps"], crps_last, again),
        crps_skill_own_mean=skill(columns, at["crps"], crps_own, again),
    )


def _durations(columns: Columns, again: Resampling) -> DurationFigures:
    at, every = columns.numbers, np.ones(columns.count)
    rules = ("missed_last", "missed_own", "missed_fixed")
    by_crps = [skill(columns, at["crps"], at[rule], again) for rule in rules]
    by_miss = [skill(columns, at["missed"], at[rule], again) for rule in rules]
    return DurationFigures(
        people=_people(columns),
        forecasts=columns.count,
        relapses=int(at["relapse"].sum()),
        coverage=_coverage(columns, again),
        crps=ratio(columns, at["crps"], every, again),
        missed=ratio(columns, at["missed"], every, again),
        crps_skill_last=by_crps[0],
        crps_skill_own_mean=by_crps[1],
        crps_skill_fixed=by_crps[2],
        missed_skill_last=by_miss[0],
        missed_skill_own_mean=by_miss[1],
        missed_skill_fixed=by_miss[2],
    )


def _line(columns: Columns, days: int, again: Resampling) -> LineFigures:
    rows = chosen(columns, columns.numbers["days"] == days)
    chance, over, was_over = (rows.numbers[name] for name in ("chance", "over", "was_over"))
    squares = (chance - over) ** 2
    rate = over.mean() if rows.count else 0.0
    return LineFigures(
        days=days,
        people=_people(rows),
        forecasts=rows.count,
        brier=ratio(rows, squares, np.ones(rows.count), again),
        skill_last=skill(rows, squares, (was_over - over) ** 2, again),
        skill_base_rate=skill(rows, squares, (rate - over) ** 2, again),
        bins=tuple(_bins(rows, again)),
    )


def _bins(rows: Columns, again: Resampling) -> Iterator[LineBin]:
    chance = rows.numbers["chance"]
    for low, high in zip(BINS, BINS[1:], strict=False):
        part = chosen(rows, (chance >= low) & ((chance < high) | (high == BINS[-1])))
        every = np.ones(part.count)
        yield LineBin(
            low=low,
            high=high,
            forecasts=part.count,
            chance=ratio(part, part.numbers["chance"], every, again),
            observed=ratio(part, part.numbers["over"], every, again),
        )


def _subgroups(columns: Columns, again: Resampling) -> Iterator[Subgroup]:
    """Every group of every kind that divides the scores."""
    for kind, names in columns.groups.items():
        found = sorted({name for name in names if name}, key=lambda name: (ORDER.get(name, 0), name))
        if len(found) < 2:
            continue
        for name in found:
            part = chosen(columns, np.array([own == name for own in names]))
            yield Subgroup(kind=kind, name=name, figures=_scores(part, again))
