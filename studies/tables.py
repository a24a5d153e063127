"""Numbers as they are written in the tables of the studies, and Markdown tables."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from studies.study import Cell, Row, Rows
from wane.forecast.calibration import coverage
from wane.kernels.doses import FloatArray

Z95 = 1.959963984540054


def coverage_row(ranked: FloatArray, nominal: float) -> dict[str, Cell]:
    """Coverage of the central interval of `nominal` probability, from ranks, with its Wilson interval of 95 %."""
    found = coverage(ranked, nominal)
    return {
        "nominal": nominal, "value": round(found.covered, 4), "low95": round(found.low95, 4),
        "high95": round(found.high95, 4), "people": found.people,
    }  # fmt: skip


def mean_row(values: FloatArray) -> dict[str, Cell]:
    """Mean of independent values with its 95 % interval."""
    mean, half = float(values.mean()), Z95 * float(values.std(ddof=1)) / math.sqrt(len(values))
    return {
        "value": round(mean, 4), "low95": round(mean - half, 4), "high95": round(mean + half, 4), "people": len(values),
    }  # fmt: skip


def clustered_mean_row(values: FloatArray, people: FloatArray) -> dict[str, Cell]:
    """Mean of values that come several from one person; people, not values, are independent."""
    _, whose = np.unique(people, return_inverse=True)
    mean = float(values.mean())
    off = np.bincount(whose, values - mean)
    count = len(off)
    half = Z95 * math.sqrt(count / (count - 1) * float(off @ off)) / len(values)
    return {"value": round(mean, 4), "low95": round(mean - half, 4), "high95": round(mean + half, 4), "people": count}


def percent(row: Row) -> str:
    """A share with its interval, in per cent."""
    value, low, high = (100.0 * number(row, key) for key in ("value", "low95", "high95"))
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def plain(row: Row, digits: int = 1) -> str:
    """A number with its interval."""
    value, low, high = (number(row, key) for key in ("value", "low95", "high95"))
    return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def number(row: Row, key: str) -> float:
    """A cell that holds a number."""
    value = row[key]
    assert isinstance(value, int | float)
    return float(value)


def text(row: Row, key: str) -> str:
    """A cell that holds words."""
    return str(row[key])


def numbers(rows: Rows, key: str) -> FloatArray:
    """One column of numbers."""
    return np.array([number(row, key) for row in rows])


def one(rows: Rows, **wanted: Cell) -> Row:
    """The only row with these cells."""
    (found,) = those(rows, **wanted)
    return found


def those(rows: Rows, **wanted: Cell) -> list[Row]:
    """All rows with these cells."""
    return [row for row in rows if all(row.get(key) == value for key, value in wanted.items())]


def names(rows: Rows, key: str) -> list[str]:
    """What stands in this column, in order of first appearance."""
    return list(dict.fromkeys(text(row, key) for row in rows))


def markdown(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
