"""Rate expressions of evidence files, evaluated safely for many people at once."""

import ast
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from wane.errors import FileFormatError
from wane.models.timecourse import FloatArray

Values = Mapping[str, FloatArray]
_Term = Callable[[Values], FloatArray]

_OPERATORS: dict[type[ast.operator], np.ufunc] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}


def evaluate(expression: str, values: Values) -> FloatArray:
    """The value of an expression of + - * / ( ), numbers and names of `values`; arrays broadcast.

    Errors:
        FileFormatError where the expression holds anything else, or a name that `values` lacks.
    """
    return compile_expression(expression)(values)


@cache
def compile_expression(expression: str) -> _Term:
    """The expression as a function of its values, read once."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError as broken:
        raise FileFormatError(
            f'"{expression}" is not an expression; write one with + - * / ( ), numbers and names.'
        ) from broken
    return _term(tree.body, expression)


@cache
def names_in(expression: str) -> tuple[str, ...]:
    """The parameter names an expression uses, in order of appearance, each once."""
    compile_expression(expression)
    nodes = sorted(
        (node for node in ast.walk(ast.parse(expression.strip(), mode="eval")) if isinstance(node, ast.Name)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    return tuple(dict.fromkeys(node.id for node in nodes))


def _term(node: ast.expr, expression: str) -> _Term:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            constant: FloatArray = np.asarray(number, dtype=np.float64)
            return lambda values: constant
        case ast.Name(id=name):
            return lambda values: _value(name, values, expression)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _term(operand, expression)
            return lambda values: -inner(values)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _OPERATORS:
            first, second, combine = _term(left, expression), _term(right, expression), _OPERATORS[type(operator)]
            return lambda values: combine(first(values), second(values))
        case _:
            raise FileFormatError(
                f'"{expression}" holds {ast.unparse(node)!r}; '
                "only + - * / ( ), numbers and parameter names may stand there."
            )


def _value(name: str, values: Values, expression: str) -> FloatArray:
    try:
        return values[name]
    except KeyError:
        raise FileFormatError(
            f'"{expression}" names {name}, which is not a parameter here; these are: {", ".join(values)}.'
        ) from None
