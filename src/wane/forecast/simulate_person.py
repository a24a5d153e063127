"""People drawn from a prior who live through sessions and scores: the judge of the forecasts. One person at a time.

Written apart from the filter, in plain floats, so that neither can hide an error of the other.
"""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.models.relief import History, Record, Score, Treatment
from wane.models.relief_prior import Z_COLUMNS, ReliefPrior, theta


@dataclass(slots=True, kw_only=True)
class Life:
    """One simulated person on `day`: fixed parameters first, then what moves. Points and days."""

    prior: ReliefPrior
    z: tuple[float, ...]
    responder: int
    untreated: float
    full_relief: float
    f: float
    se: float
    sd: float
    day: float = 0.0
    in_transit: float = 0.0
    relief: float = 0.0
    drift: float = 0.0
    memory: float = 0.0
    session_day: float = -math.inf
    half_life_days: float = math.inf

    @property
    def level(self) -> float:
        """The latent level now."""
        return self.untreated + self.drift - self.relief


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """When a person is treated and scored; the same day means the score first."""

    treatments: tuple[Treatment, ...]
    score_days: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    """What the records show and what is hidden: the person at the last record, and the day of the first crossing."""

    history: History
    life: Life
    days_to_crossing: float


def begin(prior: ReliefPrior, rng: np.random.Generator) -> Life:
    """A person drawn from the prior, untreated, on day 0."""
    z = rng.standard_normal((1, Z_COLUMNS))
    return begin_as(prior, z, int(rng.random() < prior.pi), rng)


def begin_as(prior: ReliefPrior, z: FloatArray, responder: int, rng: np.random.Generator) -> Life:
    """A person with these node parameters `z` (1, 6) and this class, untreated, on day 0."""
    node = theta(prior, z)
    untreated = rng.normal(prior.untreated.mean, prior.untreated.sd)
    sd = float(node.sd[0])
    return Life(
        prior=prior,
        z=tuple(z[0]),
        responder=responder,
        untreated=untreated,
        full_relief=rng.normal(prior.lam[responder] * untreated, prior.s[responder]),
        f=float(node.f[0]),
        se=float(node.se[0]),
        sd=sd,
        drift=rng.normal(0.0, sd),
    )


def live_until(life: Life, day: float, rng: np.random.Generator) -> None:
    """Let time pass without a session, in place."""
    days = day - life.day
    if days <= 0.0:
        return
    rise, wane = life.prior.rise_per_day, math.log(2.0) / life.half_life_days
    stays, kept = math.exp(-rise * days), math.exp(-wane * days)
    close = abs(rise - wane) < 1e-9
    felt = rise * days * kept if close else rise * (kept - stays) / (rise - wane)
    life.relief = kept * life.relief + felt * life.in_transit
    life.in_transit *= stays
    keep = math.exp(-days / life.prior.tau_d_days)
    life.drift = rng.normal(keep * life.drift, life.sd * math.sqrt(1.0 - keep * keep))
    life.day = day


def treat(life: Life, exposure: float, rng: np.random.Generator) -> Treatment:
    """A session now, in place."""
    prior = life.prior
    share = 1.0 - (1.0 - life.f) ** exposure
    missing = life.full_relief - life.relief - life.in_transit
    life.in_transit += share * missing + rng.normal(0.0, prior.w_s)
    life.memory = 1.0 + life.memory * math.exp(-(life.day - life.session_day) / prior.tau_m_days)
    node = theta(prior, np.array([life.z]))
    dose_factor = exposure ** float(node.delta[0])
    life.half_life_days = float(node.h0_days[0]) * dose_factor * life.memory ** float(node.gamma[0])
    life.session_day = life.day
    return Treatment(day=life.day, exposure=exposure)


def rate(life: Life, rng: np.random.Generator) -> Score:
    """A score now: with its error, on the instrument's steps, inside its range."""
    step = life.prior.score_step
    written = step * round((life.level + rng.normal(0.0, life.se)) / step)
    return Score(day=life.day, value=min(max(written, 0.0), life.prior.scale_max))


def days_to_crossing(life: Life, line: float, horizon_days: int, rng: np.random.Generator) -> float:
    """First whole day after now on which the level would stand at or above the line without a session; inf if none."""
    other = copy.copy(life)
    for day in range(1, horizon_days + 1):
        live_until(other, life.day + day, rng)
        if other.level >= line:
            return float(day)
    return math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How people come to be, live and are rated: the model's own way, or one that breaks it."""

    begin: Callable[[ReliefPrior, np.random.Generator], Life]
    live_until: Callable[[Life, float, np.random.Generator], None]
    rate: Callable[[Life, np.random.Generator], Score]


AS_MODELLED: Final = World(begin=begin, live_until=live_until, rate=rate)


def simulate_person(
    prior: ReliefPrior, plan: VisitPlan, horizon_days: int, rng: np.random.Generator, *, world: World = AS_MODELLED
) -> SimulatedPerson:
    """A person drawn from the prior who follows the plan; the crossing is counted from the last session."""
    life = world.begin(prior, rng)
    last = max(treatment.day for treatment in plan.treatments)
    grid = [last + day for day in range(1, horizon_days + 1)]
    records: list[Record] = []
    crossing, at_last_record = math.inf, copy.copy(life)
    for day, what, exposure in _timeline(plan, grid):
        world.live_until(life, day, rng)
        if what == "score":
            records.append(world.rate(life, rng))
        elif what == "session":
            records.append(treat(life, exposure, rng))
        elif life.level >= prior.line:
            crossing = min(crossing, day - last)
        if what != "grid":
            at_last_record = copy.copy(life)
    return SimulatedPerson(history=History(records=tuple(records)), life=at_last_record, days_to_crossing=crossing)


def _timeline(plan: VisitPlan, grid: Sequence[float]) -> list[tuple[float, str, float]]:
    """What happens, in order; at the same time a score comes before a session."""
    scores = [(day, "score", 0.0) for day in plan.score_days]
    sessions = [(treatment.day, "session", treatment.exposure) for treatment in plan.treatments]
    return sorted([*scores, *sessions, *((day, "grid", 0.0) for day in grid)])
