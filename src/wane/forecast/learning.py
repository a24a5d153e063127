"""Learning a clinic's own prior from its people: MAP-EM, with the published prior worth so many people.

The E-step is every person's ordinary posterior, reduced to sums; the M-step is closed form: the moments of those sums
and of the people that the published prior stands for. What sums cannot tell stays as published: the times of drift,
onset and memory, the luck of a session, the scale and its line.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from wane.errors import ConflictError, UnsupportedError
from wane.forecast.learning_sums import Sums, expected_sums, no_sums, sums_of, total
from wane.forecast.posterior import infer
from wane.models.relief import History
from wane.models.relief_prior import THETA, ReliefPrior, Spread

PRIOR_WORTH_PEOPLE: Final = 30.0
FEWEST_PEOPLE: Final = 10
STEPS_AT_MOST: Final = 40
SMALL_MOVE: Final = 0.005  # of the published spread: a step in which nothing moves further is the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: the log posterior of the prior it began from (nats), and the largest move, in published spreads."""

    log_posterior: float
    largest_move: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A clinic's prior, what it was learned from, and how."""

    published: ReliefPrior
    prior: ReliefPrior
    sums: Sums
    steps: tuple[Step, ...]
    has_converged: bool


def learn(published: ReliefPrior, start: ReliefPrior, e_step: Callable[[ReliefPrior, int], Sums]) -> Learned:
    """The prior that the people behind `e_step` (a prior and the number of the step -> their sums) lead to.

    `start` moves only how many steps that takes.
    """
    now, steps = start, list[Step]()
    sums = no_sums()
    while len(steps) < STEPS_AT_MOST:
        sums = e_step(now, len(steps))
        enough_people(sums)
        after = m_step(published, sums)
        move = largest_move(published, now, after)
        steps.append(Step(log_posterior=log_posterior(published, now, sums), largest_move=move))
        now = after
        if move <= SMALL_MOVE:
            break
    return Learned(
        published=published,
        prior=now,
        sums=sums,
        steps=tuple(steps),
        has_converged=steps[-1].largest_move <= SMALL_MOVE,
    )


def enough_people(sums: Sums) -> None:
    """UnsupportedError for sums of fewer people than anything may be learned from, or told of."""
    if sums["people"] < FEWEST_PEOPLE:
        raise UnsupportedError(
            f"{sums['people']:.0f} people can be used; {FEWEST_PEOPLE} at least are needed to learn from: "
            "add people, or pool sums with other clinics (--sums)."
        )


def e_step_here(prior: ReliefPrior, histories: Iterable[History]) -> Sums:
    """Sums of these people under the prior, one after the other."""
    found = no_sums()
    for history in histories:
        found = total(found, sums_of(infer(prior, history)))
    return found


def m_step(published: ReliefPrior, sums: Sums, *, worth_people: float = PRIOR_WORTH_PEOPLE) -> ReliefPrior:
    """The prior that makes the sums likeliest, beside `worth_people` people who are as published."""
    both = total(sums, expected_sums(published, worth_people))
    spreads = {name: _spread(both, name) for name in (*THETA, "untreated")}
    lam, s = zip(*(_full_relief(both, c) for c in (0, 1)), strict=True)
    pi = both["class_1_people"] / both["people"]
    return dataclasses.replace(published, **spreads, pi=pi, lam=lam, s=s)  # type: ignore[arg-type]  # names are fields


def _spread(sums: Sums, name: str) -> Spread:
    mean = sums[f"{name}_1"] / sums["people"]
    return Spread(mean=mean, sd=math.sqrt(sums[f"{name}_2"] / sums["people"] - mean * mean))


def _full_relief(sums: Sums, responder: int) -> tuple[float, float]:
    """Lam and s of one class: the line through the origin of full relief on untreated level, and the scatter."""
    people, bb, br, rr = (
        sums[f"class_{responder}_{name}"] for name in ("people", "untreated_2", "untreated_full", "full_2")
    )
    lam = br / bb
    return lam, math.sqrt((rr - 2.0 * lam * br + lam * lam * bb) / people)


def log_posterior(published: ReliefPrior, now: ReliefPrior, sums: Sums) -> float:
    """Log density of the scores under `now`, and of the people that the published prior stands for (nats).

    EM never lowers it. It is 0 from the second part where `now` is the published prior.
    """
    return sums["log_evidence"] - PRIOR_WORTH_PEOPLE * divergence(published, now)


def divergence(first: ReliefPrior, second: ReliefPrior) -> float:
    """Kullback-Leibler divergence of what two priors say of a person, from the first (nats)."""
    found = 0.0
    for name in (*THETA, "untreated"):
        found += _normal_divergence(getattr(first, name), getattr(second, name), 0.0)
    bb = first.untreated.mean**2 + first.untreated.sd**2
    for c, share, other in ((0, 1.0 - first.pi, 1.0 - second.pi), (1, first.pi, second.pi)):
        a, b = (Spread(mean=0.0, sd=prior.s[c]) for prior in (first, second))
        apart = (first.lam[c] - second.lam[c]) ** 2 * bb
        found += share * (math.log(share / other) + _normal_divergence(a, b, apart))
    return found


def _normal_divergence(first: Spread, second: Spread, squared_distance: float) -> float:
    apart = (first.mean - second.mean) ** 2 + squared_distance
    return math.log(second.sd / first.sd) + (first.sd**2 + apart) / (2.0 * second.sd**2) - 0.5


def largest_move(published: ReliefPrior, before: ReliefPrior, after: ReliefPrior) -> float:
    """The largest change of any mean, in the published spread of that parameter between people."""
    moves: list[float] = [
        abs(getattr(after, name).mean - getattr(before, name).mean) / getattr(published, name).sd
        for name in (*THETA, "untreated")
    ]
    moves.append(abs(after.pi - before.pi) / math.sqrt(published.pi * (1.0 - published.pi)))
    moves += [abs(after.lam[c] - before.lam[c]) * published.untreated.mean / published.s[c] for c in (0, 1)]
    return max(moves)


def prior_digest(prior: ReliefPrior) -> str:
    """SHA-256 of every number of the prior, and of what it is a prior of; its id and source say nothing more."""
    fields = dataclasses.asdict(prior)
    told = {name: value for name, value in fields.items() if name not in {"id", "source"}}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def pooled(parts: Iterable[tuple[str, str, Sums]]) -> Sums:
    """The total of (name, digest of the prior, sums); ConflictError where two were taken under different priors."""
    found, first = no_sums(), None
    for name, digest, sums in parts:
        first = first or (name, digest)
        if digest != first[1]:
            raise ConflictError(
                f"The sums of {name} and {first[0]} were taken under different priors, so they cannot be added: "
                "take them again from one prior (--prior)."
            )
        found = total(found, sums)
    return found
