"""One person's parameters in three columns: the typical person of the studies, a priori, a posteriori."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Final

from wane.errors import WaneError
from wane.models.instruments import instrument_named, prior_for
from wane.models.relief_prior import ReliefPrior, Spread
from wane_clinic.bridge.computed import Json

NAMES: Final = {
    "half_life_of_relief": "Half-life of relief",
    "response": "Relief that is possible",
    "untreated_level": "Level without treatment",
    "chance_of_responding": "Chance of responding",
}
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """A median with its 90 % interval; a chance has no interval, it is one."""

    low: float | None
    high: float | None
    median: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow:
    """One parameter at the three levels; `typical` is None where no prior is known any more."""

    id: str
    name: str
    typical: Believed | None
    a_priori: Believed
    a_posteriori: Believed


def parameter_rows(answer: Json) -> tuple[ParameterRow, ...]:
    """The rows of a stored forecast."""
    typical = _typical(answer["asked"]["condition"], answer["asked"]["instrument"])
    before, after = answer["person"]["a_priori"], answer["person"]["a_posteriori"]
    return tuple(
        ParameterRow(
            id=name,
            name=words,
            typical=typical.get(name),
            a_priori=_believed(before[name]),
            a_posteriori=_believed(after[name]),
        )
        for name, words in NAMES.items()
    )


def _believed(value: Any) -> Believed:
    if isinstance(value, dict):
        return Believed(low=value["low90"], high=value["high90"], median=value["median"], unit=value["unit"])
    return Believed(low=None, high=None, median=float(value), unit="")


def _typical(condition: str, instrument: str) -> dict[str, Believed]:
    """Of somebody about whom nothing is known, after one reference session."""
    try:
        prior = prior_for(condition, instrument_named(instrument))
    except WaneError:
        return {}
    days, level = _normal(prior.log_h0), _normal(prior.untreated)
    low, middle, high = (math.exp(days.inv_cdf(q)) for q in (LOW, 0.5, HIGH))
    return {
        "half_life_of_relief": Believed(low=low, high=high, median=middle, unit="d"),
        "response": _response(prior),
        "untreated_level": Believed(
            low=max(0.0, level.inv_cdf(LOW)), high=min(prior.scale_max, level.inv_cdf(HIGH)), median=level.mean,
            unit="points",
        ),
        "chance_of_responding": Believed(low=None, high=None, median=prior.pi, unit=""),
    }  # fmt: skip


def _normal(spread: Spread) -> NormalDist:
    return NormalDist(spread.mean, spread.sd)


def _response(prior: ReliefPrior) -> Believed:
    """Quantiles of the mixture of responders and others, by halving."""
    parts = [
        NormalDist(lam * prior.untreated.mean, math.hypot(s, lam * prior.untreated.sd))
        for lam, s in zip(prior.lam, prior.s, strict=True)
    ]
    shares = (1.0 - prior.pi, prior.pi)

    def quantile(q: float) -> float:
        low, high = -2.0 * prior.scale_max, 2.0 * prior.scale_max
        for _ in range(60):
            middle = 0.5 * (low + high)
            below = sum(share * part.cdf(middle) for share, part in zip(shares, parts, strict=True))
            low, high = (middle, high) if below < q else (low, middle)
        return 0.5 * (low + high)

    return Believed(low=quantile(LOW), high=quantile(HIGH), median=quantile(0.5), unit="points")
