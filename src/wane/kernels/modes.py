"""Modes of a linear network: rates, right and left vectors, person by person, and whether they can be trusted.

The network is cut into groups of states that exchange among themselves, in order of flow. A group that is a tree of
two-way flows is symmetric in scaled states, so its modes are orthogonal; any other group goes to the general eigenvalue
routine. Between groups the matrix is triangular, and its modes follow by substitution. There the only danger is a
difference of two nearly equal rates as a divisor: `amplification` measures what it does to the answer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import BoolArray, FloatArray
from wane.kernels.structure import Group, order_of_flow, pattern

ModeArray = NDArray[np.float64] | NDArray[np.complex128]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Modes:
    """Rates and vectors: exp(K t) = right @ diag(exp(rates t)) @ left; vectors are nan where a set is not full.

    `rates` (n_people, n_modes) [1/h], `right` (n_people, n_states, n_modes), `left` (n_people, n_modes, n_states); real
    arrays where every rate is real, else complex. `rounding` is how much each
    mode carries, in those of a symmetric group.
    """

    rates: ModeArray
    right: ModeArray
    left: ModeArray
    rounding: FloatArray


def decompose(rate_matrix: FloatArray) -> Modes:
    """Modes of dx/dt = K x for every person.

    Args:
        rate_matrix: K [1/h] (n_people, n_states, n_states); K[i, j] is the rate from state j into state i.
    """
    order, groups = order_of_flow(pattern(rate_matrix))
    ordered = rate_matrix[:, order[:, None], order]
    inner = [_modes_of_group(ordered[:, g.first : g.last, g.first : g.last], g) for g in groups]
    dtype = np.result_type(*(part.rates for part in inner))
    block_right = np.zeros(ordered.shape, dtype)
    block_left = np.zeros(ordered.shape, dtype)
    for g, part in zip(groups, inner, strict=True):
        block_right[:, g.first : g.last, g.first : g.last] = part.right
        block_left[:, g.first : g.last, g.first : g.last] = part.left
    rates = np.concatenate([part.rates for part in inner], axis=1)
    across, back = _couple(rates, block_left @ ordered @ block_right, groups)
    right = np.empty_like(across)
    left = np.empty_like(back)
    right[:, order] = block_right @ across
    left[:, :, order] = back @ block_left
    return Modes(rates=rates, right=right, left=left, rounding=np.max([part.rounding for part in inner], axis=0))


def amplification(rates: ModeArray, rows: ModeArray, columns: ModeArray, at_once: FloatArray) -> FloatArray:
    """How much larger than the answer the summed modes are, (n_people,): 1 is perfect, the worst pair counts.

    The answer is the response of each output to one mg in each input; its height is taken at the modes' time constants.

    Args:
        rates: (n_people, n_modes).
        rows: outputs in modes, (n_people, n_outputs, n_modes).
        columns: inputs in modes, (n_people, n_modes, n_inputs).
        at_once: the answer at time 0, which is known without modes, (n_people or 1, n_outputs, n_inputs). By how many
            roundings the summed modes miss it counts as well.
    """
    speed = np.abs(rates)
    slow = speed < 1e-9 * speed.max(axis=1, keepdims=True)
    at_h = np.where(slow, 0.0, 1.0 / np.where(slow, 1.0, speed))
    at_h = np.concatenate([np.zeros((len(at_h), 1)), at_h], axis=1)
    fading = np.exp(rates[:, :, None] * at_h[:, None, :])
    worst = np.zeros(len(rates))
    for i in range(columns.shape[2]):
        parts = rows * columns[:, None, :, i]
        height = np.abs((parts @ fading).real).max(axis=2)
        missed = np.abs(parts.sum(axis=2) - at_once[:, :, i])
        size = np.maximum(np.abs(parts).sum(axis=2), missed / np.finfo(np.float64).eps)
        ratio = np.divide(size, height, out=np.where(size > 0.0, np.inf, 1.0), where=height > 0.0)
        worst = np.fmax(worst, np.where(np.isnan(size), np.inf, ratio).max(axis=1))
    return worst


def _modes_of_group(block: FloatArray, group: Group) -> Modes:
    """Modes of one group of exchanging states."""
    if group.last - group.first == 1:
        one = np.ones_like(block)
        return Modes(rates=block[:, :, 0], right=one, left=one, rounding=one[:, 0, 0])
    if group.is_tree:
        return _symmetric_modes(block)
    return _general_modes(block)


def _symmetric_modes(block: FloatArray) -> Modes:
    """Modes of a tree of two-way flows, by scaling the states until the matrix is symmetric."""
    scale = np.ones(block.shape[:2])
    known = {0}
    while len(known) < block.shape[1]:
        for i in range(block.shape[1]):
            near = [j for j in known if i not in known and (block[:, i, j] != 0.0).any()]
            if near:
                forth, back = block[:, i, near[0]], block[:, near[0], i]
                one_way = (forth == 0.0) | (back == 0.0)
                scale[:, i] = scale[:, near[0]] * np.sqrt(
                    np.where(one_way, np.nan, forth) / np.where(one_way, 1.0, back)
                )
                known.add(i)
    lost = np.isnan(scale).any(axis=1)
    scale[lost] = 1.0
    symmetric = block / scale[:, :, None] * scale[:, None, :]
    rates, vectors = np.linalg.eigh(symmetric)
    rates[lost] = np.linalg.eigvals(block[lost]).real
    vectors[lost] = np.nan
    left = vectors.transpose(0, 2, 1) / scale[:, None, :]
    return Modes(rates=rates, right=vectors * scale[:, :, None], left=left, rounding=_rounding(rates))


def _general_modes(block: FloatArray) -> Modes:
    """Modes of any group, complex where somebody's are; vectors too nearly parallel to be inverted count as lost."""
    rates, right = np.linalg.eig(block)
    singular = np.linalg.svd(right, compute_uv=False)
    lost = singular[:, -1] < 1e-10 * singular[:, 0]
    right[lost] = np.eye(block.shape[1])
    left = np.linalg.inv(right)
    left[lost] = np.nan
    return Modes(rates=rates, right=right, left=left, rounding=GENERAL_ROUNDING * _rounding(rates))


def _rounding(rates: ModeArray) -> FloatArray:
    """How much more than usual the slow modes of a group round, because its fast ones are so much faster."""
    speed = np.abs(rates)
    slowest = np.maximum(speed.min(axis=1), 1e-300)
    spread: FloatArray = np.maximum(1.0, speed.max(axis=1) / slowest / COMMON_SPREAD)
    return spread


def _couple(rates: ModeArray, triangular: ModeArray, groups: tuple[Group, ...]) -> tuple[ModeArray, ModeArray]:
    """Right and left vectors of a triangular matrix whose diagonal blocks are diagonal, by substitution."""
    right = np.zeros_like(triangular)
    left = np.zeros_like(triangular)
    n = rates.shape[1]
    right[:, range(n), range(n)] = 1.0
    left[:, range(n), range(n)] = 1.0
    for g in groups:
        for i in range(g.first, g.last):
            for j in range(g.first):
                right[:, i, j] = _divided(
                    (triangular[:, i, j : g.first] * right[:, j : g.first, j]).sum(axis=1), rates, j, i
                )
    for g in groups:
        for i in range(g.first, g.last):
            for j in range(g.first):
                left[:, i, j] = -(right[:, i, j : g.first] * left[:, j : g.first, j]).sum(axis=1)
    return right, left


def _divided(coupling: ModeArray, rates: ModeArray, later: int, earlier: int) -> ModeArray:
    """The coupling over the gap between two rates; 0 without a coupling, nan where equal rates are coupled."""
    gap = rates[:, later] - rates[:, earlier]
    unknown = np.where(coupling == 0.0, coupling, np.nan)
    quotient: ModeArray = np.divide(coupling, gap, out=unknown, where=gap != 0.0)
    return quotient


def are_sound(modes: Modes, rows: ModeArray, columns: ModeArray, at_once: FloatArray) -> BoolArray:
    """Whose modes keep rounding below 1e-14 of the peak, for these outputs and inputs in modes: (n_people,)."""
    return modes.rounding * amplification(modes.rates, rows, columns, at_once) < MOST_AMPLIFICATION


# Every mode carries a few units of rounding (2e-16 each); beyond this their sum would miss 1e-14 of the peak.
MOST_AMPLIFICATION = 25.0
# The general eigenvalue routine rounds some four units where a symmetric group rounds less than one.
GENERAL_ROUNDING = 8.0
# Eigenvalue routines round every mode of a group by as much as its fastest: up to this spread it does not show.
COMMON_SPREAD = 1000.0
