"""What the pattern of flows alone tells: which states matter, which exchange, and in what order amounts move."""

from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """States `first` to `last` (exclusive, in order of flow) that exchange; whether as a tree of two-way flows."""

    first: int
    last: int
    is_tree: bool


def pattern(rate_matrix: FloatArray) -> BoolArray:
    """(n_states, n_states): whether anybody has a flow from column to row."""
    used: BoolArray = (rate_matrix != 0.0).any(axis=0)
    np.fill_diagonal(used, val=False)
    return used


def reachable(flows: BoolArray) -> BoolArray:
    """(n_states, n_states): whether the column's state feeds the row's, directly or not; a state reaches itself."""
    reach = flows | np.eye(len(flows), dtype=np.bool_)
    for _ in range(max(1, int(np.ceil(np.log2(max(2, len(flows))))))):
        reach = (reach.astype(np.float64) @ reach.astype(np.float64)) > 0.0
    return reach


def relevant_states(rate_matrix: FloatArray, output_matrix: FloatArray, dosed: IntArray) -> IntArray:
    """Indices of the states that a dose can reach and from which an output can be reached, ascending."""
    reach = reachable(pattern(rate_matrix))
    seen = (output_matrix != 0.0).any(axis=(0, 1))
    return np.flatnonzero(reach[:, dosed].any(axis=1) & reach[seen].any(axis=0))


def order_of_flow(flows: BoolArray) -> tuple[IntArray, tuple[Group, ...]]:
    """States in an order in which amount never flows back to an earlier group, and the groups in that order."""
    reach = reachable(flows)
    together = reach & reach.T
    leader = together.argmax(axis=1)
    order = np.lexsort((leader, reach.sum(axis=1)))
    groups: list[Group] = []
    first = 0
    while first < len(order):
        last = first + int(together[order[first]].sum())
        inside = flows[np.ix_(order[first:last], order[first:last])]
        groups.append(Group(first=first, last=last, is_tree=_is_two_way_tree(inside)))
        first = last
    return order, tuple(groups)


def _is_two_way_tree(flows: BoolArray) -> bool:
    return bool((flows == flows.T).all() and flows.sum() == 2 * (len(flows) - 1))
