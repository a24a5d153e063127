"""What the response of a network must be, whatever its numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.networks import any_networks, chain, doses, near_chains, network, parent_and_metabolite
from wane.kernels import Doses, FloatArray, respond

ONE_COMPARTMENT = np.array([[[-0.5]]])
ONE_OUTPUT = np.array([[[2.0]]])
THREE = network(3, [(0, 1, 2.0), (1, 0, 0.5), (0, 2, 1.0), (2, None, 0.3)])
REPEATED = chain([2.0, 2.0, 2.0])
BOTH_PATHS = pytest.mark.parametrize("matrix", [THREE, REPEATED], ids=["modes", "matrix exponential"])
UNEVEN_H = np.array([0.0, 0.1, 0.35, 1.0, 1.7, 4.0, 11.0])


def everything(matrix: FloatArray) -> FloatArray:
    return np.eye(matrix.shape[1])[None]


def people(n: int, rng: np.random.Generator) -> FloatArray:
    """People of one network; every seventh has a metabolite as slow as the parent, so that modes fail."""
    matrix = np.concatenate([parent_and_metabolite(rates) for rates in rng.lognormal(0.0, 0.4, (n, 8))])
    matrix[::7] = parent_and_metabolite([0.7, 0.4, 0.3, 0.5, 0.6, 0.0, 0.0, 0.1])
    matrix[::7, 3, 3] = np.linalg.eigvals(matrix[0, :3, :3]).real[0]
    return matrix


def test_a_bolus_fades_exponentially() -> None:
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, UNEVEN_H, doses((0.0, 0.0, 10.0, 0)))
    np.testing.assert_allclose(answer[0, 0], 20.0 * np.exp(-0.5 * UNEVEN_H), rtol=1e-14)


def test_nothing_is_there_before_the_first_dose_and_a_bolus_is_seen_at_its_own_time() -> None:
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, np.array([-1.0, 0.999, 1.0]), doses((1.0, 0.0, 10.0, 0)))
    np.testing.assert_allclose(answer[0, 0], [0.0, 0.0, 20.0])


def test_an_infusion_follows_the_textbook_during_and_after() -> None:
    answer = respond(ONE_COMPARTMENT, ONE_OUTPUT, UNEVEN_H, doses((0.0, 2.0, 10.0, 0)))
    held = 10.0 / 2.0 / 0.5 * (1.0 - np.exp(-0.5 * np.minimum(UNEVEN_H, 2.0)))
    np.testing.assert_allclose(answer[0, 0], 2.0 * held * np.exp(-0.5 * np.maximum(0.0, UNEVEN_H - 2.0)), rtol=1e-13)


@BOTH_PATHS
def test_the_answer_is_written_where_told(matrix: FloatArray) -> None:
    out = np.full((1, 3, len(UNEVEN_H)), np.nan)
    given = doses((0.0, 0.5, 1.0, 0))
    assert respond(matrix, everything(matrix), UNEVEN_H, given, out=out) is out
    np.testing.assert_array_equal(out, respond(matrix, everything(matrix), UNEVEN_H, given))


def test_people_are_answered_alike_however_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = people(30, np.random.default_rng(4))
    given = doses((0.05, 0.0, 2.0, 1), (0.2, 2.0, 10.0, 0), (3.0, 0.5, 1.0, 0))
    together = respond(matrix, everything(matrix), UNEVEN_H, given, out=np.full((30, 5, len(UNEVEN_H)), np.nan))
    monkeypatch.setattr("wane.kernels.modal.FADED_NUMBERS", 60)
    np.testing.assert_allclose(respond(matrix, everything(matrix), UNEVEN_H, given), together, rtol=1e-13)
    assert (together[:, :, 0] == 0.0).all()


@BOTH_PATHS
def test_an_even_grid_gives_what_each_time_gives_alone(matrix: FloatArray) -> None:
    given = doses((0.3, 2.0, 10.0, 0), (5.0, 0.0, 2.0, 1), (5.0, 1.0, 3.0, 0), (9.0, 0.0, 1.0, 2))
    times_h = np.concatenate([np.linspace(-1.0, 3.0, 41), np.linspace(3.25, 20.0, 68), np.linspace(21.0, 24.0, 4)])
    whole = respond(matrix, everything(matrix), times_h, given)[0]
    alone = np.stack(
        [respond(matrix, everything(matrix), times_h[i : i + 1], given)[0, :, 0] for i in range(113)], axis=1
    )
    np.testing.assert_allclose(whole, alone, rtol=1e-11, atol=1e-15)


@settings(deadline=None)
@given(st.one_of(any_networks(), near_chains()), st.permutations(range(4)))
def test_doses_may_come_in_any_order_and_their_effects_add_up(matrix: FloatArray, order: list[int]) -> None:
    events = [(0.0, 0.0, 5.0, 0), (0.0, 1.0, 3.0, 1), (0.5, 1.0, 2.0, 0), (4.0, 0.0, 1.0, 1)]
    together = respond(matrix, everything(matrix), UNEVEN_H, doses(*(events[i] for i in order)))
    each = sum(respond(matrix, everything(matrix), UNEVEN_H, doses(event)) for event in events)
    np.testing.assert_allclose(together, each, rtol=1e-9, atol=1e-12)


@settings(deadline=None)
@given(st.one_of(any_networks(), near_chains()))
def test_what_entered_is_inside_or_has_left(matrix: FloatArray) -> None:
    """One state more collects all that leaves; then nothing may be lost."""
    n = matrix.shape[1]
    closed = np.zeros((1, n + 1, n + 1))
    closed[:, :n, :n] = matrix
    closed[:, n, :n] = -matrix.sum(axis=1)
    answer = respond(closed, everything(closed), UNEVEN_H, doses((0.0, 0.0, 5.0, 0), (0.1, 0.9, 3.0, 1)))
    entered = 5.0 + 3.0 * np.clip((UNEVEN_H - 0.1) / 0.9, 0.0, 1.0)
    np.testing.assert_allclose(answer[0].sum(axis=0), entered, rtol=1e-9)


def test_many_people_are_answered_as_each_one_alone() -> None:
    rng = np.random.default_rng(5)
    matrix = people(1100, rng)
    output = rng.uniform(0.5, 2.0, (1100, 2, 5))
    given = Doses(
        start_h=np.array([0.0, 2.0]),
        duration_h=np.array([0.5, 0.0]),
        amount_mg=rng.uniform(1.0, 5.0, (1100, 2)),
        state=np.array([0, 1]),
    )
    times_h = np.linspace(0.0, 12.0, 40)
    whole = respond(matrix, output, times_h, given)
    for i in (0, 1, 7, 499, 500, 1099):
        own = Doses(
            start_h=given.start_h, duration_h=given.duration_h, amount_mg=given.amount_mg[i : i + 1], state=given.state
        )
        np.testing.assert_allclose(whole[i], respond(matrix[i : i + 1], output[i : i + 1], times_h, own)[0], rtol=1e-10)


@BOTH_PATHS
def test_one_network_serves_everybody_who_differs_only_in_dose(matrix: FloatArray) -> None:
    shared = Doses(
        start_h=np.zeros(1),
        duration_h=np.zeros(1),
        amount_mg=np.array([[1.0], [2.0], [3.0]]),
        state=np.zeros(1, np.intp),
    )
    answer = respond(matrix, everything(matrix), UNEVEN_H, shared)
    np.testing.assert_allclose(answer, answer[:1] * np.array([1.0, 2.0, 3.0])[:, None, None], rtol=1e-14, atol=1e-15)


def test_an_output_that_no_dose_reaches_stays_zero() -> None:
    upstream = np.zeros((1, 1, 3))
    upstream[0, 0, 0] = 1.0
    assert (respond(THREE, upstream, UNEVEN_H, doses((0.0, 0.0, 1.0, 2))) == 0.0).all()


def test_no_times_give_no_values() -> None:
    assert respond(THREE, everything(THREE), np.empty(0), doses((0.0, 0.0, 1.0, 0))).shape == (1, 3, 0)


def test_a_ring_of_one_way_flows_oscillates_as_its_complex_rates_say() -> None:
    ring = network(3, [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)])
    expected = 1.0 / 3.0 + 2.0 / 3.0 * np.exp(-1.5 * UNEVEN_H) * np.cos(np.sqrt(0.75) * UNEVEN_H)
    np.testing.assert_allclose(
        respond(ring, everything(ring), UNEVEN_H, doses((0.0, 0.0, 1.0, 0)))[0, 0], expected, rtol=1e-12
    )
    even_h = np.linspace(0.0, 4.0, 41)
    answer = respond(ring, everything(ring), even_h, doses((0.0, 0.0, 1.0, 0)))[0, 0]
    np.testing.assert_allclose(
        answer, 1.0 / 3.0 + 2.0 / 3.0 * np.exp(-1.5 * even_h) * np.cos(np.sqrt(0.75) * even_h), rtol=1e-12
    )


def test_what_never_leaves_accumulates() -> None:
    sink = network(2, [(0, 1, 0.5)])
    answer = respond(sink, everything(sink), UNEVEN_H, doses((0.0, 2.0, 4.0, 0), (0.0, 1.0, 1.0, 1)))
    np.testing.assert_allclose(answer[0].sum(axis=0), 4.0 * np.minimum(UNEVEN_H / 2.0, 1.0) + np.minimum(UNEVEN_H, 1.0))


def test_people_may_lack_a_flow_that_others_have() -> None:
    lacking = THREE.copy()
    lacking[0, 0, 1] = 0.0
    both = respond(np.concatenate([THREE, lacking]), everything(THREE), UNEVEN_H, doses((0.0, 0.0, 1.0, 0)))
    np.testing.assert_allclose(
        both[1], respond(lacking, everything(THREE), UNEVEN_H, doses((0.0, 0.0, 1.0, 0)))[0], rtol=1e-9
    )
    np.testing.assert_allclose(
        both[0], respond(THREE, everything(THREE), UNEVEN_H, doses((0.0, 0.0, 1.0, 0)))[0], rtol=1e-12
    )


@BOTH_PATHS
def test_past_doses_are_remembered_through_a_long_course(matrix: FloatArray) -> None:
    """A steady course settles to its periodic answer: the geometric sum of one dose."""
    every_h = 6.0
    course = doses(*((i * every_h, 0.0, 1.0, 0) for i in range(200)))
    answer = respond(matrix, everything(matrix), np.array([199 * every_h + 1.0]), course)[0, :, 0]
    single = respond(matrix, everything(matrix), every_h * np.arange(60.0) + 1.0, doses((0.0, 0.0, 1.0, 0)))[0]
    np.testing.assert_allclose(answer, single.sum(axis=1), rtol=1e-9)
