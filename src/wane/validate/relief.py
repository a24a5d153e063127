"""Validation of relief: every `validate` row of the mood and pain tables, predicted with nothing tuned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.evidence.reading import Row
from wane.fit.relief.held_back import Said, held_back_rows, read_held_back, said_of
from wane.fit.relief.parameters import Hyper
from wane.fit.relief.posterior import hyper_draws, stored_fits
from wane.fit.relief.predict import predict
from wane.fit.relief.problem import Problem, relief_problem
from wane.fit.relief.readings import LASTING, SHARES, SIZES, SPREADS, Kind, Reading
from wane.fit.relief.rows import fit_rows
from wane.fit.relief.solve import ReliefFit, on_line
from wane.validate.comparison import NotPredicted
from wane.validate.relief_comparison import ReliefComparison, ReliefFamily, ReliefValidation
from wane.validate.relief_prediction import Predictive, predictive

LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
MAINTENANCE_FROM_DAYS: Final = 42.0
MINUTES_PER_DAY, HOURS_BELOW_DAYS = 1440.0, 0.5
WORDS: Final = {
    Kind.RESPONSE: "% responding",
    Kind.REMISSION: "% in remission",
    Kind.KEPT: "% without relapse",
    Kind.MEAN_OVER: "as mean score",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judge:
    """What every prediction shares: the problem, its stored fits, draws of each condition, spread of levels."""

    problem: Problem
    fits: Mapping[str, ReliefFit]
    draws: Mapping[str, tuple[Hyper, ...]]
    level_log_sd: Mapping[str, float]
    known: dict[tuple[object, ...], tuple[float, ...]]


def validate_relief(*, draws: int = 400, seed: int = 1) -> ReliefValidation:
    """All rows together."""
    return gathered_relief(compare_relief_rows(draws=draws, seed=seed), draws=draws, seed=seed)


def compare_relief_rows(*, draws: int, seed: int) -> Iterator[tuple[ReliefComparison, ...] | NotPredicted]:
    """Each row in turn: the numbers it prints, compared, or why none is."""
    judge = judge_of(draws=draws, seed=seed)
    rows = held_back_rows()
    found = read_held_back(rows, judge.problem.rules)
    for row in rows:
        said = said_of(row["id"])
        if row["id"] in found.left_out:
            reason = found.left_out[row["id"]]
            yield NotPredicted(
                id=row["id"], study=row["study"], quantity=_asked(row), reason=reason, remark=said.remark
            )
        else:
            own = [reading for reading in found.readings if reading.row == row["id"]]
            yield tuple(compare_reading(row, reading, judge, said) for reading in own)


def gathered_relief(
    results: Iterator[tuple[ReliefComparison, ...] | NotPredicted], *, draws: int, seed: int
) -> ReliefValidation:
    """What single rows gave, as one validation."""
    rows = tuple(results)
    return ReliefValidation(
        comparisons=tuple(c for row in rows if not isinstance(row, NotPredicted) for c in row),
        not_predicted=tuple(row for row in rows if isinstance(row, NotPredicted)),
        draws=draws,
        seed=seed,
    )


def judge_of(*, draws: int, seed: int) -> Judge:
    """The shipped fits, with draws from the errors of each."""
    problem = relief_problem()
    fits = stored_fits(problem)
    return Judge(
        problem=problem,
        fits=fits,
        draws={
            name: hyper_draws(fit, draws, np.random.default_rng([seed, at]))
            for at, (name, fit) in enumerate(fits.items())
        },
        level_log_sd={family: level_log_sd(problem, family) for family in ("mood", "pain")},
        known={},
    )


def compare_reading(row: Row, reading: Reading, judge: Judge, said: Said) -> ReliefComparison:
    """One number beside its prediction."""
    return compare_drawn(row, reading, judge, said, _drawn(reading, judge))


def compare_drawn(row: Row, reading: Reading, judge: Judge, said: Said, drawn: Sequence[float]) -> ReliefComparison:
    """One number beside what it was `drawn` to be under each draw of the fit."""
    arm = reading.arm
    family = row["id"].split("_")[0]
    unknown = 0.0 if row.get("baseline_mean") else judge.level_log_sd[family]
    found = predictive(
        reading, judge.fits[arm.condition], drawn, judge.problem.scene, judge.problem.errors,
        level_log_sd=unknown,
    )  # fmt: skip
    low90, low50, predicted, high50, high90 = found.quantiles(LEVELS)
    return ReliefComparison(
        id=row["id"], study=row["study"], condition=arm.condition, family=family_of(reading),
        quantity=quantity(row, reading, said.arm), is_control=arm.is_control, unit=_unit(reading),
        observed=reading.value,
        predicted=predicted, low50=low50, high50=high50, low90=low90, high90=high90,
        inside_50=_inside(found, 0.25, 0.75), inside_90=_inside(found, 0.05, 0.95),
        inside_90_without_model_error=_inside(found, 0.05, 0.95, without_model_error=True),
        optimism=optimism(reading, predicted), parts=found.parts, assumptions=_assumptions(row, reading, said),
        remark=said.remark,
    )  # fmt: skip


def _drawn(reading: Reading, judge: Judge) -> tuple[float, ...]:
    """The number at every draw; arms that differ in nothing but their people are predicted once."""
    arm = reading.arm
    key = (
        arm.study, arm.name, arm.condition, arm.instrument, arm.untreated, arm.is_control, reading.kind, reading.day,
        reading.limit, reading.is_absolute, reading.from_day, reading.count_from, reading.line, reading.line_share,
    )  # fmt: skip
    if key not in judge.known:
        scene, draws = judge.problem.scene, judge.draws[arm.condition]
        judge.known[key] = tuple(predict(reading, hyper, scene) for hyper in draws)
    return judge.known[key]


def level_log_sd(problem: Problem, family: str) -> float:
    """Spread between studies, on the log scale, of printed untreated levels around that of their instrument."""
    instruments = problem.scene.instruments
    known = {row["id"] for row in fit_rows() if row.get("baseline_mean") and row["id"].startswith(family)}
    by_study: dict[str, list[float]] = {}
    for reading in problem.sorted_rows.readings:
        if reading.row in known:
            gap = np.log(reading.arm.untreated / instruments[reading.arm.instrument].untreated)
            by_study.setdefault(reading.arm.study, []).append(float(gap))
    return float(np.std([np.mean(gaps) for gaps in by_study.values()]))


def family_of(reading: Reading) -> ReliefFamily:
    """The family of a number, by its kind alone; shares late in a course that goes on are maintenance."""
    if reading.kind in SPREADS:
        return ReliefFamily.SPREAD
    if reading.kind in SIZES:
        return ReliefFamily.SCORE
    if reading.kind is Kind.KEPT:
        return ReliefFamily.STILL_WELL
    if reading.kind in LASTING:
        return ReliefFamily.DAYS
    days = reading.arm.sessions.days
    late = reading.day > MAINTENANCE_FROM_DAYS and days.size > 0 and float(days.max()) > MAINTENANCE_FROM_DAYS
    return ReliefFamily.MAINTENANCE if late else ReliefFamily.RESPONSE


def optimism(reading: Reading, predicted: float) -> float:
    """How much more the model promised than came: points of a share, % of the untreated level, or log ratio."""
    if reading.kind in SHARES:
        return predicted - reading.value
    if reading.kind in SIZES:
        return 100.0 * (reading.value - predicted) / reading.arm.untreated
    return float(np.log(predicted / reading.value))


def quantity(row: Row, reading: Reading, arm: str) -> str:
    """What was rated after what, in words."""
    rated = f"{row.get('scale') or reading.arm.instrument} {WORDS.get(reading.kind, reading.kind)}"
    when = "" if reading.kind in LASTING and reading.kind is not Kind.KEPT else f", {_when(reading.day)}"
    return f"{rated}{when}{f', {arm}' if arm else ''}; {_given(row)}"


def _when(day: float) -> str:
    if day < HOURS_BELOW_DAYS:
        return f"{day * MINUTES_PER_DAY:.0f} min"
    return f"day {day:.0f}"


def _given(row: Row) -> str:
    dose = f"{row.get('dose') or row.get('dose_printed', '')} {row.get('dose_unit', '')}".strip()
    is_control = row.get("comparator_flag") == "1"
    return " ".join(part for part in (row["drug"], "" if is_control else dose, row["route"]) if part)


def _asked(row: Row) -> str:
    """What a row without a reading is about."""
    return f"{row.get('scale') or row.get('metric', '')}, {_given(row)}"


def _unit(reading: Reading) -> str:
    if reading.kind in SHARES:
        return "%"
    return "d" if reading.kind in LASTING else "points"


def _inside(found: Predictive, low: float, high: float, *, without_model_error: bool = False) -> bool:
    ends = found.on_line((low, high), without_model_error=without_model_error)
    return ends[0] <= on_line(found.reading, found.reading.value) <= ends[1]


def _assumptions(row: Row, reading: Reading, said: Said) -> tuple[str, ...]:
    arm = reading.arm
    own = () if row.get("baseline_mean") else (f"untreated level {arm.untreated:g} points, for the row gives none",)
    people = row.get("n") or row.get("n_at_risk")
    return (*said.assumptions, *own, *(() if people else (f"{reading.n:g} people, for the row gives no number",)))
