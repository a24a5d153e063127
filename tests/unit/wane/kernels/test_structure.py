"""What the pattern of flows tells."""

import numpy as np

from tests.factories.networks import network, parent_and_metabolite
from wane.kernels.structure import order_of_flow, pattern, reachable, relevant_states

METABOLITE = parent_and_metabolite([1.0] * 8)


def test_amount_goes_from_parent_to_metabolite_and_not_back() -> None:
    reach = reachable(pattern(METABOLITE))
    assert reach[3:, :3].all()
    assert not reach[:3, 3:].any()


def test_groups_come_in_the_order_of_flow_and_trees_are_known() -> None:
    ring = network(5, [(4, 0, 1.0), (0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 3, 1.0)])
    order, groups = order_of_flow(pattern(ring))
    assert [sorted(order[g.first : g.last].tolist()) for g in groups] == [[4], [0, 1, 2], [3]]
    assert [g.is_tree for g in groups] == [True, False, True]
    _, both = order_of_flow(pattern(METABOLITE))
    assert [(g.last - g.first, g.is_tree) for g in both] == [(3, True), (2, True)]


def test_only_states_between_a_dose_and_an_output_matter() -> None:
    parent = np.zeros((1, 1, 5))
    parent[0, 0, 0] = 1.0
    assert relevant_states(METABOLITE, parent, np.array([0])).tolist() == [0, 1, 2]
    assert relevant_states(METABOLITE, parent, np.array([3])).tolist() == []
