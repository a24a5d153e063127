"""Amounts over time as sums of modes: an event adds to the modes, so past doses cost nothing at the times after it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import Doses, FloatArray, Schedule
from wane.kernels.modes import ModeArray

Visit = tuple[slice, ModeArray, ModeArray | None]
"""Which times a segment holds, its modes when it begins, and what runs in per hour, in modes, if anything does."""

# Numbers made at once while outputs are written: about 4 MB, which stays in cache.
FADED_NUMBERS = 500_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModalPeople:
    """Some people whose modes are sound, with the doses that they get.

    `rates` (n_people, n_modes) [1/h], `rows` outputs in modes (n_people, n_outputs, n_modes), `loads` one mg in each
    state, in modes (n_people, n_modes, n_states).
    """

    rates: ModeArray
    rows: ModeArray
    loads: ModeArray

    def columns(self, doses: Doses, events: Schedule, times_h: FloatArray) -> ModeArray:
        """Modes at sorted times, (n_people, n_modes, n_times)."""
        modes, since_h = self._faded(events, times_h)
        for inside, begun, inflow in self._visits(doses, events, times_h):
            modes[:, :, inside] *= begun[:, :, None]
            if inflow is not None:
                modes[:, :, inside] += inflow[:, :, None] * _held(self.rates[:, :, None], since_h[inside])
        return modes

    def write(self, doses: Doses, events: Schedule, times_h: FloatArray, out: FloatArray) -> None:
        """Outputs at sorted times, into `out` (n_people, n_outputs, n_times); for real modes.

        What a segment begins with goes into the few weights of its modes, so that the many faded modes are read once;
        these are made for some people at a time, and stay in cache.
        """
        visits = list(self._visits(doses, events, times_h))
        each = max(1, FADED_NUMBERS // (self.rates.shape[1] * len(times_h)))
        for first in range(0, len(self.rates), each):
            some = slice(first, first + each)
            self._some(some)._write(visits, events, times_h, out[some], some)
        out[:, :, : np.searchsorted(times_h, events.start_h[0])] = 0.0

    def _some(self, people: slice) -> "ModalPeople":
        return ModalPeople(rates=self.rates[people], rows=self.rows[people], loads=self.loads[people])

    def _write(
        self, visits: list[Visit], events: Schedule, times_h: FloatArray, out: FloatArray, people: slice
    ) -> None:
        faded, since_h = self._faded(events, times_h)
        for inside, begun, inflow in visits:
            np.matmul(self.rows * begun[people, None], faded[:, :, inside], out=out[:, :, inside])
            if inflow is not None:
                held = _held(self.rates[:, :, None], since_h[inside])
                out[:, :, inside] += ((self.rows * inflow[people, None]) @ held).real

    def _faded(self, events: Schedule, times_h: FloatArray) -> tuple[ModeArray, FloatArray]:
        """What is left of 1 in each mode since the segment of each time began, 0 before the first; and hours since."""
        segment = events.segment_of(times_h)
        since_h = np.where(segment < 0, 0.0, times_h - events.start_h[np.maximum(segment, 0)])
        faded = self.rates[:, :, None] * since_h
        np.exp(faded, out=faded)
        faded[:, :, segment < 0] = 0.0
        return faded, since_h

    def _visits(self, doses: Doses, events: Schedule, times_h: FloatArray) -> Iterator[Visit]:
        """Each segment that holds some times: which, its modes when it begins, and what runs in per hour, in modes."""
        bolus, inflow = events.entering(doses)
        running = events.is_running()
        now, at = np.zeros_like(self.rates), 0
        for k, inside in events.visited(times_h):
            now = self._carried(now, events.start_h[at : k + 1], bolus[at:k], inflow[at:k])
            yield inside, now + self._loaded(bolus[k]), self._loaded(inflow[k]) if running[k] else None
            at = k

    def _carried(self, now: ModeArray, start_h: FloatArray, bolus: FloatArray, inflow: FloatArray) -> ModeArray:
        """Modes over some segments, whose starts and last end are `start_h`, with all that enters on the way."""
        age_h = start_h[-1] - start_h
        kept = np.exp(self.rates * age_h[:, None, None])
        now = now * kept[0]
        for state in np.flatnonzero(bolus.any(axis=(0, 2))):
            given = bolus[:, state].any(axis=1)
            now = now + self.loads[:, :, state] * (bolus[given, state, :, None] * kept[:-1][given]).sum(axis=0)
        for state in np.flatnonzero(inflow.any(axis=(0, 2))):
            given = inflow[:, state].any(axis=1)
            held = _held(self.rates, np.diff(start_h)[given, None, None]) * kept[1:][given]
            now = now + self.loads[:, :, state] * (inflow[given, state, :, None] * held).sum(axis=0)
        return now

    def _loaded(self, entering: FloatArray) -> ModeArray:
        """What enters the states, (n_states, n_people or 1), in modes."""
        loaded = np.zeros_like(self.rates)
        for state in np.flatnonzero(entering.any(axis=1)):
            loaded = loaded + self.loads[:, :, state] * entering[state, :, None]
        return loaded

    def steps(self, step_h: float, count: int) -> ModeArray:
        """Outputs of the modes 0, 1, ... count - 1 steps on, (n_people, n_outputs, n_modes, count)."""
        fading = np.exp(self.rates[:, :, None] * (step_h * np.arange(count)))
        return self.rows[:, :, :, None] * fading[:, None]


def _held(rates: ModeArray, since_h: FloatArray) -> ModeArray:
    """What a mode holds after an inflow of 1 per hour: (exp(rate t) - 1) / rate, and t where the rate is 0."""
    still = rates == 0.0
    return np.where(still, since_h, np.expm1(rates * since_h) / np.where(still, 1.0, rates))
