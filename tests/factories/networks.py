"""Linear networks and doses for the tests of the kernels, and two slow, obvious judges of their answers."""

from collections.abc import Sequence

import mpmath
import numpy as np
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from wane.kernels import Doses, FloatArray

Flow = tuple[int, int | None, float]
"""From a state, to a state or out, at a rate [1/h]."""


def network(n_states: int, flows: Sequence[Flow]) -> FloatArray:
    """K (1, n_states, n_states) of flows that keep all they carry."""
    matrix = np.zeros((1, n_states, n_states))
    for source, target, rate in flows:
        matrix[0, source, source] -= rate
        if target is not None:
            matrix[0, target, source] += rate
    return matrix


def chain(rates: Sequence[float]) -> FloatArray:
    """States in a row, each emptying into the next, the last one out."""
    flows: list[Flow] = [(i, i + 1 if i + 1 < len(rates) else None, rate) for i, rate in enumerate(rates)]
    return network(len(rates), flows)


def parent_and_metabolite(rates: Sequence[float]) -> FloatArray:
    """Three compartments of a parent and two of its metabolite, from eight rates."""
    r = rates
    return network(
        5,
        [
            (0, 1, r[0]),
            (1, 0, r[1]),
            (0, 2, r[2]),
            (2, 0, r[3]),
            (0, 3, r[4]),
            (3, None, r[5]),
            (3, 4, r[6]),
            (4, 3, r[7]),
        ],
    )


def doses(*events: tuple[float, float, float, int]) -> Doses:
    """Events given as start [h], duration [h], amount [mg], state."""
    start_h, duration_h, amount_mg, state = zip(*events, strict=True)
    return Doses(
        start_h=np.array(start_h),
        duration_h=np.array(duration_h),
        amount_mg=np.array([amount_mg]),
        state=np.array(state),
    )


rates = st.floats(min_value=0.02, max_value=50.0)


@st.composite
def near_chains(draw: st.DrawFn) -> FloatArray:
    """Chains whose rates repeat exactly, nearly or not at all."""
    base = draw(rates)
    gap = 10.0 ** draw(st.floats(min_value=-15.0, max_value=-0.5))
    offsets = draw(st.lists(st.integers(min_value=-3, max_value=3), min_size=2, max_size=6))
    return chain([base * (1.0 + gap * offset / 3.0) for offset in offsets])


@st.composite
def near_metabolites(draw: st.DrawFn) -> FloatArray:
    """A parent and its metabolite; one rate of the metabolite comes near one of the parent's exponents, or meets it."""
    matrix = parent_and_metabolite([draw(rates) for _ in range(8)])
    exponent = -np.linalg.eigvals(matrix[0, :3, :3]).real[draw(st.integers(min_value=0, max_value=2))]
    gap = 10.0 ** draw(st.floats(min_value=-15.0, max_value=0.0))
    matrix[0, 4, 3] = 0.0
    matrix[0, 3, 3] = -exponent * (1.0 + gap)
    return matrix


@st.composite
def any_networks(draw: st.DrawFn) -> FloatArray:
    """Networks with loops, one-way rings (complex exponents), closed parts (no loss) and side branches."""
    n = draw(st.integers(min_value=2, max_value=6))
    flows: list[Flow] = [(i, (i + 1) % n, draw(rates)) for i in range(n)]
    pairs = st.tuples(st.integers(min_value=0, max_value=n - 1), st.integers(min_value=0, max_value=n - 1), rates)
    flows += [flow for flow in draw(st.lists(pairs, max_size=n)) if flow[0] != flow[1]]
    flows += [
        (draw(st.integers(min_value=0, max_value=n - 1)), None, draw(rates)) for _ in range(draw(st.integers(0, 2)))
    ]
    return network(n, flows)


@st.composite
def large_networks(draw: st.DrawFn) -> FloatArray:
    """Branching networks of eight to sixteen states with rates over five decades, some repeated, some two-way."""
    n = draw(st.integers(min_value=8, max_value=16))
    decades = st.floats(min_value=-2.5, max_value=2.5).map(lambda x: 10.0**x)
    flows: list[Flow] = [(n - 1, None, 1.0)]
    for i in range(1, n):
        rate = flows[-1][2] if draw(st.booleans()) else draw(decades)
        before = draw(st.integers(min_value=0, max_value=i - 1))
        flows.append((before, i, rate))
        if draw(st.booleans()):
            flows.append((i, before, draw(decades)))
    return network(n, flows)


def exact(matrix: FloatArray, times_h: FloatArray, given: Doses) -> FloatArray:
    """Every state (n_states, n_times) of one person to 40 digits, by the exponential of mpmath."""
    n = len(matrix)
    with mpmath.workdps(40):
        state = mpmath.zeros(n + 1, 1)
        state[n] = 1
        answer = np.zeros((n, len(times_h)))
        edges = set(given.start_h.tolist()) | set((given.start_h + given.duration_h).tolist())
        moments = sorted([(t, 0, 0) for t in edges] + [(float(t), 1, i) for i, t in enumerate(times_h)])
        before_h = moments[0][0]
        for at_h, is_time, i in moments:
            if at_h > before_h:
                state = mpmath.expm(_with_inflow(matrix, given, before_h) * (mpmath.mpf(at_h) - before_h)) * state
                before_h = at_h
            if is_time:
                answer[:, i] = [float(state[j]) for j in range(n)]
            else:
                for event in np.flatnonzero((given.start_h == at_h) & (given.duration_h == 0.0)):
                    state[int(given.state[event])] += given.amount_mg[0, event]
    return answer


def _with_inflow(matrix: FloatArray, given: Doses, at_h: float) -> "mpmath.matrix":
    wide = mpmath.zeros(len(matrix) + 1)
    for i in range(len(matrix)):
        for j in range(len(matrix)):
            wide[i, j] = mpmath.mpf(float(matrix[i, j]))
    running = (given.duration_h > 0.0) & (given.start_h <= at_h) & (at_h < given.start_h + given.duration_h)
    for event in np.flatnonzero(running):
        rate = mpmath.mpf(float(given.amount_mg[0, event])) / float(given.duration_h[event])
        wide[int(given.state[event]), len(matrix)] += rate
    return wide


def integrated(matrix: FloatArray, times_h: FloatArray, given: Doses) -> FloatArray:
    """Every state (n_states, n_times) of one person, by SciPy's DOP853, which stops at every event and every time.

    It stops because what solvers interpolate between their steps is less exact than the steps.
    """
    edges = np.unique(np.concatenate([given.start_h, given.start_h + given.duration_h, times_h]))
    state = np.zeros(len(matrix))
    answer = np.zeros((len(matrix), len(times_h)))
    for start_h, end_h in zip(edges, np.append(edges[1:], np.inf), strict=True):
        for event in np.flatnonzero((given.start_h == start_h) & (given.duration_h == 0.0)):
            state[given.state[event]] += given.amount_mg[0, event]
        answer[:, times_h == start_h] = state[:, None]
        if np.isfinite(end_h):
            state = _stepped(matrix, _inflow(given, start_h, len(matrix)), state, end_h - start_h)
    return answer


def _inflow(given: Doses, at_h: float, n_states: int) -> FloatArray:
    inflow = np.zeros(n_states)
    for event in np.flatnonzero((given.start_h <= at_h) & (at_h < given.start_h + given.duration_h)):
        inflow[given.state[event]] += given.amount_mg[0, event] / given.duration_h[event]
    return inflow


def _stepped(matrix: FloatArray, inflow: FloatArray, state: FloatArray, over_h: float) -> FloatArray:
    solved = solve_ivp(lambda _, x: matrix @ x + inflow, (0.0, over_h), state, method="DOP853", rtol=1e-12, atol=1e-18)
    assert solved.success, solved.message
    return np.asarray(solved.y[:, -1])


def worst_error(answer: FloatArray, truth: FloatArray) -> float:
    """The largest error in units of max(|y|, 1e-6 peak), states or outputs along axis 0, times along axis 1."""
    peak = np.abs(truth).max(axis=1, keepdims=True)
    scale = np.maximum(np.abs(truth), 1e-6 * peak)
    return float((np.abs(answer - truth) / np.where(scale > 0.0, scale, 1.0)).max())
