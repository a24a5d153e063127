"""Tally: what one block of people adds to the answer, in whole numbers, so that no order of blocks can move a digit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import IntArray
from wane.simulate.lived import Lived
from wane.simulate.people import VirtualPeople
from wane.simulate.plan import NEAR, TrialPlan

Counts = NDArray[np.int64]
SEEN, SUM, SQUARES, FALL, FALL_SQUARES, RESPONDED, REMITTED = range(7)
COLUMNS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ArmTally:
    """One arm by group.

    `visits` (n_visits, n_groups, 7): people seen, sums of their scores, squares, falls from entry and squares of those,
    all in steps of the score; responders, remitters. `scores` (n_visits, n_steps + 1): people at each score, of the
    first group. `lost` and `watched` (n_groups, n_days + 1): followed people by the day of relapse, and by the day on
    which the others were last watched. `bad_days` (n_groups, n_days + 1) and `sessions` (n_groups, most + 1): people by
    how many they had.
    """

    visits: Counts
    scores: Counts
    lost: Counts
    watched: Counts
    bad_days: Counts
    sessions: Counts


def tally(plan: TrialPlan, people: VirtualPeople, lived: Lived) -> ArmTally:
    """The counts of one arm of one block."""
    days = int(np.ceil(plan.design.last_day)) + 1
    return ArmTally(
        visits=_visits(plan, people, lived),
        scores=np.stack(
            [
                np.bincount(scores[0][seen], minlength=plan.steps + 1)
                for scores, seen in zip(lived.scores, lived.is_seen, strict=True)
            ]
        ).astype(np.int64),
        lost=_by_group(np.ceil(lived.relapse_day - NEAR), lived.is_followed & np.isfinite(lived.relapse_day), days),
        watched=_by_group(
            np.broadcast_to(np.floor(lived.followed_days + NEAR), lived.is_followed.shape),
            lived.is_followed & np.isinf(lived.relapse_day),
            days,
        ),
        bad_days=_by_group(lived.bad_days, np.ones(lived.bad_days.shape, np.bool_), days),
        sessions=_by_group(lived.sessions, np.ones(lived.sessions.shape, np.bool_), most_sessions(plan)),
    )


def most_sessions(plan: TrialPlan) -> int:
    """More sessions than anybody can have."""
    return max(len(arm.days) for arm in plan.design.arms) + int(plan.design.last_day) + 1


def added(tallies: Iterable[Mapping[str, ArmTally]]) -> dict[str, ArmTally]:
    """The sum of all blocks, arm by arm."""
    found: dict[str, ArmTally] = {}
    for block in tallies:
        for name, one in block.items():
            if name not in found:
                found[name] = one
                continue
            for field in fields(ArmTally):
                total: Counts = getattr(found[name], field.name)
                total += getattr(one, field.name)
    return found


def beside(tallies: Iterable[Mapping[str, ArmTally]]) -> dict[str, ArmTally]:
    """Tallies of different groups as one, in their order."""
    parts: dict[str, list[ArmTally]] = {}
    for block in tallies:
        for name, one in block.items():
            parts.setdefault(name, []).append(one)
    return {
        name: ArmTally(
            visits=np.concatenate([one.visits for one in all_], axis=1),
            scores=all_[0].scores,
            **{
                field: np.concatenate([getattr(one, field) for one in all_])
                for field in ("lost", "watched", "bad_days", "sessions")
            },
        )
        for name, all_ in parts.items()
    }


def to_bytes(tallies: Mapping[str, ArmTally]) -> bytes:
    """The counts of a block as it is kept."""
    into = BytesIO()
    arrays = {
        f"{i}.{field.name}": getattr(one, field.name)
        for i, one in enumerate(tallies.values())
        for field in fields(ArmTally)
    }
    np.savez_compressed(into, allow_pickle=False, **arrays)
    return into.getvalue()


def from_bytes(raw: bytes, names: Iterable[str]) -> dict[str, ArmTally]:
    """The same back; `names` of the arms in order."""
    with np.load(BytesIO(raw), allow_pickle=False) as kept:
        return {
            name: ArmTally(**{field.name: kept[f"{i}.{field.name}"] for field in fields(ArmTally)})
            for i, name in enumerate(names)
        }


def _visits(plan: TrialPlan, people: VirtualPeople, lived: Lived) -> Counts:
    """Sums over the people seen at each visit."""
    design, step = plan.design, plan.prior.score_step
    kept = 0.0 if design.response_pct is None else 1.0 - design.response_pct / 100.0
    found = np.zeros((*lived.scores.shape[:2], COLUMNS), np.int64)
    for i, (scores, seen) in enumerate(zip(lived.scores, lived.is_seen, strict=True)):
        at, entry = scores[:, seen].astype(np.int64), people.entry[seen].astype(np.int64)
        fall = at - entry
        found[i, :, SEEN] = at.shape[1]
        found[i, :, SUM], found[i, :, SQUARES] = at.sum(axis=1), (at * at).sum(axis=1)
        found[i, :, FALL], found[i, :, FALL_SQUARES] = fall.sum(axis=1), (fall * fall).sum(axis=1)
        if design.response_pct is not None:
            found[i, :, RESPONDED] = (at <= kept * entry + NEAR).sum(axis=1)
        if design.remission is not None:
            found[i, :, REMITTED] = (at * step < design.remission - NEAR).sum(axis=1)
    return found


def _by_group(values: NDArray[np.float64] | IntArray, who: NDArray[np.bool_], most: int) -> Counts:
    """People of each group by a whole number, (n_groups, most + 1)."""
    groups = len(values)
    group, _ = np.nonzero(who)
    at = np.minimum(values[who], most).astype(np.int64)
    return np.bincount(group * (most + 1) + at, minlength=groups * (most + 1)).reshape(groups, most + 1)
