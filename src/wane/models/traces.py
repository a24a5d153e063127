"""Trace: one analyte in many people on a grid that follows the doses, with slopes, to read peaks and crossings from.

Values and slopes are exact (closed form); between two times of the grid a cubic through both is read, of the logarithm
where a limit is looked for. Neighbouring times differ by a seventh of their age since the last event, so that the cubic
errs by a few millionths of the peak: the kernels' own search is exact and several times slower.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wane.kernels import respond, terminal_rates
from wane.models.systems import System
from wane.models.timecourse import FloatArray

IntArray = npt.NDArray[np.intp]
Cubic = tuple[FloatArray, FloatArray, FloatArray, FloatArray]

GROWTH = 1.15
FIRST_AGE_H = 1e-3
LAST_AGE_IN_TIME_CONSTANTS = 40.0
MOST_TIMES = 2000
JUST_BEFORE_H = 1e-9
HALVINGS = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trace:
    """`values` [ng/mL] (people, n_times) at `times_h`; slopes [ng/mL/h] just `after` a time and just `before` the next.

    Both slopes are (people, n_times - 1): those of the piece between a time and its successor.
    """

    times_h: FloatArray
    values: FloatArray
    after: FloatArray
    before: FloatArray


def traces(systems: Sequence[System], rates: Sequence[Mapping[str, FloatArray]]) -> dict[str, Trace]:
    """The trace of every output name of the systems, on one grid for all; `rates` are their `slowest_rates`."""
    times_h = grid(systems, rates)
    found: dict[str, Trace] = {}
    for system in systems:
        for name, trace in _traces_of(system, times_h).items():
            found[name] = total([found[name], trace]) if name in found else trace
    return found


def total(parts: Sequence[Trace]) -> Trace:
    """The sum of traces on the same grid."""
    return Trace(
        times_h=parts[0].times_h,
        values=np.add.reduce([part.values for part in parts]),
        after=np.add.reduce([part.after for part in parts]),
        before=np.add.reduce([part.before for part in parts]),
    )


def peak(trace: Trace) -> tuple[FloatArray, FloatArray]:
    """Height [ng/mL] and time [h] of the highest value, each (people,)."""
    everyone = np.arange(len(trace.values))
    best = trace.values.argmax(axis=1)
    height, at_h = trace.values[everyone, best], trace.times_h[best]
    for piece in (np.maximum(best - 1, 0), np.minimum(best, trace.after.shape[1] - 1)):
        value, time_h = _top_of_piece(trace, everyone, piece)
        better = value > height
        height, at_h = np.where(better, value, height), np.where(better, time_h, at_h)
    return height, at_h


def last_at_or_above(trace: Trace, limit_ng_ml: float) -> FloatArray:
    """[h] (people,) of the last time at or above a limit above 0.

    The first time of the grid where there is none; infinity where the limit is so low that the grid ends above it.
    """
    above = trace.values >= limit_ng_ml
    everyone = np.arange(len(above))
    piece = np.minimum(above.shape[1] - 1 - above[:, ::-1].argmax(axis=1), above.shape[1] - 2)
    width_h = (trace.times_h[piece + 1] - trace.times_h[piece])[:, None]
    ends = np.stack([trace.values[everyone, piece], trace.values[everyone, piece + 1]], axis=1)
    ends = np.maximum(ends, np.finfo(float).tiny)
    slopes = np.stack([trace.after[everyone, piece], trace.before[everyone, piece]], axis=1) / ends * width_h
    cubic = _cubic(np.log(ends / limit_ng_ml), slopes)
    share = np.zeros(len(above))
    for halving in range(1, HALVINGS + 1):
        middle = share + 0.5**halving
        share = np.where(_value(cubic, middle) >= 0.0, middle, share)
    found_h = trace.times_h[piece] + share * width_h[:, 0]
    found_h = np.where(above[:, -1], np.inf, found_h)
    last_h: FloatArray = np.where(above.any(axis=1), found_h, trace.times_h[0])
    return last_h


def grid(systems: Sequence[System], rates: Sequence[Mapping[str, FloatArray]]) -> FloatArray:
    """Every event, ever coarser times after each, and the time just before each, until nothing is left in anybody."""
    starts = np.concatenate([s.doses.start_h for s in systems])
    ends = starts + np.concatenate([s.doses.duration_h for s in systems])
    events = np.unique(np.concatenate([starts, ends]))
    growth = max(GROWTH, (LAST_AGE_IN_TIME_CONSTANTS / FIRST_AGE_H) ** (len(events) / MOST_TIMES))
    last_h = LAST_AGE_IN_TIME_CONSTANTS / min(float(np.nanmin(list(each.values()))) for each in rates)
    pieces = [events, events[1:] - JUST_BEFORE_H]
    for event_h, length_h in zip(events, np.append(np.diff(events), last_h), strict=True):
        count = int(np.ceil(np.log(max(length_h / FIRST_AGE_H, growth)) / np.log(growth)))
        ages_h = np.geomspace(FIRST_AGE_H, length_h, count + 1)
        pieces.append(event_h + ages_h[ages_h < length_h - JUST_BEFORE_H])
    return np.unique(np.concatenate([*pieces, [events[-1] + last_h]]))


def slowest_rates(system: System) -> dict[str, FloatArray]:
    """[1/h] the slowest rate that each output shows (people,)."""
    found = terminal_rates(system.rate_matrix, _stacked(system.outputs), system.doses)
    return {name: found[:, i] for i, name in enumerate(system.outputs)}


def _stacked(outputs: Mapping[str, FloatArray]) -> FloatArray:
    return np.stack(list(outputs.values()), axis=1)


def _traces_of(system: System, times_h: FloatArray) -> dict[str, Trace]:
    rows = _stacked(system.outputs)
    slopes = rows @ system.rate_matrix
    found = respond(system.rate_matrix, np.concatenate([rows, slopes], axis=1), times_h, system.doses)
    values, coasting = np.split(found, 2, axis=1)
    inflow = _inflow(system, rows, times_h)
    return {
        name: Trace(
            times_h=times_h,
            values=values[:, i],
            after=coasting[:, i, :-1] + inflow[:, i],
            before=coasting[:, i, 1:] + inflow[:, i],
        )
        for i, name in enumerate(system.outputs)
    }


def _inflow(system: System, rows: FloatArray, times_h: FloatArray) -> FloatArray:
    """What infusions add to the slope of each output in each piece, (people, n_outputs, n_times - 1)."""
    doses = system.doses
    inflow = np.zeros((*rows.shape[:2], len(times_h) - 1))
    middle_h = (times_h[:-1] + times_h[1:]) / 2.0
    for event in np.flatnonzero(doses.duration_h > 0.0):
        runs = (doses.start_h[event] < middle_h) & (middle_h < doses.start_h[event] + doses.duration_h[event])
        rate_mg_h = doses.amount_mg[:, event] / doses.duration_h[event]
        inflow += (rows[:, :, doses.state[event]] * rate_mg_h[:, None])[:, :, None] * runs
    return inflow


def _top_of_piece(trace: Trace, everyone: IntArray, piece: IntArray) -> tuple[FloatArray, FloatArray]:
    """Value and time of the highest point of the cubic in each person's piece."""
    width_h = trace.times_h[piece + 1] - trace.times_h[piece]
    ends = np.stack([trace.values[everyone, piece], trace.values[everyone, piece + 1]], axis=1)
    slopes = np.stack([trace.after[everyone, piece], trace.before[everyone, piece]], axis=1) * width_h[:, None]
    cubic = _cubic(ends, slopes)
    a, b, c = 3.0 * cubic[3], 2.0 * cubic[2], cubic[1]
    root = np.sqrt(np.maximum(b * b - 4.0 * a * c, 0.0))
    # The maximum is the root with a negative second derivative, 2 a x + b = -root; this form keeps its digits.
    steep = b - root
    share = np.divide(-2.0 * c, steep, out=np.zeros_like(c), where=steep != 0.0)
    share = np.where(b > 0.0, np.divide(-b - root, 2.0 * a, out=np.zeros_like(a), where=a != 0.0), share)
    share = np.clip(share, 0.0, 1.0)
    return _value(cubic, share), trace.times_h[piece] + share * width_h


def _cubic(ends: FloatArray, slopes: FloatArray) -> Cubic:
    """The cubic on [0, 1] with these values and slopes at its ends, each (people, 2): coefficients, constant first."""
    rise = ends[:, 1] - ends[:, 0]
    return (
        ends[:, 0],
        slopes[:, 0],
        3.0 * rise - 2.0 * slopes[:, 0] - slopes[:, 1],
        slopes[:, 0] + slopes[:, 1] - 2.0 * rise,
    )


def _value(cubic: Cubic, share: FloatArray) -> FloatArray:
    constant, first, second, third = cubic
    return constant + share * (first + share * (second + share * third))
