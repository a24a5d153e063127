"""Parameters of a foreign model: which symbols are one, its typical value, what weight does, its deviation."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wane.errors import FileFormatError, UnsupportedError
from wane.evidence.foreign.model import ForeignModel, ForeignNumber
from wane.evidence.foreign.terms import definitions, expanded, is_plain, names_of, replaced, term, value_of

REFERENCE_KG: Final = 70.0
WEIGHTS: Final = frozenset({"WT", "WGT", "WEIGHT", "BW"})
TIMES: Final = frozenset({"t", "T", "TIME", "TAD"})
NEAR: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignParameter:
    """One parameter: its value at 70 kg, the power of weight, the eta of its log, and the fixed effects within it."""

    name: str
    value: float
    weight_exponent: float
    eta: str | None
    thetas: Mapping[str, ForeignNumber]


@dataclass(slots=True, kw_only=True)
class ForeignSymbols:
    """What a model's symbols stand for, and the parameters met so far."""

    model: ForeignModel
    by: Mapping[str, ast.expr]
    met: dict[str, ForeignParameter] = field(default_factory=dict)


def symbols_of(model: ForeignModel) -> ForeignSymbols:
    """The symbols of a model, nothing met yet."""
    return ForeignSymbols(model=model, by=definitions(model.before))


def settled(text: str, symbols: ForeignSymbols) -> ast.expr:
    """An expression of parameters alone, with + - * / ( ); each parameter met is kept in `symbols`."""
    return _settled(term(text), symbols)


def _settled(node: ast.expr, symbols: ForeignSymbols) -> ast.expr:
    if not is_plain(node):
        raise UnsupportedError(f'"{ast.unparse(node)}" holds more than + - * /; make it a symbol of its own.')
    by: dict[str, ast.expr] = {}
    for name in sorted(names_of(node)):
        inner = symbols.by.get(name)
        if inner is not None and is_plain(inner) and names_of(inner) <= symbols.by.keys():
            by[name] = _settled(inner, symbols)
        elif name not in symbols.met:
            symbols.met[name] = _parameter(name, symbols)
    return replaced(node, by)


def _parameter(name: str, symbols: ForeignSymbols) -> ForeignParameter:
    """What one symbol is, found by trying it at other weights and deviations."""
    model = symbols.model
    whole = expanded(ast.Name(id=name), symbols.by)
    etas = {first for first, _ in model.covariances}
    inside = names_of(whole)
    if strangers := sorted(inside - model.thetas.keys() - etas - WEIGHTS):
        raise UnsupportedError(f"{strangers[0]} has no value in {name}; give it one.")
    at = {one: number.value for one, number in model.thetas.items()} | dict.fromkeys(etas, 0.0)

    def value(weight_kg: float = REFERENCE_KG, **moved: float) -> float:
        return value_of(whole, at | dict.fromkeys(WEIGHTS, weight_kg) | moved)

    typical = value()
    if not typical > 0.0:
        raise UnsupportedError(f"{name} is {typical:g} for a typical person; a parameter above 0 is needed.")
    own = sorted(eta for eta in inside & etas if model.covariances[eta, eta] > 0.0)
    if len(own) > 1:
        raise UnsupportedError(f"{name} moves by {' and '.join(own)}; one deviation a parameter can be expressed.")
    for eta in own:
        if any(abs(value(**{eta: by}) / typical / math.exp(by) - 1.0) > NEAR for by in (-0.5, 0.2, 1.0)):
            raise UnsupportedError(
                f"{name} is not log-normal between people ({eta}); EXP({eta}) times the typical value is needed."
            )
    return ForeignParameter(
        name=name,
        value=typical,
        weight_exponent=_exponent(name, {kg: value(kg) / typical for kg in (35.0, 50.0, 140.0)}),
        eta=own[0] if own else None,
        thetas={one: number for one, number in model.thetas.items() if one in inside},
    )


def _exponent(name: str, ratios: Mapping[float, float]) -> float:
    """The power of weight by which a parameter grows."""
    powers = [math.log(ratio) / math.log(kg / REFERENCE_KG) for kg, ratio in ratios.items()]
    if max(powers) - min(powers) > NEAR:
        raise UnsupportedError(f"{name} does not grow with a power of weight; (WT/70)**power is needed.")
    return round(powers[0], 9) + 0.0


def require_constant(text: str, what: str, symbols: ForeignSymbols) -> ast.expr:
    """A settled expression; the refusal says of what it is, and why."""
    if why := _why(expanded(term(text), symbols.by), symbols):
        raise UnsupportedError(f"{what} {why}.")
    try:
        return settled(text, symbols)
    except (FileFormatError, UnsupportedError) as error:
        raise UnsupportedError(f"{what} cannot be expressed: {error}") from None


def _why(whole: ast.expr, symbols: ForeignSymbols) -> str | None:
    """What in a term no model file can hold."""
    inside = names_of(whole)
    if amounts := sorted(name for name in inside if name.startswith("A_")):
        return f"depends on the amount {amounts[0]}; nonlinear kinetics (such as Michaelis-Menten) cannot be expressed"
    if times := sorted(inside & TIMES):
        return f"changes with time ({times[0]}); rates must be constant"
    if columns := sorted(inside & set(symbols.model.columns) - WEIGHTS):
        return f"depends on the covariate {columns[0]}; only weight, as a power, can be expressed"
    return None
