"""Expressions of evidence files: right where allowed, refused where not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import FileFormatError
from wane.models.expressions import evaluate, names_in

POSITIVE = st.floats(min_value=0.01, max_value=1e3)


@given(POSITIVE, POSITIVE, POSITIVE)
def test_an_expression_is_ordinary_arithmetic(a: float, b: float, c: float) -> None:
    values = {"a": np.array([a]), "b": np.array([b]), "c": np.array([c])}
    assert evaluate("a*(b+c)/(a+2*b) - -c", values)[0] == pytest.approx(a * (b + c) / (a + 2 * b) + c)


def test_parameters_of_many_people_give_a_value_each() -> None:
    found = evaluate("1000/V", {"V": np.array([10.0, 20.0])})
    assert found.tolist() == [100.0, 50.0]


def test_a_number_alone_is_its_value() -> None:
    assert evaluate("1", {}) == 1.0


@pytest.mark.parametrize(
    "expression",
    ["__import__('os')", "a.real", "a[0]", "a**2", "a if a else b", "lambda: 1", "'x'", "True", "a < b", "+a"],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(FileFormatError, match="only"):
        evaluate(expression, {"a": np.array([1.0]), "b": np.array([1.0])})


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(FileFormatError, match="is not an expression"):
        evaluate("a +", {"a": np.array([1.0])})


def test_an_unknown_name_is_named_with_those_that_exist() -> None:
    with pytest.raises(FileFormatError, match=r"names CLx.*these are: CL"):
        evaluate("CLx", {"CL": np.array([1.0])})


def test_names_are_listed_once_in_order_of_appearance() -> None:
    assert names_in("Vh*(kel+kmet)/(Qh+Vh)") == ("Vh", "kel", "kmet", "Qh")
