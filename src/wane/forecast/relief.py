"""ReliefForecast: one person's relief in days to come, from sessions and scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from wane.errors import OutOfRangeError
from wane.forecast.crossing import Crossings, crossings, draw_crossings
from wane.forecast.linked import LinkedScale
from wane.forecast.next_by_bad_days import BadDayRule, next_session_by_bad_days
from wane.forecast.next_session import NextSession, Spacing, next_session_by_risk
from wane.forecast.person import PersonParameters, person_parameters
from wane.forecast.posterior import Posterior, infer
from wane.forecast.repeated import person_draws
from wane.forecast.scores import ScoreForecast, chance_at_or_above, level_forecast, score_forecast
from wane.kernels.doses import FloatArray
from wane.models.relief import History, gap_days, without_own_data
from wane.models.relief_prior import ReliefPrior
from wane.models.timecourse import Level

HORIZON_DAYS: Final = 180
NO_SESSION: Final = "No session is recorded: relapse after a session, and the next one, cannot be forecast."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefRequest:
    """What is asked of a forecast: from `now_day` on the history's clock, over `horizon_days`, with this risk.

    `line` replaces the prior's relapse line where it is given. Without `bad_days` rule 2 is not asked.
    """

    now_day: float
    spacing: Spacing
    risk: float
    horizon_days: int = HORIZON_DAYS
    line: float | None = None
    bad_days: BadDayRule | None = None

    def __post_init__(self) -> None:
        if not math.isfinite(self.now_day):
            raise OutOfRangeError(f"now_day is {self.now_day}; it must be a finite number.")
        if self.horizon_days < 1:
            raise OutOfRangeError(f"horizon_days is {self.horizon_days}; it must be 1 or more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysToRelapse:
    """Days from the last session to the first crossing: median and central intervals; None lies beyond the horizon."""

    median: int | None
    low50: int | None
    high50: int | None
    low80: int | None
    high80: int | None
    low90: int | None
    high90: int | None
    beyond_horizon: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReliefForecast:
    """One person's relief in days to come.

    Days of `score` and `p_at_or_above_line` (n_days,) count from now; those of everything else from the last session.
    `withheld` is the reason where there was no session: then there is nothing to relapse from. `posterior` and
    `crossed` are what everything else was read from, for a page that asks more.
    """

    line: float
    now_since_session: float | None
    score: ScoreForecast
    p_at_or_above_line: FloatArray
    days_to_relapse: DaysToRelapse | None
    crossed: Crossings | None
    next_session: NextSession | None
    next_by_bad_days: NextSession | None
    a_priori: PersonParameters
    a_posteriori: PersonParameters
    withheld: str | None
    posterior: Posterior

    @property
    def chance_still_well(self) -> FloatArray | None:
        """Chance of never having crossed by day 1, 2, ... after the last session, (horizon,); None without one."""
        return None if self.crossed is None else self.crossed.still_well

    @property
    def effective_nodes(self) -> float:
        """How many nodes carry the posterior."""
        return self.posterior.effective_nodes


def forecast_relief(
    prior: ReliefPrior, history: History, request: ReliefRequest, rng: np.random.Generator,
    linked: Sequence[LinkedScale] = (),
) -> ReliefForecast:  # fmt: skip
    """The forecast from sessions and scores up to now, informed by `linked` instruments; later records are refused."""
    seen = (history, *(scale.history for scale in linked))
    late = [record.day for one in seen for record in one.records if record.day > request.now_day]
    if late:
        raise OutOfRangeError(f"A record stands on day {late[0]:g}, after now ({request.now_day:g}); leave it out.")
    posterior = infer(prior, history, linked)
    before = infer(prior, without_own_data(history))
    return _forecast(posterior, before, request, rng)


def forecast_prior_only(
    prior: ReliefPrior, history: History, request: ReliefRequest, rng: np.random.Generator
) -> ReliefForecast:
    """The forecast for anybody who had these sessions: scores and relapses are dropped."""
    return forecast_relief(prior, without_own_data(history), request, rng)


def _forecast(
    posterior: Posterior, before: Posterior, request: ReliefRequest, rng: np.random.Generator
) -> ReliefForecast:
    history, line = posterior.history, posterior.prior.line if request.line is None else request.line
    waited = gap_days(posterior.filtered.day, request.now_day) if history.records else 0.0
    level = level_forecast(posterior, waited + forecast_days(request.horizon_days))
    crossed = _crossed(posterior, line, request.horizon_days, rng)
    session = history.last_session_day
    since = None if session is None else gap_days(session, request.now_day)
    return ReliefForecast(
        line=line,
        now_since_session=since,
        score=replace(score_forecast(posterior, level), days=level.days - waited),
        p_at_or_above_line=chance_at_or_above(posterior, level, line),
        days_to_relapse=None if crossed is None else days_to_relapse(crossed),
        crossed=crossed,
        next_session=None
        if crossed is None or since is None
        else next_session_by_risk(crossed, risk=request.risk, spacing=request.spacing, now_day=since),
        next_by_bad_days=None if since is None else _by_bad_days(posterior, crossed, request, line, since),
        a_priori=person_parameters(before, Level.A_PRIORI, rng),
        a_posteriori=person_parameters(posterior, Level.A_POSTERIORI, rng),
        withheld=NO_SESSION if crossed is None else None,
        posterior=posterior,
    )


def forecast_days(horizon_days: int) -> FloatArray:
    """Days from now that are shown: each of the first two weeks, then weekly."""
    return np.array([*range(min(15, horizon_days + 1)), *range(21, horizon_days + 1, 7)], np.float64)


def days_to_relapse(crossed: Crossings) -> DaysToRelapse:
    """Median and central intervals of the day of the first crossing."""
    return DaysToRelapse(
        median=crossed.day_at(0.5),
        low50=crossed.day_at(0.25),
        high50=crossed.day_at(0.75),
        low80=crossed.day_at(0.1),
        high80=crossed.day_at(0.9),
        low90=crossed.day_at(0.05),
        high90=crossed.day_at(0.95),
        beyond_horizon=crossed.beyond_horizon,
    )


def _crossed(posterior: Posterior, line: float, horizon_days: int, rng: np.random.Generator) -> Crossings | None:
    if posterior.history.last_session_day is None:
        return None
    return crossings(draw_crossings(posterior, line, horizon_days, rng), horizon_days)


def _by_bad_days(
    posterior: Posterior, crossed: Crossings | None, request: ReliefRequest, line: float, since: float
) -> NextSession | None:
    """Rule 2, with the usual session that of the last one."""
    if crossed is None or request.bad_days is None:
        return None
    draws = person_draws(posterior, posterior.history.treatments[-1].exposure)
    found = next_session_by_bad_days(draws, request.bad_days, line=line, now_day=since)
    assert found.day is not None
    return replace(found, risk_before=crossed.chance_by(found.day) if found.day <= crossed.horizon_days else None)
