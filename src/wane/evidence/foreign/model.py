"""ForeignModel: a model of another program as plain text and numbers, before anything of it is understood.

Expressions are text in Python's grammar, with `Piecewise((value, condition), ...)`, `Eq`, `exp`, `log`, `sqrt`; an
amount is `A_CENTRAL(t)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNumber:
    """A fixed effect: value, whether it was held, relative standard error in per cent where one is known."""

    value: float
    is_fixed: bool
    rse_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCompartment:
    """One compartment. `doses` has an entry for each way a dose enters: the time it takes as an expression, or None
    where the data say. `given` is a constant input, `lag` and `bioavailability` are expressions.
    """

    name: str
    doses: tuple[str | None, ...]
    given: str
    lag: str
    bioavailability: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignModel:
    """Everything that is read of it. `flows` are (from, to, rate), to None out of the body; `before` and `after` are
    the assignments (symbol, expression) before and after the differential equations, in order; `y` is what is observed.

    `covariances` are of etas by (first, second), variances among them; `variances` are of epsilons. `is_estimated`:
    numbers are results of an estimation, not where one begins.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    before: tuple[tuple[str, str], ...]
    compartments: tuple[ForeignCompartment, ...]
    flows: tuple[tuple[str, str | None, str], ...]
    after: tuple[tuple[str, str], ...]
    y: str
    thetas: Mapping[str, ForeignNumber]
    covariances: Mapping[tuple[str, str], float]
    variances: Mapping[str, float]
    is_estimated: bool
