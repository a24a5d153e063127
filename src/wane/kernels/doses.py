"""Doses: what enters the network, when, where and how much; and the schedule of segments between events."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


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

    Segment k runs from `start_h[k]` to `start_h[k + 1]`, the last for ever. `at_once` are the boluses and `over_time`
    the infusions, as pairs of segment and event, (2, n_pairs); a bolus falls at the start of its segment, an infusion
    has one pair for each segment during which it runs.
    """

    start_h: FloatArray
    at_once: IntArray
    over_time: IntArray

    def segment_of(self, times_h: FloatArray) -> IntArray:
        """Segment of each time, (n_times,); -1 before the first event; a time at an event belongs to what follows."""
        return np.searchsorted(self.start_h, times_h, side="right") - 1

    def lengths_h(self) -> FloatArray:
        """How long each segment lasts, (n_segments,); the last one has no end and gives 0."""
        return np.append(np.diff(self.start_h), 0.0)

    def is_running(self) -> BoolArray:
        """Whether an infusion runs during each segment, (n_segments,)."""
        return np.isin(np.arange(len(self.start_h)), self.over_time[0])

    def entering(self, doses: Doses) -> tuple[FloatArray, FloatArray]:
        """Boluses [mg] at the start of each segment, inflow [mg/h] during it: (n_segments, n_states, n_people or 1)."""
        shape = (len(self.start_h), int(doses.state.max()) + 1, len(doses.amount_mg))
        bolus_mg, inflow_mg_per_h = np.zeros(shape), np.zeros(shape)
        (at, event), (during, infusion) = self.at_once, self.over_time
        np.add.at(bolus_mg, (at, doses.state[event]), doses.amount_mg.T[event])
        rate = doses.amount_mg.T[infusion] / doses.duration_h[infusion, None]
        np.add.at(inflow_mg_per_h, (during, doses.state[infusion]), rate)
        return bolus_mg, inflow_mg_per_h

    def visited(self, times_h: FloatArray) -> list[tuple[int, slice]]:
        """Each segment that holds some of the sorted times, with the slice of them that it holds."""
        edges = np.append(np.searchsorted(times_h, self.start_h, side="left"), len(times_h))
        return [(int(k), slice(int(edges[k]), int(edges[k + 1]))) for k in np.flatnonzero(np.diff(edges))]


def schedule(doses: Doses) -> Schedule:
    """The segments that `doses` cut time into."""
    is_bolus = doses.duration_h == 0.0
    end_h = doses.start_h + doses.duration_h
    edges = np.unique(np.concatenate([doses.start_h, end_h]))
    first = np.searchsorted(edges, doses.start_h)
    last = np.searchsorted(edges, end_h)
    at_once = np.stack([first[is_bolus], np.flatnonzero(is_bolus)])
    running = [(k, event) for event in np.flatnonzero(~is_bolus) for k in range(first[event], last[event])]
    return Schedule(start_h=edges, at_once=at_once, over_time=np.array(running, dtype=np.intp).reshape(-1, 2).T)
