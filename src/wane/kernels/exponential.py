"""Amounts over time by the exponential of the whole matrix, for networks that have no sound set of modes.

Off the diagonal, flows are never negative. So with s the fastest loss, K + s I has no negative entry, and
exp(K t) = exp(-s t) exp((K + s I) t) is a sum of positive terms: it is right in every entry, however small, whether
rates repeat or not. Times are cut into binary multiples of one short step, reached by squaring, and a rest, reached by
the series.
An infusion is one more state, a pump, that feeds its target at a rate of 1 per hour and never empties.

Source:
    Xue & Ye, Math. Comp. 82 (2013) 1577: entrywise accuracy of exponentials of essentially non-negative matrices.
"""

from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import Doses, FloatArray, IntArray, Schedule

# Terms of the series; with loss times step at most 1 the rest is below 1 / 21! = 2e-20 of the answer.
N_TERMS = 21


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExponentialPeople:
    """Some people with the doses that they get; pumps follow the states of the network.

    `matrix` K with pumps [1/h] (n_people, n, n), `rows` outputs (n_people, n_outputs, n), `pumped` the states fed.
    """

    matrix: FloatArray
    rows: FloatArray
    pumped: IntArray

    def columns(self, doses: Doses, events: Schedule, times_h: FloatArray) -> FloatArray:
        """States at sorted times, (n_people, n, n_times)."""
        bolus, inflow = events.entering(doses)
        reached = ladder(self.matrix, max(_longest_h(events, times_h), 1e-9))
        crossings = self._crossings(events, times_h)
        n_states = self.matrix.shape[1] - len(self.pumped)
        states = np.zeros((*self.matrix.shape[:2], len(times_h)))
        steps = np.zeros(len(times_h), dtype=np.intp)
        now = np.zeros(self.matrix.shape[:2])
        held = dict(events.visited(times_h))
        for k, crossing in enumerate(crossings):
            now[:, : bolus.shape[1]] += bolus[k].T
            now[:, n_states:] = inflow[k, self.pumped].T
            if k in held:
                inside = held[k]
                since_h = times_h[inside] - events.start_h[k]
                steps[inside] = np.floor(since_h / reached.step_h)
                states[:, :, inside] = reached.rest(now, since_h - steps[inside] * reached.step_h)
            now = (crossing @ now[:, :, None])[:, :, 0]
        return reached.climb(states, steps)

    def steps(self, step_h: float, count: int) -> FloatArray:
        """Outputs of the states 0, 1, ... count - 1 steps on, (n_people, n_outputs, n, count)."""
        one = exponential(self.matrix * step_h)
        rows = np.empty((*self.rows.shape, count))
        rows[..., 0] = self.rows
        for r in range(1, count):
            rows[..., r] = rows[..., r - 1] @ one
        return rows

    def _crossings(self, events: Schedule, times_h: FloatArray) -> list[FloatArray]:
        """What carries the states over each segment that is needed; segments of one length, to rounding, share it."""
        lengths_h = events.lengths_h()[: int(np.searchsorted(events.start_h, times_h[-1], side="right"))]
        rounding_h = 8.0 * np.finfo(np.float64).eps * float(np.abs(events.start_h).max())
        carriers: list[tuple[float, FloatArray]] = []
        crossings: list[FloatArray] = []
        for length_h in lengths_h:
            known = [carrier for at_h, carrier in carriers if abs(at_h - length_h) <= rounding_h]
            if not known:
                known = [exponential(self.matrix * length_h)]
                carriers.append((float(length_h), known[0]))
            crossings.append(known[0])
        return crossings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder:
    """Rungs exp(K h 2^k), k = 0, 1, ...; `shifted` is (K + s I) h and `loss` s h, with s the fastest loss."""

    step_h: float
    loss: float
    shifted: FloatArray
    rungs: tuple[FloatArray, ...]

    def rest(self, states: FloatArray, rest_h: FloatArray) -> FloatArray:
        """States after each of `rest_h`, each within one step, by the series: (n_people, n, n_times)."""
        return self.terms(states) @ self.weights(rest_h / self.step_h).T

    def terms(self, states: FloatArray) -> FloatArray:
        """The series at the end of one step, term by term: (n_people, n, N_TERMS)."""
        terms = np.empty((*states.shape, N_TERMS))
        terms[..., 0] = states
        for k in range(1, N_TERMS):
            terms[..., k] = (self.shifted @ terms[..., k - 1, None])[..., 0] / k
        return terms

    def weights(self, share: FloatArray) -> FloatArray:
        """What the terms count for after a share of one step: (n_times, N_TERMS)."""
        return share[:, None] ** np.arange(N_TERMS) * np.exp(-self.loss * share)[:, None]

    def climb(self, states: FloatArray, steps: IntArray) -> FloatArray:
        """States (n_people, n, n_times) after a whole number of steps each."""
        for k, rung in enumerate(self.rungs):
            moving = (steps >> k & 1).astype(np.bool_)
            if moving.all():
                states = rung @ states
            elif moving.any():
                states[:, :, moving] = rung @ states[:, :, moving]
        return states


def exponential(matrix: FloatArray) -> FloatArray:
    """Exponential of each matrix, (n_people, n, n); exact in every entry where flows are not negative."""
    loss, shifted = _shift(matrix)
    squarings = max(0, int(np.ceil(np.log2(max(loss, 1.0)))))
    result = _series(shifted / 2.0**squarings, loss / 2.0**squarings)
    for _ in range(squarings):
        result = result @ result
    return result


def ladder(matrix: FloatArray, longest_h: float) -> Ladder:
    """The rungs that reach every time up to `longest_h`."""
    loss, shifted = _shift(matrix)
    n_rungs = max(1, int(np.ceil(np.log2(max(loss * longest_h, 1.0)))) + 1)
    step_h = longest_h / 2.0 ** (n_rungs - 1)
    rungs = [_series(shifted * step_h, loss * step_h)]
    for _ in range(n_rungs - 1):
        rungs.append(rungs[-1] @ rungs[-1])
    return Ladder(step_h=step_h, loss=loss * step_h, shifted=shifted * step_h, rungs=tuple(rungs))


def _shift(matrix: FloatArray) -> tuple[float, FloatArray]:
    """The fastest loss s and K + s I."""
    loss = float(max(0.0, -np.diagonal(matrix, axis1=1, axis2=2).min()))
    return loss, matrix + loss * np.eye(matrix.shape[1])


def _series(shifted: FloatArray, loss: float) -> FloatArray:
    """exp(shifted) exp(-loss) by the Taylor series to degree 20, in five blocks of the fourth power."""
    one = np.eye(shifted.shape[1])
    powers = [np.broadcast_to(one, shifted.shape), shifted, shifted @ shifted]
    powers += [powers[2] @ shifted, powers[2] @ powers[2]]
    factor = 1.0 / np.cumprod(np.maximum(1.0, np.arange(N_TERMS)))
    result = powers[4] * factor[20]
    for first in range(16, -1, -4):
        result = result + sum(powers[k] * factor[first + k] for k in range(4))
        if first:
            result = powers[4] @ result
    scaled: FloatArray = result * np.exp(-loss)
    return scaled


def _longest_h(events: Schedule, times_h: FloatArray) -> float:
    """The longest stretch from the start of a segment to a time in it."""
    segment = events.segment_of(times_h)
    since_h = times_h - events.start_h[np.maximum(segment, 0)]
    return float(max([0.0, *since_h[segment >= 0]]))
