"""What a foreign model observes: amounts over volumes, and the error of it."""

import ast
import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Final

from wane.errors import UnsupportedError
from wane.evidence.foreign.parameters import REFERENCE_KG, TIMES, WEIGHTS, ForeignSymbols, settled
from wane.evidence.foreign.terms import definitions, expanded, folded, names_of, number, term, value_of

OBSERVING: Final[Mapping[str, float]] = {"AMT": 0.0, "EVID": 0.0, "MDV": 0.0, "RATE": 0.0}
AMOUNT: Final = 3.7  # mg, an arbitrary one
NG_ML: Final = 1000.0  # of 1 mg/L
CASES: Final = 64  # of observations, at most


def observed(symbols: ForeignSymbols) -> tuple[dict[str, str], tuple[float, float] | None]:
    """Volume by observed compartment; proportional and additive SD [ng/mL], None where the error has another form."""
    model = symbols.model
    by = {**definitions(model.after)}
    y = expanded(term(model.y), by)
    quiet = {**dict.fromkeys(model.variances, 0.0), **OBSERVING}
    volumes: dict[str, str] = {}
    scales: dict[float, dict[str, float]] = {}
    for case in _cases(y, symbols):
        known = {**quiet, **case}
        seen = folded(y, known)
        if _is_nothing(seen, known):
            continue
        amounts = sorted(name for name in names_of(expanded(seen, symbols.by)) if name.startswith("A_"))
        if len(amounts) != 1:
            raise _not_a_concentration(symbols, seen)
        volume, scale = _volume(seen, amounts[0], symbols)
        scales[round(scale, 9)] = case
        if volumes.setdefault(amounts[0].removeprefix("A_"), volume) != volume:
            raise _not_a_concentration(symbols, seen)
    if not volumes:
        raise _not_a_concentration(symbols, y)
    error = _residual(y, symbols, next(iter(scales.values()))) if len(scales) == 1 else None
    return volumes, None if error is None else (error[0], error[1] * NG_ML / next(iter(scales)))


def _is_nothing(seen: ast.expr, known: Mapping[str, float]) -> bool:
    """A row that observes no case, or an amount by itself: a compartment without a scale, which nobody measured."""
    match seen:
        case ast.Name(id=name):
            return name.startswith("A_")
        case ast.Call(func=ast.Name(id="Piecewise"), args=cases):
            return all(isinstance(c, ast.Tuple) and number(folded(c.elts[1], known)) == 0.0 for c in cases)
        case _:
            return False


def _cases(y: ast.expr, symbols: ForeignSymbols) -> Iterator[dict[str, float]]:
    """Every combination of the numbers with which data columns are compared: which observation a row is."""
    columns: dict[str, set[float]] = {}
    for node in ast.walk(y):
        match node:
            case ast.Call(func=ast.Name(id="Eq" | "Ne"), args=[ast.Name(id=name), value]) if name not in OBSERVING:
                found = number(folded(value, {}))
                if found is not None and name in symbols.model.columns:
                    columns.setdefault(name, {-1.0}).add(found)
    if math.prod(map(len, columns.values())) > CASES:
        raise UnsupportedError(f"what is observed has more than {CASES} cases by {', '.join(columns)}.")
    for values in itertools.product(*map(sorted, columns.values())):
        yield dict(zip(columns, values, strict=True))


def _volume(seen: ast.expr, amount: str, symbols: ForeignSymbols) -> tuple[str, float]:
    """The parameter by which the amount is divided, and a number of units: number x amount / volume is seen."""
    scale = ast.unparse(folded(seen, {amount: 1.0}))
    try:
        typical = settled(scale, symbols)
    except UnsupportedError:
        raise _not_a_concentration(symbols, seen) from None
    at = {name: symbols.met[name].value for name in names_of(typical)}
    whole = value_of(typical, at)
    seen_from = folded(expanded(seen, symbols.by), _typical(symbols) | {amount: AMOUNT})
    at_amount = number(seen_from)
    divides = [
        name for name in at if math.isclose(value_of(typical, at | {name: 2.0 * at[name]}), 0.5 * whole, rel_tol=1e-9)
    ]
    if (
        at_amount is None
        or not math.isclose(at_amount, AMOUNT * whole, rel_tol=1e-9)
        or len(at) != 1
        or divides != list(at)
    ):
        raise _not_a_concentration(symbols, seen)
    return divides[0], whole * at[divides[0]]


def _typical(symbols: ForeignSymbols) -> dict[str, float]:
    model = symbols.model
    fixed = {name: one.value for name, one in model.thetas.items()}
    return fixed | {first: 0.0 for first, _ in model.covariances} | dict.fromkeys(WEIGHTS, REFERENCE_KG)


def _residual(y: ast.expr, symbols: ForeignSymbols, case: Mapping[str, float]) -> tuple[float, float] | None:
    """Proportional and additive SD, from how each epsilon moves the observation at some amounts."""
    model, by = symbols.model, symbols.by
    whole, step = expanded(y, by), 1e-5
    at = _typical(symbols) | dict.fromkeys(model.variances, 0.0) | {**OBSERVING, **case}
    amounts = [name for name in names_of(whole) if name.startswith("A_")]
    points = []
    for amount in (1.0, 3.0, 10.0, 30.0):
        known = at | dict.fromkeys(amounts, amount)
        seen = value_of(whole, known)
        slopes = (
            (value_of(whole, known | {name: step}) - value_of(whole, known | {name: -step})) / (2.0 * step)
            for name in model.variances
        )
        points.append((seen, sum(slope**2 * v for slope, v in zip(slopes, model.variances.values(), strict=True))))
    (low, v_low), *_, (high, v_high) = points
    proportional = (v_high - v_low) / (high**2 - low**2)
    additive = v_low - proportional * low**2
    fits = all(math.isclose(v, proportional * seen**2 + additive, rel_tol=1e-6, abs_tol=1e-12) for seen, v in points)
    smallest = -1e-9 * max(v_low, 1e-12)
    if not fits or proportional < smallest or additive < smallest:
        return None
    return math.sqrt(max(proportional, 0.0)), math.sqrt(additive) if additive > 1e-9 * v_low else 0.0


def _not_a_concentration(symbols: ForeignSymbols, seen: ast.expr) -> UnsupportedError:
    inside = names_of(expanded(seen, symbols.by))
    times = " and time" if inside & TIMES else ""
    return UnsupportedError(
        f"what is observed ({ast.unparse(seen)}) is no amount{times} over a volume that "
        "is a parameter; a response (pharmacodynamics) or a transformed observation cannot be expressed."
    )
