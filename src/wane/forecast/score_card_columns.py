"""Rows of a score card as columns of numbers, one row a forecast: what a block hands over, and what is summed up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.forecast.cohort import Member
from wane.forecast.score_card_durations import DurationRow, days_missed
from wane.forecast.score_card_known import Setting
from wane.forecast.score_card_rows import LineRow, Rows, ScoreRow
from wane.kernels.doses import FloatArray

SESSION_GROUPS: Final = ((0, "none yet"), (1, "1 to 5"), (6, "6 to 12"), (13, "13 or more"))
LEAD_GROUPS: Final = ((0.0, "up to 7 days"), (7.0, "8 to 21 days"), (21.0, "more than 21 days"))
NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "scores": ("below", "up_to", "crps", "expected", "observed", "last", "own_mean"),
    "durations": ("below", "up_to", "crps", "median", "missed", "missed_last", "missed_own", "missed_fixed", "relapse"),
    "lines": ("days", "chance", "over", "was_over"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Numbers by name, each (n_rows,); whose row it is, counted over the cohort; names of groups by kind."""

    numbers: Mapping[str, FloatArray]
    person: FloatArray
    groups: Mapping[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.person)


def packed(members: Iterable[tuple[int, Member, Rows]], fixed_days: float) -> bytes:
    """Rows of some people, each with their place in the cohort, as JSON."""
    found: dict[str, list[list[object]]] = {kind: [] for kind in NUMBERS}
    for place, member, rows in members:
        found["scores"] += [[*_score(row), place, _groups(member, row.setting, row.days_ahead)] for row in rows.scores]
        found["durations"] += [
            [*_duration(row, fixed_days), place, _groups(member, row.setting, None)] for row in rows.durations
        ]
        found["lines"] += [[*_line(row), place, _groups(member, row.setting, None)] for row in rows.lines]
    return json.dumps(found, allow_nan=False).encode()


def unpacked(blocks: Iterable[bytes]) -> Mapping[str, Columns]:
    """Columns of all blocks, by kind of row."""
    numbers: dict[str, list[FloatArray]] = {kind: [] for kind in NUMBERS}
    groups: dict[str, dict[str, list[str]]] = {kind: {} for kind in NUMBERS}
    for block in blocks:
        for kind, rows in json.loads(block).items():
            numbers[kind].append(_as_floats(rows, len(NUMBERS[kind]) + 1))
            for row in rows:
                for name, value in row[-1].items():
                    groups[kind].setdefault(name, []).append(value)
    return {kind: _columns(NUMBERS[kind], numbers[kind], groups[kind]) for kind in NUMBERS}


def _as_floats(rows: list[list[float | None]], width: int) -> FloatArray:
    values = [np.nan if x is None else float(x) for row in rows for x in row[:width]]
    return np.array(values, np.float64).reshape(-1, width)


def _columns(names: tuple[str, ...], parts: list[FloatArray], groups: Mapping[str, list[str]]) -> Columns:
    whole = np.concatenate([*parts, np.zeros((0, len(names) + 1))])
    return Columns(
        numbers={name: whole[:, i] for i, name in enumerate(names)},
        person=whole[:, -1],
        groups={name: tuple(values) for name, values in groups.items()},
    )


def _score(row: ScoreRow) -> list[object]:
    return [row.below, row.up_to, row.crps, row.expected, row.observed, row.last, row.own_mean]


def _duration(row: DurationRow, fixed_days: float) -> list[object]:
    said = (row.median, row.last_duration, row.own_mean, fixed_days)
    missed = [None if days is None else days_missed(days, row.earliest, row.latest) for days in said]
    return [row.below, row.up_to, row.crps, row.median, *missed, float(row.latest is not None)]


def _line(row: LineRow) -> list[object]:
    return [row.days, row.chance, float(row.is_over), float(row.was_over)]


def _groups(member: Member, setting: Setting, days_ahead: float | None) -> dict[str, str]:
    """What each row belongs to, kind by kind; "" where it is not known."""
    responds = {None: "", True: "response so far", False: "no response so far"}[setting.responds]
    found = {
        "condition": member.condition,
        "instrument": member.instrument,
        "route": setting.route or "",
        "sex": member.sex or "",
        "response": responds,
        "sessions": [name for least, name in SESSION_GROUPS if setting.sessions >= least][-1],
    }
    if days_ahead is not None:
        found["days_ahead"] = [name for above, name in LEAD_GROUPS if days_ahead > above or above == 0.0][-1]
    return found
