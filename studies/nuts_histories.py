"""Histories on which the engine is held against NUTS, as plain records: what was censored, how much was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from studies.people import INDUCTION_DAYS
from wane.forecast.learning import prior_digest
from wane.models.relief import History, Record, Relapse, Score, Treatment
from wane.models.relief_prior import load_relief_prior

STORED: Final = Path("tests/reference/data/nuts.json")
AHEAD_DAYS: Final = (7.0, 14.0, 28.0)
PlainRecord = tuple[str, float, float]
"""What (score, session or relapse), day, and value or exposure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A history and the prior it is read with."""

    name: str
    prior: str
    records: tuple[PlainRecord, ...]


def history_of(records: Sequence[PlainRecord]) -> History:
    """The history that these records are."""
    return History(records=tuple(_record(what, float(day), float(number)) for what, day, number in records))


def _record(what: str, day: float, number: float) -> Record:
    match what:
        case "score":
            return Score(day=day, value=number)
        case "session":
            return Treatment(day=day, exposure=number)
        case _:
            return Relapse(day=day)


def _induction(exposure: float = 1.0) -> tuple[PlainRecord, ...]:
    return tuple(("session", day, exposure) for day in INDUCTION_DAYS)


def _scores(values: Sequence[float], days: Sequence[float]) -> tuple[PlainRecord, ...]:
    return tuple(("score", day, value) for day, value in zip(days, values, strict=True))


def _long() -> tuple[PlainRecord, ...]:
    """Twelve sessions and 24 scores that fall from 18 to 6 and wander."""
    rng = np.random.default_rng(5)
    boosters = tuple(("session", 17.0 + 21.0 * k, 1.0) for k in range(1, 7))
    values = np.clip(np.round(np.linspace(18.0, 6.0, 24) + rng.normal(0.0, 2.5, 24)), 1.0, 26.0)
    return (*_induction(), *boosters, *_scores(values.tolist(), np.linspace(-1.0, 160.0, 24).tolist()))


IN_VISITS: Final = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 24.0, 31.0)
PEOPLE: Final = (
    Person(
        name="a responder",
        prior="starting_phq9",
        records=(*_induction(), *_scores((18, 14, 9, 7, 5, 4, 5, 7), IN_VISITS)),
    ),
    Person(
        name="a non-responder",
        prior="starting_phq9",
        records=(*_induction(), *_scores((19, 20, 18, 19), (0.0, 7.0, 14.0, 24.0))),
    ),
    Person(name="one score", prior="starting_phq9", records=(*_induction(), ("score", 0.0, 18.0))),
    Person(
        name="24 scores, 12 sessions",
        prior="starting_phq9",
        records=_long(),
    ),
    Person(
        name="three doses, a booster, a gap",
        prior="starting_madrs",
        records=(
            *_induction(0.6),
            *_scores((40, 24, 16, 12, 26, 10, 18), (-3.0, 2.5, 10.0, 25.0, 90.0, 97.0, 130.25)),
            ("session", 90.0, 2.0),
        ),
    ),
    Person(
        name="both ends of the scale and a relapse",
        prior="starting_phq9",
        records=(
            *_induction(),
            *_scores((27, 22, 12, 3, 0, 0, 2), (0.0, 1.0, 4.0, 8.0, 15.0, 20.0, 27.0)),
            ("session", 29.0, 0.5),
            ("relapse", 50.5, 0.0),
        ),
    ),
    Person(
        name="mostly at the floor",
        prior="starting_phq9",
        records=(*_induction(), *_scores((20, 8, 0, 0, 1, 0, 0, 0), IN_VISITS)),
    ),
    Person(
        name="mostly at the ceiling",
        prior="starting_phq9",
        records=(*_induction(), *_scores((27, 27, 26, 27, 27, 27, 25, 27), IN_VISITS)),
    ),
    Person(
        name="a relapse, then a booster",
        prior="starting_phq9",
        records=(
            *_induction(),
            *_scores((17, 12, 8, 6, 9), (0.0, 5.0, 12.0, 19.0, 33.0)),
            ("relapse", 40.0, 0.0),
            ("session", 42.0, 1.0),
            *_scores((7, 5), (45.0, 52.0)),
        ),
    ),
    Person(
        name="pain, both ends of a short scale",
        prior="starting_pain_nrs",
        records=(*_induction(), *_scores((10, 10, 6, 2, 0, 0, 1, 4), IN_VISITS)),
    ),
    Person(
        name="depression as shipped, doses that differ",
        prior="depression__phq9",
        records=(
            *(("session", day, dose) for day, dose in zip(INDUCTION_DAYS, (0.5, 0.5, 1.0, 1.0, 2.0, 1.0), strict=True)),
            *_scores((21, 15, 9, 4, 0, 3, 8, 11), IN_VISITS),
        ),
    ),
    Person(
        name="chronic pain as shipped",
        prior="mixed_chronic_pain__pain_nrs",
        records=(*_induction(), *_scores((8, 7, 5, 6, 4, 5, 7, 8), IN_VISITS)),
    ),
)


def person_fields(person: Person) -> dict[str, object]:
    """As stored: what was sampled, and the digest of the prior's numbers."""
    return {
        "name": person.name,
        "prior": person.prior,
        "prior_sha256": prior_digest(load_relief_prior(person.prior)),
        "records": [list(record) for record in person.records],
    }
