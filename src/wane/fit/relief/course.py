"""What a schedule of sessions does to virtual people: shares of their full relief felt on given days.

The equations are those of `wane.models.relief`, written out a second time for whole groups: given the waning half-lives
relief is linear in Rmax and in the luck of each session, so that a mean or a spread needs no simulation.
"""

from dataclasses import dataclass

import numpy as np

from wane.models.timecourse import FloatArray

LN2 = float(np.log(2.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sessions:
    """Days and exposures of the sessions of one arm, each (n_sessions,), in order; empty for a control arm."""

    days: FloatArray
    exposures: FloatArray

    @property
    def last_day(self) -> float:
        """Day of the last session; 0 without one."""
        return float(self.days[-1]) if self.days.size else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waning:
    """What differs between people in time: `h0_days`, `gamma`, `f`, each (n_people,), and what they share."""

    h0_days: FloatArray
    gamma: FloatArray
    f: FloatArray
    delta: float
    rise_per_day: float
    tau_m_days: float


def gains(sessions: Sessions, waning: Waning, days: FloatArray) -> FloatArray:
    """Relief felt on ascending `days` (n_people, n_days, 1 + n_sessions): column 0 per unit Rmax, the others per unit
    luck of each session. On the day of a session it is what was felt before it.
    """
    people, columns = waning.h0_days.size, 1 + sessions.days.size
    felt = np.zeros((people, days.size, columns))
    transit, relief = np.zeros((people, columns)), np.zeros((people, columns))
    together = np.zeros(1)
    edges = [*sessions.days.tolist(), np.inf]
    for k, (day, exposure) in enumerate(zip(sessions.days, sessions.exposures, strict=True)):
        if day >= days[-1]:
            break
        if k:
            together = together * np.exp(-(day - edges[k - 1]) / waning.tau_m_days)
        together = together + 1.0
        missing = -(relief + transit)
        missing[:, 0] += 1.0
        transit = transit + (1.0 - (1.0 - waning.f) ** exposure)[:, None] * missing
        transit[:, 1 + k] += 1.0
        half_life = waning.h0_days * exposure**waning.delta * together**waning.gamma
        inside = np.flatnonzero((days > day) & (days <= edges[k + 1]))
        if inside.size:
            came, kept = _shares(days[inside] - day, waning.rise_per_day, half_life)
            felt[:, inside] = relief[:, None] * kept[:, :, None] + transit[:, None] * came[:, :, None]
        if np.isfinite(edges[k + 1]):
            gap = edges[k + 1] - day
            came, kept = _shares(np.array([gap]), waning.rise_per_day, half_life)
            relief, transit = relief * kept + transit * came, transit * np.exp(-waning.rise_per_day * gap)
    return felt


def _shares(gaps: FloatArray, rise_per_day: float, half_life: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Felt after each gap, of relief in transit and of relief felt: (n_people, n_gaps) each."""
    rate = (LN2 / half_life)[:, None]
    kept = np.exp(-rate * gaps)
    apart = rise_per_day - rate
    apart = np.where(np.abs(apart) < 1e-6, 1e-6, apart)
    return rise_per_day * (kept - np.exp(-rise_per_day * gaps)) / apart, kept
