"""Simulated arms of published trials: a condition's shipped prior, the arm's own baseline, doses and visits.

The prior is wider between people than people are, because what is not known of the whole population stands in it too.
In one trial that part is the same for everybody: it is drawn once for each arm.
"""

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

import numpy as np

from wane.evidence.reading import DATA, FITTED_FOLDER, load_yaml
from wane.fit.relief.predict import FIRST_VISIT_DAYS, FURTHER, HORIZON_DAYS, REACH
from wane.fit.relief.problem import Problem, relief_problem
from wane.fit.relief.readings import LASTING, Arm, Kind, Reading
from wane.forecast.simulate_person import begin, live_until, rate, treat
from wane.kernels.doses import FloatArray
from wane.models.relief_prior import ReliefPrior, Spread, load_relief_prior, relief_prior_ids

MOST_PEOPLE: Final = 150  # of one simulated arm: beyond that the spread between studies is what counts
TRIES: Final = 40  # people looked at for each responder that is needed
LEAST_SPREAD: Final = 0.3  # of the printed SD at baseline is between people at least, as in the fit
EARLY_VISITS_DAYS: Final = (0.1, 1.0, 2.0, 3.0, 7.0, 10.0, 14.0)
SCORED: Final = frozenset({Kind.MEAN, Kind.CHANGE, Kind.RESPONSE, Kind.REMISSION, Kind.EVER, *LASTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What the fit of a condition says of people, of studies, of drug-free follow-up and of the nasal route."""

    h0_sd: float
    study_sd: float
    setting: float
    nasal: float


@functools.cache
def problem() -> Problem:
    """The rows marked `fit`, as the fit reads them."""
    return relief_problem()


@functools.cache
def readings() -> tuple[Reading, ...]:
    """Those of drug arms that speak of scores, responses or durations, and whose condition ships a prior."""
    return tuple(
        reading
        for reading in problem().sorted_rows.readings
        if not reading.arm.is_control and reading.kind in SCORED and prior_id(reading.arm) in relief_prior_ids()
    )


def prior_id(arm: Arm) -> str:
    """The prior that a forecast of these people would start from."""
    return f"{arm.condition}__{arm.instrument}"


@functools.cache
def fitted(condition: str) -> Fitted:
    """From data/fitted."""
    fields = load_yaml(DATA / FITTED_FOLDER / f"relief_{condition}.yaml")
    values = cast(Mapping[str, Mapping[str, float]], fields["parameters"])
    return Fitted(**{name: values[name]["value"] for name in Fitted.__dataclass_fields__})


def simulated(reading: Reading, rng: np.random.Generator) -> float | None:
    """The reading's number in one simulated arm; None where nobody responded or nobody relapsed."""
    prior = arm_prior(reading.arm, rng)
    shift = fitted(reading.arm.condition).study_sd * reading.arm.untreated * rng.standard_normal()
    count = int(min(max(reading.n, 1.0), MOST_PEOPLE))
    if reading.kind in LASTING:
        return _lasting(reading, prior, shift, count, rng)
    scores = np.array([_scores(reading.arm, prior, shift, _days(reading), rng) for _ in range(count)])
    before, after = scores[:, 0], scores[:, -1]
    match reading.kind:
        case Kind.MEAN:
            return float(after.mean())
        case Kind.CHANGE:
            return float((after - before).mean())
        case Kind.REMISSION:
            return 100.0 * float((after <= reading.limit).mean())
        case _:
            low = scores[:, 1:] <= (1.0 - reading.limit) * before[:, None]
            return 100.0 * float(low.any(axis=1).mean())


def arm_prior(arm: Arm, rng: np.random.Generator) -> ReliefPrior:
    """The prior with the arm's own baseline; what is common to a study is drawn, people keep their own spread."""
    prior, found = load_relief_prior(prior_id(arm)), fitted(arm.condition)
    noise = math.exp(2.0 * prior.log_se.mean) + math.exp(2.0 * prior.log_sd.mean)
    spread = math.sqrt(max(arm.untreated_sd**2 - noise, (LEAST_SPREAD * arm.untreated_sd) ** 2))
    own = min(found.h0_sd, prior.log_h0.sd)
    common = math.sqrt(prior.log_h0.sd**2 - own**2) * rng.standard_normal()
    setting = math.log(found.setting) if arm.is_drug_free else 0.0
    scale, study = arm.untreated / prior.untreated.mean, found.study_sd * prior.untreated.mean
    s_0, s_1 = (scale * math.sqrt(max(s * s - study * study, 0.01 * s * s)) for s in prior.s)
    return replace(
        prior,
        log_h0=Spread(mean=prior.log_h0.mean + common - setting, sd=own),
        untreated=Spread(mean=arm.untreated, sd=spread),
        s=(s_0, s_1),
        w_s=scale * prior.w_s,
    )


def _days(reading: Reading) -> FloatArray:
    """Days on which the arm is rated after the baseline."""
    if reading.kind is Kind.EVER:
        return np.array([day for day in EARLY_VISITS_DAYS if day <= reading.day])
    if reading.kind not in LASTING:
        return np.array([reading.day])
    last = reading.day or reading.count_from + min(HORIZON_DAYS, REACH * reading.value)
    return np.array([*_visits(reading.from_day, last)])


def _visits(first: float, last: float) -> Iterator[float]:
    """Twice a week, then further and further apart; closer where all ends in hours."""
    at, spacing = first, min(FIRST_VISIT_DAYS, (last - first) / 12.0)
    while at < last:
        yield at
        at, spacing = at + spacing, spacing * FURTHER
    yield last


def _scores(arm: Arm, prior: ReliefPrior, shift: float, days: FloatArray, rng: np.random.Generator) -> FloatArray:
    """One person's score before the first session and on these days; a score comes before a session of its time."""
    life = begin(prior, rng)
    life.full_relief += shift
    first = arm.sessions.days[0]
    nasal = fitted(arm.condition).nasal if arm.is_nasal else 1.0
    sessions = [
        (day, 1, nasal * exposure) for day, exposure in zip(arm.sessions.days, arm.sessions.exposures, strict=True)
    ]
    visits = [(first, 0, 0.0), *((day, 0, 0.0) for day in days)]
    life.day = min(float(first), 0.0)
    found = []
    for day, is_session, exposure in sorted([*sessions, *visits]):
        live_until(life, float(day), rng)
        if is_session:
            treat(life, float(exposure), rng)
        else:
            found.append(rate(life, rng).value)
    return np.array(found)


def _lasting(reading: Reading, prior: ReliefPrior, shift: float, count: int, rng: np.random.Generator) -> float | None:
    """Of those who had responded at the first visit: the share without relapse, or days until it."""
    days = _days(reading)
    relapsed_after = []
    for _ in range(count * TRIES):
        scores = _scores(reading.arm, prior, shift, days, rng)
        before, there, later = scores[0], scores[1], scores[2:]
        if there > (reading.limit if reading.is_absolute else (1.0 - reading.limit) * before):
            continue
        line = reading.line or (1.0 - reading.line_share) * before
        over = np.flatnonzero(later >= line)
        relapsed_after.append(days[1 + over[0]] - reading.count_from if over.size else math.inf)
        if len(relapsed_after) == count:
            break
    after = np.array(relapsed_after)
    if not after.size:
        return None
    if reading.kind is Kind.KEPT:
        return 100.0 * float(np.isinf(after).mean())
    if reading.kind is Kind.MEDIAN_DAYS:
        return float(np.quantile(after, 0.5, method="inverted_cdf"))
    return float(after[np.isfinite(after)].mean()) if np.isfinite(after).any() else None
