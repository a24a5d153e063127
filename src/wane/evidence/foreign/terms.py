"""Terms of a foreign model: expressions parsed, put into one another, and worked out as far as they can be."""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from wane.errors import FileFormatError

_AMOUNT: Final = re.compile(r"\b(A_\w+)\((?:t|0)\)")
_OPERATORS: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARISONS: Final[Mapping[type[ast.cmpop] | str, Callable[[float, float], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    "Eq": operator.eq,
    "Ne": operator.ne,
}
_FUNCTIONS: Final[Mapping[str, Callable[[float], float]]] = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt}
_NEUTRAL: Final = ((ast.Add, 0.0), (ast.Sub, 0.0), (ast.Mult, 1.0), (ast.Div, 1.0), (ast.Pow, 1.0))


def term(text: str) -> ast.expr:
    """An expression parsed; the amount `A_CENTRAL(t)` becomes the name `A_CENTRAL`."""
    try:
        return ast.parse(_AMOUNT.sub(r"\1", text).strip(), mode="eval").body
    except SyntaxError:
        raise FileFormatError(f'"{text}" is no expression that can be read: write it with + - * / and ( ).') from None


def definitions(assignments: Iterable[tuple[str, str]]) -> dict[str, ast.expr]:
    """Symbols and what stands for them last: a symbol assigned twice holds what it was before within it."""
    found: dict[str, ast.expr] = {}
    for symbol, text in assignments:
        now = term(text)
        found[symbol] = replaced(now, {symbol: found[symbol]}) if symbol in found else now
    return found


def names_of(node: ast.expr) -> frozenset[str]:
    """Every name in a term, functions aside."""
    functions = {id(one.func) for one in ast.walk(node) if isinstance(one, ast.Call)}
    return frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name) and id(one) not in functions)


def replaced(node: ast.expr, by: Mapping[str, ast.expr]) -> ast.expr:
    """The term with some names replaced by other terms."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            return by.get(name.id, name)

    made = Put().visit(ast.parse(ast.unparse(node), mode="eval").body)
    assert isinstance(made, ast.expr)
    return made


def expanded(node: ast.expr, by: Mapping[str, ast.expr]) -> ast.expr:
    """The term down to what nothing defines."""
    while names_of(node) & by.keys():
        node = replaced(node, by)
    return node


def is_plain(node: ast.expr) -> bool:
    """Whether a term has only names, numbers and + - * / ( ): what a model file can hold."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.UnaryOp(op=ast.USub(), operand=one):
            return is_plain(one)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            return is_plain(left) and is_plain(right)
        case _:
            return False


def value_of(node: ast.expr, known: Mapping[str, float]) -> float:
    """The number that a term comes to; FileFormatError where something in it has none."""
    found = number(folded(node, known))
    if found is None or not math.isfinite(found):
        raise FileFormatError(
            f'"{ast.unparse(node)}" has no value: write it with numbers and parameters that have one.'
        )
    return found


def number(node: ast.expr) -> float | None:
    """The number that a worked-out term is; None where it is not one."""
    match node:
        case ast.Constant(value=bool() | int() | float() as found):
            return float(found)
        case _:
            return None


def folded(node: ast.expr, known: Mapping[str, float]) -> ast.expr:
    """The term worked out as far as the known names allow: nothing times 0, nothing added that is 0, cases decided."""
    match node:
        case ast.Name(id="True" | "False"):
            return ast.Constant(value=node.id == "True")
        case ast.Name(id=name) if name in known:
            return ast.Constant(value=known[name])
        case ast.UnaryOp(op=ast.USub(), operand=one):
            inner = folded(one, known)
            found = number(inner)
            return ast.UnaryOp(op=ast.USub(), operand=inner) if found is None else ast.Constant(value=-found)
        case ast.BinOp(left=left, op=op, right=right):
            return _operation(folded(left, known), op, folded(right, known))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return _compared(_COMPARISONS[type(op)], node, folded(left, known), folded(right, known))
        case ast.Call(func=ast.Name(id=("Eq" | "Ne") as name), args=[left, right]):
            return _compared(_COMPARISONS[name], node, folded(left, known), folded(right, known))
        case ast.Call(func=ast.Name(id=name) as func, args=[one]) if name in _FUNCTIONS:
            return _applied(func, folded(one, known))
        case ast.Call(func=ast.Name(id="Piecewise"), args=cases):
            return _case(node, cases, known)
        case _:
            return node


def _operation(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    a, b = number(left), number(right)
    match op:
        case ast.BitAnd() | ast.BitOr() if a is not None and b is not None:
            return ast.Constant(value=bool(a and b) if isinstance(op, ast.BitAnd) else bool(a or b))
        case ast.Mult() if 0.0 in (a, b):
            return ast.Constant(value=0.0)
        case ast.Div() if a == 0.0 and b != 0.0:
            return left
    if a is not None and b is not None and type(op) in _OPERATORS:
        try:
            return ast.Constant(value=_OPERATORS[type(op)](a, b))
        except (ArithmeticError, ValueError):
            return ast.BinOp(left=left, op=op, right=right)
    if any(isinstance(op, kind) and b == neutral for kind, neutral in _NEUTRAL):
        return left
    if (isinstance(op, ast.Add) and a == 0.0) or (isinstance(op, ast.Mult) and a == 1.0):
        return right
    return ast.BinOp(left=left, op=op, right=right)


def _compared(how: Callable[[float, float], bool], node: ast.expr, left: ast.expr, right: ast.expr) -> ast.expr:
    a, b = number(left), number(right)
    return node if a is None or b is None else ast.Constant(value=how(a, b))


def _applied(func: ast.Name, inner: ast.expr) -> ast.expr:
    found = number(inner)
    try:
        return (
            ast.Call(func=func, args=[inner], keywords=[])
            if found is None
            else ast.Constant(value=_FUNCTIONS[func.id](found))
        )
    except (ArithmeticError, ValueError):
        return ast.Call(func=func, args=[inner], keywords=[])


def _case(node: ast.expr, cases: list[ast.expr], known: Mapping[str, float]) -> ast.expr:
    """The first case that holds; the whole where one before it is undecided."""
    for case in cases:
        assert isinstance(case, ast.Tuple)
        value, condition = case.elts
        holds = number(folded(condition, known))
        if holds is None:
            return node
        if holds:
            return folded(value, known)
    return node
