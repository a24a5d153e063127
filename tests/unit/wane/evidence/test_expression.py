"""Expressions hold arithmetic and names, and nothing that could run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.errors import FileFormatError
from wane.evidence.expression import evaluate, names_in


@given(a=st.floats(-1e3, 1e3), b=st.floats(0.1, 1e3), c=st.floats(-1e3, 1e3))
def test_an_expression_is_the_arithmetic_it_says(a: float, b: float, c: float) -> None:
    assert evaluate("-A*(B+2)/B - C", {"A": a, "B": b, "C": c}) == pytest.approx(-a * (b + 2) / b - c)


def test_the_names_of_an_expression_are_found() -> None:
    assert names_in("Qh*Vh*(kel+kmet)/(Qh+Vh*(kel+kmet))") == {"Qh", "Vh", "kel", "kmet"}


@pytest.mark.parametrize(
    "text", ["__import__('os')", "a.b", "a[0]", "a**2", "lambda: 1", "a if b else c", "", "1 +", "True", "'x'"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FileFormatError, match="is not an expression"):
        names_in(text)


def test_a_name_without_a_value_is_named() -> None:
    with pytest.raises(FileFormatError, match="names V2"):
        evaluate("CL/V2", {"CL": 1.0})
