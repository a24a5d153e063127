"""What a patient is told before and after a visit: rules alone, and no number of a model (CDS-6)."""

import re
from dataclasses import dataclass
from typing import Final

from wane.plan.clinic import settings
from wane.plan.leaving import aftercare
from wane.plan.rules import load_rules
from wane_clinic.care.models import Drug, Route, Session
from wane_clinic.people.models import ClinicSettings

FOOD: Final = "KR030"
DRINK: Final = "KR031"
SOURCE: Final = re.compile(r" \(([^()]+)\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence of a sheet and the id of its evidence."""

    words: str
    source: str


def driving_hours(settled: ClinicSettings) -> float:
    """[h] the rule: the published one or the clinic's, whichever is longer. No model is asked."""
    return max(settings()["driving_after_dosing"].value, float(settled.driving_h))


def after_visit(settled: ClinicSettings) -> tuple[Told, ...]:
    """Driving first, then what else holds after a visit."""
    return tuple(_told(line) for line in aftercare(driving_hours(settled)))


def fasting(session: Session | None) -> tuple[Told, ...]:
    """How long before a visit nothing is eaten or drunk, where a published rule is written for this drug and route."""
    if session is None or (session.drug, session.route) != (Drug.ESKETAMINE.value, Route.INTRANASAL.value):
        return ()
    limits = {rule.id: float(rule.threshold) for rule in load_rules() if rule.id in (FOOD, DRINK)}
    return (
        Told(words=f"Eat nothing for {limits[FOOD]:g} hours before.", source=FOOD),
        Told(words=f"Drink nothing for {limits[DRINK]:g} minutes before.", source=DRINK),
    )


def _told(line: str) -> Told:
    found = SOURCE.search(line)
    return Told(words=SOURCE.sub("", line), source="" if found is None else found[1])
