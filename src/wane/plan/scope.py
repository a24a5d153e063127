"""Scope: which drug, route, indication and place a rule was written for, and how it meets the session asked about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wane.errors import EvidenceError
from wane.models.regimen import Drug, Route

_DRUGS: Final[Mapping[str, frozenset[Drug]]] = {
    "ketamine or esketamine": frozenset(Drug),
    "racemic ketamine": frozenset({Drug.KETAMINE}),
    "ketamine": frozenset({Drug.KETAMINE}),
    "esketamine": frozenset({Drug.ESKETAMINE}),
}
_ANY_ROUTE: Final = "any"
_INDICATIONS: Final[Mapping[str, str]] = {"chronic pain": "chronic_pain", "depression": "depression"}


class Region(StrEnum):
    """Where a clinic works, as far as rules differ by it."""

    US = "US"
    EU = "EU"
    CANADA = "Canada"


_REGIONS: Final[Mapping[str, Region]] = {
    "(eu)": Region.EU,
    "rems": Region.US,
    "(british columbia draft)": Region.CANADA,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a rule was written for; `routes` None is any, `setting` keeps words that neither exclude nor extend."""

    text: str
    drugs: frozenset[Drug]
    routes: frozenset[Route] | None
    indication: str | None
    region: Region | None
    setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is asked about: the drug, its routes, and what is known of indication and place."""

    drug: Drug
    routes: frozenset[Route]
    indication: str | None = None
    region: Region | None = None


def parse_scope(text: str) -> Scope:
    """The scope that a rule's `applies_to` states; EvidenceError where it cannot be read."""
    drug, _, rest = (piece.strip() for piece in text.partition(";"))
    if drug not in _DRUGS:
        raise EvidenceError(f'A rule applies to "{text}"; it must begin with {" or ".join(_DRUGS)} and a semicolon.')
    first, _, setting = rest.partition(" ")
    names = {route.value: route for route in Route}
    parts = first.casefold().split("/")
    if all(part in names for part in parts):
        routes: frozenset[Route] | None = frozenset(names[part] for part in parts)
    else:
        routes, setting = None, setting if first.casefold() == _ANY_ROUTE else rest
    words = setting.casefold()
    return Scope(
        text=" ".join(re.sub(r";", "", text).split()),
        drugs=_DRUGS[drug],
        routes=routes,
        indication=next((name for word, name in _INDICATIONS.items() if word in words), None),
        region=next((region for word, region in _REGIONS.items() if word in words), None),
        setting=setting.strip(),
    )


def is_written_for(scope: Scope, session: Session) -> bool:
    """Whether drug, route, indication and place all match; an indication or place not known is taken to match."""
    return (
        session.drug in scope.drugs
        and (scope.routes is None or bool(scope.routes & session.routes))
        and (scope.indication is None or session.indication in (None, scope.indication))
        and (scope.region is None or session.region in (None, scope.region))
    )
