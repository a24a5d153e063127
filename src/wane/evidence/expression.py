"""Rate expressions of evidence files: read, checked, and evaluated for one set of numbers.

The gate judges models with this evaluator of its own, so that it shares no code with the models it judges.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Final

from wane.errors import FileFormatError

_OPERATORS: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(expression: str, values: Mapping[str, float]) -> float:
    """The value of an expression of + - * / ( ), numbers and names; FileFormatError where it holds anything else."""
    return _value(_body(expression), values, expression)


def names_in(expression: str) -> frozenset[str]:
    """The names that an expression uses; FileFormatError where it is not one."""
    body = _body(expression)
    names = frozenset(node.id for node in ast.walk(body) if isinstance(node, ast.Name))
    _value(body, dict.fromkeys(names, 1.234567), expression)
    return names


def _body(expression: str) -> ast.expr:
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        raise _not_one(expression) from None


def _value(node: ast.expr, values: Mapping[str, float], expression: str) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in values:
            return values[name]
        case ast.Name(id=name):
            raise FileFormatError(
                f'"{expression}" names {name}, which is no parameter here: name a parameter with a value.'
            )
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values, expression)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, values, expression), _value(right, values, expression))
        case _:
            raise _not_one(expression)


def _not_one(expression: str) -> FileFormatError:
    return FileFormatError(
        f'"{expression}" is not an expression: write one with + - * / ( ), numbers and parameter names.'
    )
