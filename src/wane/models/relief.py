"""What is recorded of a course of treatment, and the relief model that links it.

Latent level      L(t) = B + d(t) - r(t)                     [points of the instrument]
Score             y = clip(round(L + e), 0, S),  e ~ N(0, se^2)
Session k         p += f_k (Rmax - r - p) + eta_k,  f_k = 1 - (1 - f)^x_k,  eta_k ~ N(0, w_s^2)
Between sessions  p' = -k p,  r' = k p - (ln 2 / h_k) r,  k = ln 2 / t_rise
Waning half-life  h_k = h0 x_k^delta m_k^gamma,  m_k = 1 + m_(k-1) exp(-gap / tau_m),  m_1 = 1
Full relief       Rmax | B, z ~ N(lam_z B, s_z^2),  z ~ Bernoulli(pi)

B       untreated level: where this person stands when no relief is left
d       drift: slow wandering around B, Ornstein-Uhlenbeck with SD `sd` and time constant `tau_d`
p, r    relief in transit (given, not yet felt) and relief felt
Rmax    the relief that many close sessions would reach; z says whether the person is a responder
f       share of the missing relief that one session of exposure 1 puts in transit
x_k     exposure of session k over that of racemate 0.5 mg/kg IV over 40 min
h0      days in which half of the relief is lost after a first session of exposure 1
delta   how much longer a larger dose lasts: twice the exposure, 2^delta times the half-life
m_k     how many sessions count together; gamma is how much they lengthen the half-life (consolidation)
tau_m   days in which an earlier session ceases to count
w_s     luck of a single session; se the error of a single score; t_rise the half-time of onset
"""

import itertools
import math
from dataclasses import dataclass
from typing import Final

from wane.errors import ConflictError, OutOfRangeError

SECONDS_A_DAY: Final = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score of the instrument on `day`."""

    day: float
    value: float

    def __post_init__(self) -> None:
        _finite("day", self.day)
        _finite("value", self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relapse:
    """The statement that on `day` the person stood at or above the relapse line."""

    day: float

    def __post_init__(self) -> None:
        _finite("day", self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A session on `day` of this exposure; 1 is racemate 0.5 mg/kg IV over 40 min."""

    day: float
    exposure: float = 1.0

    def __post_init__(self) -> None:
        _finite("day", self.day)
        if not (math.isfinite(self.exposure) and self.exposure > 0.0):
            raise OutOfRangeError(
                f"exposure is {self.exposure:g}; it must be above 0: leave out a session without drug."
            )


Record = Score | Relapse | Treatment
ORDER: Final = (Score, Relapse, Treatment)  # at the same time: what was felt before the session, then the session


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One person's records on one clock, in days, in the order in which they act on the state.

    Times are kept to the second, so that the same history a week later is the same to the last bit.
    """

    records: tuple[Record, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "records", tuple(sorted(self.records, key=_order)))
        sessions = [_second(record.day) for record in self.treatments]  # in order of time, so twice is side by side
        twice = next((early for early, late in itertools.pairwise(sessions) if early == late), None)
        if twice is not None:
            raise ConflictError(f"Two sessions stand on day {twice / SECONDS_A_DAY:g}; keep one of them.")

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """The sessions, in order."""
        return tuple(record for record in self.records if isinstance(record, Treatment))

    @property
    def scores(self) -> tuple[Score, ...]:
        """The scores, in order."""
        return tuple(record for record in self.records if isinstance(record, Score))

    @property
    def last_session_day(self) -> float | None:
        """Day of the last session, None without one."""
        return self.treatments[-1].day if self.treatments else None


def without_own_data(history: History) -> History:
    """The sessions alone: what is known of anybody who had them."""
    return History(records=history.treatments)


def gap_days(earlier: float, later: float) -> float:
    """Days between two days of one clock, to the second."""
    return (_second(later) - _second(earlier)) / SECONDS_A_DAY


def _second(day: float) -> int:
    return round(day * SECONDS_A_DAY)


def _order(record: Record) -> tuple[int, int, float]:
    size = record.value if isinstance(record, Score) else 0.0
    return _second(record.day), ORDER.index(type(record)), size


def _finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise OutOfRangeError(f"{name} is {value}; it must be a finite number.")
