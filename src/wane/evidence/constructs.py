"""Construct: absorption by one route, put together from several reports for want of a complete published model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from wane.evidence.population_model import Estimate, How


class Band(StrEnum):
    """How a value is spread between `low` and `high` when people are drawn."""

    UNIFORM = "uniform"
    LOG_UNIFORM = "log_uniform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """Bioavailability `f` (fraction) and absorption rate `ka` (1/h) of one route, each with low, high and how it is
    spread.

    `ka` is None where nothing was read, with `ka_reason`. `formation_delay` [h] is the mean time by which norketamine
    made on the first pass reaches blood later than absorption; None where none was estimated. `disposition` names the
    models that carry the drug once absorbed.
    """

    id: str
    route: str
    drug: str
    f: Estimate
    f_band: Band
    ka: Estimate | None
    ka_band: Band | None
    ka_reason: str | None
    formation_delay: Estimate | None
    formation_delay_band: Band | None
    disposition: tuple[str, ...]
    how: How
    basis: str
    confidence: str
    evidence: tuple[str, ...]
    checked: str | None


def construct_from_fields(fields: Mapping[str, object]) -> Construct:
    """A construct from the fields of its file."""
    f = cast(Mapping[str, object], fields["f"])
    ka, delay = (cast(Mapping[str, object] | None, fields.get(name)) for name in ("ka", "formation_delay"))
    return Construct(
        id=str(fields["id"]),
        route=str(fields["route"]),
        drug=str(fields["drug"]),
        f=_estimate(f),
        f_band=Band(str(f["band"])),
        ka=None if ka is None else _estimate(ka),
        ka_band=None if ka is None else Band(str(ka["band"])),
        ka_reason=None if fields["ka_reason"] is None else str(fields["ka_reason"]),
        formation_delay=None if delay is None else _estimate(delay),
        formation_delay_band=None if delay is None else Band(str(delay["band"])),
        disposition=tuple(map(str, cast(Sequence[object], fields["disposition"]))),
        how=How.CONSTRUCTED,
        basis=str(fields["basis"]),
        confidence=str(fields["confidence"]),
        evidence=tuple(map(str, cast(Sequence[object], fields["evidence"]))),
        checked=None if fields["checked"] is None else str(fields["checked"]),
    )


def _estimate(raw: Mapping[str, object]) -> Estimate:
    return Estimate(
        value=float(cast(float, raw["value"])),
        unit=str(raw["unit"]),
        how=How(str(raw["how"])),
        where=str(raw["where"]),
        low=float(cast(float, raw["low"])),
        high=float(cast(float, raw["high"])),
    )
