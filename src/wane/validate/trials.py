"""Validation by whole trials: `validate` rows whose trial can be written as a design, each arm simulated and compared.

The designs (designs/*.yaml) were written from the columns that say who was treated with what, when and how it was
rated. The errors beside the parameters' are those of `wane validate relief`, so that both can be held together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

import numpy as np

from wane.evidence.reading import load_yaml
from wane.fit.relief.held_back import held_back_rows, read_held_back, said_of
from wane.fit.relief.readings import Kind, Reading
from wane.kernels.doses import FloatArray
from wane.simulate.chances import Chances
from wane.simulate.design import ArmDesign, Design
from wane.simulate.kaplan_meier import Counts, free_of_relapse, median_day
from wane.simulate.lived import live_through
from wane.simulate.numbers import groups, part
from wane.simulate.outcomes import spread_of
from wane.simulate.people import draw_virtual_people
from wane.simulate.plan import NEAR, TrialPlan, plan_trial
from wane.simulate.reading import read_design
from wane.simulate.tally import FALL, FALL_SQUARES, REMITTED, RESPONDED, SEEN, SQUARES, SUM, ArmTally, beside, tally
from wane.validate.comparison import NotPredicted
from wane.validate.relief import Judge, compare_drawn, judge_of
from wane.validate.relief_comparison import ReliefComparison

DESIGNS: Final = Path(__file__).parent / "designs"
ROWS: Final = DESIGNS / "rows.yaml"
GROUPS_AT_ONCE: Final = 8
BLOCK: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialArm:
    """One arm of one design, and the rows that it answers."""

    design: str
    arm: str
    rows: tuple[str, ...]


def trial_names() -> tuple[str, ...]:
    """Names of the designs, sorted."""
    return tuple(sorted(path.stem for path in DESIGNS.glob("*.yaml") if path != ROWS))


def trial_design(name: str) -> Design:
    """The design of this name."""
    return read_design((DESIGNS / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")


def trial_arms() -> tuple[TrialArm, ...]:
    """Every arm with its rows."""
    found = cast(Mapping[str, Mapping[str, Sequence[str]]], load_yaml(ROWS)["arms"])
    return tuple(
        TrialArm(design=design, arm=arm, rows=tuple(rows))
        for design, arms in found.items()
        for arm, rows in arms.items()
    )


def compare_trials(*, people: int, draws: int, seed: int) -> Iterator[tuple[ReliefComparison, ...] | NotPredicted]:
    """Each row that the model expresses: its numbers beside those of its simulated arm, or why no design states it."""
    judge = judge_of(draws=100, seed=seed)
    rows = held_back_rows()
    found = read_held_back(rows, judge.problem.rules)
    arms = {row: one for one in trial_arms() for row in one.rows}
    lived: dict[str, Mapping[str, SimulatedArm]] = {}
    for row in rows:
        own = [reading for reading in found.readings if reading.row == row["id"]]
        if not own:
            continue
        said = said_of(row["id"])
        if row["id"] not in arms:
            asked = row.get("scale") or row.get("metric", "")
            yield NotPredicted(
                id=row["id"], study=row["study"], quantity=asked, reason=reason_of(row["id"]), remark=said.remark
            )
            continue
        one = arms[row["id"]]
        if one.design not in lived:
            lived[one.design] = simulated_arms(trial_design(one.design), people=people, draws=draws, seed=seed)
        yield tuple(_compared(reading, lived[one.design][one.arm], judge) for reading in own)


def reason_of(row: str) -> str:
    """Why this row stands in no design."""
    entries = cast(Sequence[Mapping[str, str]], load_yaml(ROWS)["not_designs"])
    return next(entry["why"] for entry in entries if re.search(entry["like"], row))


def _compared(reading: Reading, arm: "SimulatedArm", judge: Judge) -> ReliefComparison:
    rows = {row["id"]: row for row in held_back_rows()}
    values = tuple(numbers_of(reading, arm)[1:].tolist())
    found = compare_drawn(rows[reading.row], reading, judge, said_of(reading.row), values)
    return replace(found, assumptions=(f"simulated as {arm.plan.design.name}", *found.assumptions))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedArm:
    """What one arm gave at the most probable values and under each draw."""

    plan: TrialPlan
    arm: ArmDesign
    counts: ArmTally


def simulated_arms(design: Design, *, people: int, draws: int, seed: int) -> Mapping[str, SimulatedArm]:
    """Every arm of a design, lived through under the most probable values and each draw of the fit."""
    plan = plan_trial(design)
    numbers = groups(plan.fit, draws, seed)
    chances = Chances(seed=seed, block=BLOCK, people=people)
    crowd = draw_virtual_people(plan, chances)
    parts = []
    for first in range(0, 1 + draws, GROUPS_AT_ONCE):
        some = part(numbers, first, min(GROUPS_AT_ONCE, 1 + draws - first))
        lived = live_through(plan, plan.design.arms, crowd, some, chances)
        parts.append({name: tally(plan, crowd, one) for name, one in lived.items()})
    counts = beside(parts)
    return {arm.name: SimulatedArm(plan=plan, arm=arm, counts=counts[arm.name]) for arm in design.arms}


def numbers_of(reading: Reading, found: SimulatedArm) -> FloatArray:
    """The reading's number at the most probable values and under each draw, in the reading's unit."""
    plan, counts = found.plan, found.counts
    step = plan.prior.score_step
    match reading.kind:
        case Kind.MEAN_OVER:
            days = [at for at, day in enumerate(plan.design.observe_days) if day <= reading.day + NEAR]
            return np.asarray(np.mean([step * _share(counts.visits[at], SUM) for at in days], axis=0))
        case Kind.KEPT:
            return 100.0 * free_of_relapse(counts.lost, counts.watched)[:, _days(reading, counts)]
        case Kind.MEDIAN_DAYS | Kind.MEAN_DAYS:
            free = free_of_relapse(counts.lost, counts.watched)
            return np.minimum(median_day(free), _days(reading, counts)) + reading.from_day - reading.count_from
        case _:
            return _of_visit(reading, counts.visits[_visit(plan, reading.day)], step)


def _of_visit(reading: Reading, visit: Counts, step: float) -> FloatArray:
    match reading.kind:
        case Kind.MEAN:
            return step * _share(visit, SUM)
        case Kind.CHANGE:
            return step * _share(visit, FALL)
        case Kind.SD:
            return step * spread_of(visit, SUM, SQUARES)
        case Kind.CHANGE_SD:
            return step * spread_of(visit, FALL, FALL_SQUARES)
        case Kind.RESPONSE:
            return 100.0 * _share(visit, RESPONDED)
        case _:
            return 100.0 * _share(visit, REMITTED)


def _share(visit: Counts, column: int) -> FloatArray:
    return np.asarray(visit[:, column] / visit[:, SEEN])


def _visit(plan: TrialPlan, day: float) -> int:
    """The visit of this day."""
    gaps = np.abs(np.array(plan.design.observe_days) - day)
    assert gaps.min() < 0.01, day
    return int(gaps.argmin())


def _days(reading: Reading, counts: ArmTally) -> int:
    """Days from where relapse counts to where looking ends."""
    return int(min(round(reading.day - reading.from_day), counts.lost.shape[1] - 1))
