"""A foreign model as a linear network: constant rates between compartments, ways in, and what is observed of it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from wane.errors import UnsupportedError
from wane.evidence.foreign.model import ForeignModel
from wane.evidence.foreign.observation import observed
from wane.evidence.foreign.parameters import ForeignParameter, ForeignSymbols, require_constant, symbols_of
from wane.evidence.foreign.terms import expanded, folded, names_of, number, term
from wane.evidence.foreign.units import FRACTION, RATE, TIME, VOLUME, units_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignWay:
    """One way by which a dose enters: into which compartment, how much of it, over how long (None: as it is given)."""

    compartment: str
    fraction: str
    duration: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignNetwork:
    """The network. `flows` are (from, to, rate); `volumes` is the volume by which each observed amount is divided;
    `residual` holds the proportional and additive SD of the observation, None where it has another form.
    """

    model: ForeignModel
    parameters: Mapping[str, ForeignParameter]
    units: Mapping[str, str]
    flows: tuple[tuple[str, str | None, str], ...]
    ways: tuple[ForeignWay, ...]
    volumes: Mapping[str, str]
    residual: tuple[float, float] | None


def network_of(model: ForeignModel, *, time: str) -> ForeignNetwork:
    """The network of a model whose times are in `time` (h or min); UnsupportedError says what makes it none."""
    symbols = symbols_of(model)
    kinds: list[tuple[ast.expr, tuple[float, float]]] = []

    def text(node: ast.expr, kind: tuple[float, float]) -> str:
        kinds.append((node, kind))
        return ast.unparse(node)

    flows = tuple(
        (source, target, text(_rate(source, target, rate, symbols), RATE)) for source, target, rate in model.flows
    )
    _doses_alone_fill(model)
    ways = tuple(
        ForeignWay(
            compartment=one.name,
            fraction=text(require_constant(one.bioavailability, "its bioavailability", symbols), FRACTION),
            duration=None if took is None else text(require_constant(took, "the time of a dose", symbols), TIME),
        )
        for one in model.compartments
        for took in dict.fromkeys(one.doses)
    )
    if not ways:
        raise UnsupportedError(f"{model.name} has no compartment that is dosed; data with AMT are needed.")
    volumes, residual = observed(symbols)
    kinds += [(term(volume), VOLUME) for volume in volumes.values()]
    _no_shared_deviation(symbols)
    return ForeignNetwork(
        model=model,
        parameters=symbols.met,
        units=units_of(list(symbols.met), kinds, time),
        flows=flows,
        ways=ways,
        volumes=volumes,
        residual=residual,
    )


def _doses_alone_fill(model: ForeignModel) -> None:
    """UnsupportedError where a compartment begins filled, fills by itself, or is dosed late or in two ways."""
    for symbol, _ in model.before:
        if symbol.endswith("(0)"):
            raise UnsupportedError(f"{symbol} is given; doses alone may fill a compartment.")
    for one in model.compartments:
        if number(folded(term(one.given), {})) != 0.0:
            what = f"{one.name} has an input of its own ({one.given}); doses alone may fill a compartment"
        elif number(folded(term(one.lag), {})) != 0.0:
            what = f"doses into {one.name} come with a lag ({one.lag}), which a model file cannot hold"
        elif len(set(one.doses)) > 1:
            what = f"doses enter {one.name} in two ways; one a compartment is needed"
        else:
            continue
        raise UnsupportedError(f"{what}.")


def _rate(source: str, target: str | None, rate: str, symbols: ForeignSymbols) -> ast.expr:
    inside = names_of(expanded(term(rate), symbols.by))
    others = sorted(name for name in inside if name.startswith("A_") and name != f"A_{source}")
    if others:
        raise UnsupportedError(
            f"the rate out of {source} depends on the amount {others[0]}; a response "
            "(pharmacodynamics) is no part of a model of kinetics."
        )
    return require_constant(rate, f"the flow from {source} to {target or 'outside'}", symbols)


def _no_shared_deviation(symbols: ForeignSymbols) -> None:
    by_eta: dict[str, str] = {}
    for one in symbols.met.values():
        if one.eta is not None and by_eta.setdefault(one.eta, one.name) != one.name:
            raise UnsupportedError(
                f"{one.eta} moves both {by_eta[one.eta]} and {one.name}; one parameter a deviation is needed."
            )
