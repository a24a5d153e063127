"""One simulated year after induction: sessions against days at or above the line, for habits and for rules.

Everybody is a responder who has had six sessions in 17 days. Under each policy the same person lives the same year: the
same drift day by day, the same error of a score on a day, the same luck of the first, second, ... session. A bad day is
one on which the level stands at or above the line (looked at once a day, before a session). Scores come at every
session and, where a policy says so, weekly between them; a policy plans the next session anew at each.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from studies.people import INDUCTION_DAYS, prior_file
from studies.policies_figure import draw
from studies.rules import EXPOSURE, POLICIES, SHORTEST, Policy, Seen
from studies.study import Cell, Part, Row, Rows, Scale, Study, in_parts
from studies.tables import markdown, mean_row, names, numbers, one, plain, text, those
from wane.blocks.job import Block
from wane.evidence.reading import DATA
from wane.forecast.simulate_person import Life, begin, live_until, rate, treat
from wane.models.relief import Record
from wane.models.relief_prior import ReliefPrior, load_relief_prior

PRIOR: Final = "starting_phq9"
PEOPLE: Final = {Scale.FULL: 100, Scale.QUICK: 10}
YEAR_DAYS: Final = 365
WEEK_DAYS: Final = 7
CALL_TO_SESSION_DAYS: Final = 3  # a patient calls on a bad day; the session is this much later
REFERENCE: Final = "fixed 21 d"
PROTOTYPE: Final = {
    "fixed 14 d": "26.0, 50", "fixed 21 d": "17.0, 82", "patient calls": "18.8, 84", "ladder": "26.7, 38",
    "rule 1 at 0.2": "20.2, 51", "rule 2 at 2 d": "21.8, 39", "rule 2 at 2 d, true state known": "20.0, 34",
}  # fmt: skip
PERSON, DRIFT, ERROR, LUCK, CHOICE = range(5)  # streams of random numbers


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """The same people under each policy."""
    return [part for policy in POLICIES for part in in_parts(policy, PEOPLE[scale], size=10)]


def run(block: Block, part: Part) -> Rows:
    """One row a person: sessions and bad days of the year."""
    prior, policy = load_relief_prior(PRIOR), POLICIES[part.group]
    return [
        {"policy": part.group, "person": person, **one_year(prior, policy, Chance(block, person))}
        for person in range(part.first, part.first + part.people)
    ]


@dataclass(frozen=True, slots=True)
class Chance:
    """One person's random numbers, the same under every policy."""

    block: Block
    person: int

    def stream(self, source: int, at: int = 0) -> np.random.Generator:
        """What this source of chance brings, on a day or at a session where `at` says which."""
        return np.random.default_rng(np.random.SeedSequence(self.block.seed, spawn_key=(self.person, source, at)))


def one_year(prior: ReliefPrior, policy: Policy, chance: Chance) -> Row:
    """A year from the last session of induction on."""
    life, records = inducted(prior, chance.stream(PERSON))
    drift, choice = chance.stream(DRIFT), chance.stream(CHOICE)
    begun, intervals, bad_days, called, has_crossed = life.day, list[float](), 0, math.inf, False

    def planned() -> float:
        return policy.plan(
            Seen(
                prior=prior, records=tuple(records), since=life.day - life.session_day, intervals=tuple(intervals),
                life=life, has_crossed=has_crossed, rng=choice,
            )
        )  # fmt: skip

    due = planned()
    for day in range(1, YEAR_DAYS + 1):
        live_until(life, begun + day, drift)
        since = life.day - life.session_day
        is_bad = life.level >= prior.line
        bad_days, has_crossed = bad_days + is_bad, has_crossed or is_bad
        if policy.waits_for_call and is_bad:
            called = min(called, max(since + CALL_TO_SESSION_DAYS, SHORTEST))
        is_due = since >= min(due, called)
        if is_due or (policy.is_weekly and since % WEEK_DAYS == 0):
            records.append(rate(life, chance.stream(ERROR, day)))
            due = due if is_due else planned()
        if since >= min(due, called):
            intervals.append(since)
            records.append(treat(life, EXPOSURE, chance.stream(LUCK, len(intervals))))
            called, has_crossed = math.inf, False
            due = planned()
    return {"sessions": len(intervals), "bad_days": bad_days}


def inducted(prior: ReliefPrior, rng: np.random.Generator) -> tuple[Life, list[Record]]:
    """A responder right after the last session of induction, with the records of it."""
    life = begin(prior, rng)
    while not life.responder:
        life = begin(prior, rng)
    records: list[Record] = []
    for day in INDUCTION_DAYS:
        live_until(life, day, rng)
        records += [rate(life, rng), treat(life, EXPOSURE, rng)]
    return life, records


def summarise(rows: Rows) -> Rows:
    """Means with intervals, and the differences to the reference interval, person by person."""
    found: list[Row] = []
    base = those(rows, policy=REFERENCE)
    for policy in names(rows, "policy"):
        mine = those(rows, policy=policy)
        for what in ("sessions", "bad_days"):
            key: dict[str, Cell] = {"policy": policy, "kind": POLICIES[policy].kind, "what": what}
            values = numbers(mine, what)
            found.append({**key, **mean_row(values)})
            found.append({**key, "what": f"{what}_against_reference", **mean_row(values - numbers(base, what))})
    return found


def table(rows: Rows) -> str:
    """Sessions and bad days of the year, and against the reference."""
    lines = [
        [
            policy,
            *(plain(one(rows, policy=policy, what=what)) for what in ("sessions", "bad_days")),
            PROTOTYPE.get(policy, ""),
            *(
                "" if policy == REFERENCE else plain(one(rows, policy=policy, what=f"{what}_against_reference"))
                for what in ("sessions", "bad_days")
            ),
        ]
        for policy in names(rows, "policy")
    ]
    heads = ["policy", "sessions", "bad days", "prototype", f"sessions more than {REFERENCE}", "bad days more"]
    people = text(rows[0], "people")
    return f"{people} responders, one year.\n\n{markdown(heads, lines)}"


STUDY: Final = Study(
    name="policies", title="When to treat again", seed=17, parts=parts, run=run, summarise=summarise, table=table,
    draw=draw,
    modules=(
        __name__, "studies.rules", "studies.people", "studies.tables", "wane.forecast.next_session",
        "wane.forecast.next_by_bad_days", "wane.forecast.repeated", "wane.forecast.booking",
    ),
    data=(prior_file(PRIOR), DATA / "registers" / "booking.yaml"),
)  # fmt: skip
