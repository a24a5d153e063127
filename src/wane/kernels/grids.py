"""Where times are evenly spaced: there, an answer is a short table of steps times a short table of starts.

exp(K (m B + r) h) = exp(K r h) exp(K m B h), so B steps and a start every B times give all of them. A start is needed
wherever an event falls, and a stretch too short or too uneven to gain from it is answered time by time.
"""

from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import FloatArray, IntArray, Schedule

# Shorter even stretches are answered time by time.
SHORTEST_EVEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Evenly spaced times `first` to `last` (exclusive) in one segment."""

    first: int
    last: int

    def starts(self, width: int) -> IntArray:
        """Indices of the times at which a row of `width` steps starts."""
        """Indices of the times at which a row of `width` steps starts."""
        return np.arange(self.first, self.last, width)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvenTimes:
    """Stretches with one step: a start every `width` times, `at` the column of the first start of each."""

    step_h: float
    width: int
    stretches: tuple[Stretch, ...]
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """At which times full states are needed (`columns` are their indices) and what is made of them.

    `single` are positions among the columns whose time is answered by itself; the stretches `even` start at the others.
    """

    n_times: int
    columns: IntArray
    columns_h: FloatArray
    single: IntArray
    even: tuple[EvenTimes, ...]


def lay_out(times_h: FloatArray, events: Schedule, *, under_infusion: bool) -> Layout:
    """The layout of sorted times; `under_infusion` tells whether the steps also hold while an infusion runs."""
    grids = [
        (
            step_h,
            [
                s
                for s in _cut(first, last, times_h, events, under_infusion=under_infusion)
                if s.last - s.first >= SHORTEST_EVEN
            ],
        )
        for step_h, first, last in _even_runs(times_h)
    ]
    widths = [_best_width(stretches) for _, stretches in grids]
    is_single = np.ones(len(times_h), dtype=np.bool_)
    is_start = np.zeros(len(times_h), dtype=np.bool_)
    for (_, stretches), width in zip(grids, widths, strict=True):
        for s in stretches:
            is_single[s.first : s.last] = False
            is_start[s.starts(width)] = True
    columns = np.flatnonzero(is_single | is_start)
    even = tuple(
        EvenTimes(
            step_h=step_h,
            width=width,
            stretches=tuple(stretches),
            at=tuple(int(np.searchsorted(columns, s.first)) for s in stretches),
        )
        for (step_h, stretches), width in zip(grids, widths, strict=True)
        if stretches
    )
    return Layout(
        n_times=len(times_h),
        columns=columns,
        columns_h=times_h[columns],
        single=np.flatnonzero(is_single[columns]),
        even=even,
    )


def _even_runs(times_h: FloatArray) -> list[tuple[float, int, int]]:
    """Step and first and last index (exclusive) of every even run, to within the rounding of the times themselves."""
    if len(times_h) < SHORTEST_EVEN:
        return []
    rounding_h = 8.0 * np.finfo(np.float64).eps * float(np.abs(times_h).max())
    gaps = np.diff(times_h)
    changes = np.flatnonzero(np.abs(np.diff(gaps)) > rounding_h) + 1
    edges = np.concatenate([[0], changes, [len(gaps)]])
    long = np.flatnonzero(np.diff(edges) >= SHORTEST_EVEN - 1)
    runs: list[tuple[float, int, int]] = []
    for first, end in zip(edges[long], edges[long + 1], strict=True):
        start = max(int(first), runs[-1][2] if runs else 0)
        step_h = float(times_h[end] - times_h[start]) / max(1, int(end) - start)
        drift_h = np.abs(times_h[start : end + 1] - (times_h[start] + step_h * np.arange(end + 1 - start)))
        if step_h > 0.0 and drift_h.max() <= rounding_h:
            runs.append((step_h, start, int(end) + 1))
    return runs


def _cut(first: int, last: int, times_h: FloatArray, events: Schedule, *, under_infusion: bool) -> list[Stretch]:
    """The stretches of one even run between events."""
    segment = events.segment_of(times_h[first:last])
    running = events.is_running()
    edges = np.concatenate([[0], np.flatnonzero(np.diff(segment)) + 1, [last - first]])
    return [
        Stretch(first=first + int(a), last=first + int(b))
        for a, b in zip(edges[:-1], edges[1:], strict=True)
        if segment[a] >= 0 and (under_infusion or not running[segment[a]])
    ]


def _best_width(stretches: list[Stretch]) -> int:
    """Steps per start that cost least: a start costs about as much as eight steps of one output."""
    lengths = np.array([s.last - s.first for s in stretches])
    widths = np.arange(4, 65)
    cost = np.ceil(lengths[:, None] / widths).sum(axis=0) * (widths + 8) + 4 * widths
    return int(widths[np.argmin(cost)])
