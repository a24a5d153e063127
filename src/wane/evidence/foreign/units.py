"""Units of a foreign model's parameters, which no control stream states: they follow from where each one stands.

Every term is a volume to some power times a time to some power. A rate is 1/time, a fraction is neither, and what is
added is of one kind: linear equations in the powers of each parameter.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.errors import UnsupportedError
from wane.evidence.foreign.terms import number

RATE, FRACTION, TIME, VOLUME = (0.0, -1.0), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0)
WORDS: Final[Mapping[tuple[float, float], str]] = {
    VOLUME: "L",
    (1.0, -1.0): "L/{time}",
    RATE: "1/{time}",
    TIME: "{time}",
    FRACTION: "fraction",
}
Row = NDArray[np.float64]


@dataclass(slots=True, kw_only=True)
class _Equations:
    """Powers of the parameters that must come to `wanted`: (volume, time)."""

    names: Sequence[str]
    rows: list[Row] = field(default_factory=list)
    wanted: list[tuple[float, float]] = field(default_factory=list)

    def require(self, row: Row, powers: tuple[float, float]) -> None:
        """One more."""
        self.rows.append(row)
        self.wanted.append(powers)


def units_of(names: Sequence[str], terms: Sequence[tuple[ast.expr, tuple[float, float]]], time: str) -> dict[str, str]:
    """The unit of each parameter, from terms of known kind; UnsupportedError where they leave one open or disagree."""
    equations = _Equations(names=names)
    for node, powers in terms:
        equations.require(_row(node, equations), powers)
    matrix, wanted = np.array(equations.rows).reshape(-1, len(names)), np.array(equations.wanted).reshape(-1, 2)
    found, _, rank, _ = np.linalg.lstsq(matrix, wanted, rcond=None)
    if np.abs(matrix @ found - wanted).max(initial=0.0) > 1e-6:
        raise UnsupportedError("the units of its parameters contradict each other; a rate, a volume or a sum is amiss.")
    free = np.linalg.svd(matrix)[2][rank:]
    units = {}
    for i, name in enumerate(names):
        powers = (round(float(found[i, 0]), 6) + 0.0, round(float(found[i, 1]), 6) + 0.0)
        if np.abs(free[:, i]).max(initial=0.0) > 1e-6 or powers not in WORDS:
            raise UnsupportedError(
                f"the unit of {name} does not follow from where it stands; observe its compartment, or write the file "
                "by hand."
            )
        units[name] = WORDS[powers].format(time=time)
    return units


def _row(node: ast.expr, equations: _Equations) -> Row:
    """Powers of the parameters in a term, whose sums ask for equal ones."""
    match node:
        case ast.Name(id=name):
            return np.array([float(name == one) for one in equations.names])
        case ast.UnaryOp(operand=one):
            return _row(one, equations)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _row(left, equations), _row(right, equations)
            if isinstance(op, ast.Mult | ast.Div):
                return a + b if isinstance(op, ast.Mult) else a - b
            if number(left) != 0.0 and number(right) != 0.0:
                equations.require(a - b, FRACTION)
            return a
        case _:
            return np.zeros(len(equations.names))
