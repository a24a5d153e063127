"""Amounts over time as sums of modes: an event adds to the modes, so past doses cost nothing at the times after it."""

from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import Doses, FloatArray, IntArray, Schedule
from wane.kernels.modes import ModeArray


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
        segment = events.segment_of(times_h)
        since_h = times_h - events.start_h[np.maximum(segment, 0)]
        exponent = self.rates[:, :, None] * np.where(segment < 0, 0.0, since_h)
        modes = np.exp(exponent)
        modes[:, :, segment < 0] = 0.0
        now = np.zeros_like(self.rates)
        for k, inside in events.up_to(times_h):
            now = now + self._load(doses, doses.amount_mg, events.boluses[k])
            running = events.running[k]
            modes[:, :, inside] *= now[:, :, None]
            length_h = events.length_h(k)
            now = now * np.exp(self.rates * length_h)
            if len(running):
                inflow = self._load(
                    doses, doses.amount_mg / np.where(doses.duration_h > 0.0, doses.duration_h, 1.0), running
                )
                modes[:, :, inside] += inflow[:, :, None] * _held(
                    self.rates[:, :, None], since_h[inside], exponent[:, :, inside]
                )
                now = now + inflow * _held(self.rates, length_h, self.rates * length_h)
        return modes

    def steps(self, step_h: float, count: int) -> ModeArray:
        """Outputs of the modes 0, 1, ... count - 1 steps on, (n_people, n_outputs, n_modes, count)."""
        fading = np.exp(self.rates[:, :, None] * (step_h * np.arange(count)))
        return self.rows[:, :, :, None] * fading[:, None]

    def _load(self, doses: Doses, amount: FloatArray, which: IntArray) -> ModeArray:
        load = np.zeros_like(self.rates)
        for event in which:
            load = load + self.loads[:, :, doses.state[event]] * amount[:, event, None]
        return load


def _held(rates: ModeArray, since_h: FloatArray | float, exponent: ModeArray) -> ModeArray:
    """What a mode holds after an inflow of 1 per hour: (exp(rate t) - 1) / rate, and t where the rate is 0."""
    return np.where(rates == 0.0, since_h, np.expm1(exponent) / np.where(rates == 0.0, 1.0, rates))
