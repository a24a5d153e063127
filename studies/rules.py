"""Policies of the year that `studies.policies` simulates: who decides the day of the next session, and by what."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from wane.forecast.booking import bad_day_rule
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.next_by_bad_days import next_session_by_bad_days
from wane.forecast.next_session import next_session_by_risk
from wane.forecast.paths import PathsNow, walk_to_line
from wane.forecast.posterior import infer
from wane.forecast.repeated import PersonDraws, person_draws
from wane.forecast.simulate_person import Life
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Record, Score
from wane.models.relief_prior import ReliefPrior, theta

RULE: Final = bad_day_rule()
SHORTEST, LONGEST = RULE.spacing.shortest_days, RULE.spacing.longest_days
HORIZON_DAYS: Final = LONGEST + 1
PATHS: Final = 1000
EXPOSURE: Final = 1.0
LADDER_FROM_DAYS, WELL, UNWELL, STEP_DAYS = 14, 5.0, 10.0, 7  # below WELL a step longer, at UNWELL or more one shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a policy may look at right after a score or session; `life` and `has_crossed` are for those that know all.

    `since` days after the last session; `intervals` those kept so far; `has_crossed` since the last session.
    """

    prior: ReliefPrior
    records: tuple[Record, ...]
    since: float
    intervals: tuple[float, ...]
    life: Life
    has_crossed: bool
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A way of setting the next session: `plan` gives days from the last session, anew at each score.

    `is_weekly`: scores come weekly between sessions too. `waits_for_call`: the patient calls on a bad day instead.
    """

    kind: str
    plan: Callable[[Seen], float]
    is_weekly: bool = False
    waits_for_call: bool = False


def fixed(days: float, _: Seen) -> float:
    """Always the same interval."""
    return days


def ladder(seen: Seen) -> float:
    """A step longer after a low score at the session, a step shorter after a high one."""
    last = [record for record in seen.records if isinstance(record, Score)][-1].value
    interval = seen.intervals[-1] if seen.intervals else LADDER_FROM_DAYS
    step = STEP_DAYS if last < WELL else -STEP_DAYS if last >= UNWELL else 0
    return float(min(max(interval + step, SHORTEST), LONGEST))


def by_risk(risk: float, seen: Seen) -> float:
    """Rule 1; where no day qualifies, as soon as the rules allow."""
    posterior = infer(seen.prior, History(records=seen.records))
    return _rule_1(draw_crossings(posterior, seen.prior.line, HORIZON_DAYS, seen.rng, paths=PATHS), risk, seen)


def by_bad_days(days_a_session: float, seen: Seen) -> float:
    """Rule 2."""
    return _rule_2(person_draws(infer(seen.prior, History(records=seen.records)), EXPOSURE), days_a_session, seen)


def by_risk_knowing(risk: float, seen: Seen) -> float:
    """Rule 1 by somebody who knows the person's parameters and state, but not what is to come."""
    if seen.has_crossed:
        return _soonest(seen)
    draws = as_known(seen.life)
    many = {name: np.repeat(getattr(draws, name), PATHS) for name in ("waning_per_day", "drift_sd")}
    now = PathsNow(
        day=draws.day, states=np.repeat(draws.states, PATHS, axis=1), rise_per_day=draws.rise_per_day,
        drift_days=draws.drift_days, **many,
    )  # fmt: skip
    return _rule_1(walk_to_line(now, seen.prior.line, HORIZON_DAYS, seen.rng), risk, seen)


def by_bad_days_knowing(days_a_session: float, seen: Seen) -> float:
    """Rule 2 by somebody who knows the person's parameters and state, but not what is to come."""
    return _rule_2(as_known(seen.life), days_a_session, seen)


def as_known(life: Life) -> PersonDraws:
    """One draw that is the truth."""
    prior, node = life.prior, theta(life.prior, np.array([life.z]))
    states = np.array([[life.untreated], [life.full_relief], [life.in_transit], [life.relief], [life.drift]])
    return PersonDraws(
        day=life.day - life.session_day, memory=life.memory, states=states,
        waning_per_day=np.array([math.log(2.0) / life.half_life_days]), half_life_days=node.h0_days,
        gamma=node.gamma, share=node.f, drift_sd=node.sd, luck_sd=prior.w_s, rise_per_day=prior.rise_per_day,
        drift_days=prior.tau_d_days, tau_m_days=prior.tau_m_days, scores_since_first=1,
    )  # fmt: skip


def _rule_1(crossed_on: FloatArray, risk: float, seen: Seen) -> float:
    found = next_session_by_risk(
        crossings(crossed_on, HORIZON_DAYS), risk=risk, spacing=RULE.spacing, now_day=seen.since
    )
    return _soonest(seen) if found.day is None else float(found.day)


def _rule_2(draws: PersonDraws, days_a_session: float, seen: Seen) -> float:
    rule = replace(RULE, days_a_session=days_a_session)
    found = next_session_by_bad_days(draws, rule, line=seen.prior.line, now_day=seen.since)
    return _soonest(seen) if found.day is None else float(found.day)


def _soonest(seen: Seen) -> float:
    return float(max(SHORTEST, math.ceil(seen.since)))


def _policies() -> dict[str, Policy]:
    found = {
        f"fixed {days} d": Policy(kind="fixed interval", plan=partial(fixed, float(days)))
        for days in (7, 14, 21, 28, 42)
    }
    found["patient calls"] = Policy(kind="habit", plan=partial(fixed, float(LONGEST)), waits_for_call=True)
    found["ladder"] = Policy(kind="habit", plan=ladder)
    for risk in (0.1, 0.2, 0.35):
        found[f"rule 1 at {risk:g}"] = Policy(kind="rule 1", plan=partial(by_risk, risk), is_weekly=True)
    found["rule 1 at 0.2, scored at sessions only"] = Policy(kind="rule 1", plan=partial(by_risk, 0.2))
    for days in (1, 2, 4):
        found[f"rule 2 at {days} d"] = Policy(kind="rule 2", plan=partial(by_bad_days, float(days)), is_weekly=True)
    found["rule 2 at 2 d, scored at sessions only"] = Policy(kind="rule 2", plan=partial(by_bad_days, 2.0))
    found["rule 1 at 0.2, true state known"] = Policy(kind="known", plan=partial(by_risk_knowing, 0.2), is_weekly=True)
    found["rule 2 at 2 d, true state known"] = Policy(
        kind="known", plan=partial(by_bad_days_knowing, 2.0), is_weekly=True
    )
    return found


POLICIES: Final[Mapping[str, Policy]] = _policies()
