"""Sobol points: a fixed, even scatter of the unit cube, so that a posterior needs no random numbers.

Source:
    S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30
    (2008) 2635-2654; direction numbers of their table new-joe-kuo-6 for the first twelve dimensions.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import FloatArray

BITS: Final = 30
# Per dimension after the first: degree of the primitive polynomial, its inner coefficients as bits, initial numbers.
POLYNOMIALS: Final = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
)
DIMENSIONS_AT_MOST: Final = len(POLYNOMIALS) + 1


def points(count: int, dimensions: int, *, first: int = 0) -> FloatArray:
    """Points `first` to `first + count - 1` of the sequence, in the order of the counter, (count, dimensions).

    Each is moved to the middle of its finest cell, so none lies on 0 or 1.
    """
    counters = np.arange(first, first + count)
    gray = counters ^ (counters >> 1)
    found = np.zeros((count, dimensions), np.int64)
    for d in range(dimensions):
        for bit, direction in enumerate(_directions(d)):
            found[:, d] ^= np.where((gray >> bit) & 1, direction, 0)
    cells = 2.0 ** np.ceil(np.log2(first + count))
    moved: FloatArray = found / 2.0**BITS + 0.5 / cells
    return moved


def _directions(dimension: int) -> NDArray[np.int64]:
    """Direction numbers of one dimension, scaled to BITS bits."""
    if dimension == 0:
        return np.array([1 << (BITS - 1 - i) for i in range(BITS)])
    degree, inner, initial = POLYNOMIALS[dimension - 1]
    v = [m << (BITS - 1 - i) for i, m in enumerate(initial)]
    for i in range(degree, BITS):
        value = v[i - degree] ^ (v[i - degree] >> degree)
        for k in range(1, degree):
            if (inner >> (degree - 1 - k)) & 1:
                value ^= v[i - k]
        v.append(value)
    return np.array(v)
