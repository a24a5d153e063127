"""Doses: what enters the network, when, where and how much; and the schedule of segments between events."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Doses:
    """Amounts that enter states, in any order; inputs at the same time add up.

    `start_h` (n_events,), `duration_h` (n_events,) with 0 for a bolus and else a constant rate over that time,
    `amount_mg` (n_people or 1, n_events), `state` (n_events,) the index of the state that each event enters.
    """

    start_h: FloatArray
    duration_h: FloatArray
    amount_mg: FloatArray
    state: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schedule:
    """Segments of time in which every input is constant.

    Segment k runs from `start_h[k]` to `start_h[k + 1]`, the last for ever. `boluses[k]` are the events added at its
    start, `running[k]` the infusions that run during it.
    """

    start_h: FloatArray
    boluses: tuple[IntArray, ...]
    running: tuple[IntArray, ...]

    def segment_of(self, times_h: FloatArray) -> IntArray:
        """Segment of each time, (n_times,); -1 before the first event; a time at an event belongs to what follows."""
        return np.searchsorted(self.start_h, times_h, side="right") - 1

    def length_h(self, segment: int) -> float:
        """How long a segment lasts; the last one has no end and gives 0."""
        if segment + 1 == len(self.start_h):
            return 0.0
        return float(self.start_h[segment + 1] - self.start_h[segment])

    def up_to(self, times_h: FloatArray) -> Iterator[tuple[int, slice]]:
        """Each segment in order, with the slice of the sorted `times_h` that lies in it, until no time is left."""
        edges = np.searchsorted(times_h, self.start_h, side="left")
        for segment, first in enumerate(edges):
            if first == len(times_h):
                return
            last = edges[segment + 1] if segment + 1 < len(edges) else len(times_h)
            yield segment, slice(int(first), int(last))


def schedule(doses: Doses) -> Schedule:
    """The segments that `doses` cut time into."""
    is_bolus = doses.duration_h == 0.0
    end_h = doses.start_h + doses.duration_h
    edges = np.unique(np.concatenate([doses.start_h, end_h]))
    first = np.searchsorted(edges, doses.start_h)
    last = np.searchsorted(edges, end_h)
    boluses = [np.flatnonzero(is_bolus & (first == k)) for k in range(len(edges))]
    running = [np.flatnonzero(~is_bolus & (first <= k) & (k < last)) for k in range(len(edges))]
    return Schedule(start_h=edges, boluses=tuple(boluses), running=tuple(running))
