"""One more session and the expected crossing, by an ODE solver alone: where it never comes nearer and where it does."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

LINE, UNTREATED, TAU_M_DAYS, LAST_DAY = 10.0, 18.0, 60.0, 400.0


def crossing(
    gaps: list[float], *, f: float, rise_days: float, h0: float, gamma: float = 0.0, full: float = 16.0
) -> float:
    """Days from the last session, at least one, until the level without noise is at the line."""
    onset, state, memory, half_life = math.log(2.0) / rise_days, np.zeros(2), 0.0, h0
    for gap in (0.0, *gaps):
        state = levels(state, onset, half_life, np.array([gap]))[:, -1]
        memory = 1.0 + memory * math.exp(-gap / TAU_M_DAYS)
        half_life = h0 * memory**gamma
        state[0] += f * (full - state.sum())
    days = np.concatenate([np.arange(1.0, 20.0, 0.002), np.arange(20.0, LAST_DAY, 0.05)])
    over = np.flatnonzero(UNTREATED - levels(state, onset, half_life, days)[1] >= LINE)
    return float(days[over[0]]) if over.size else math.inf


def levels(state: np.ndarray, onset: float, half_life: float, days: np.ndarray) -> np.ndarray:
    """Relief in transit and felt on these days, (2, n_days)."""
    if days[-1] == 0.0:
        return state[:, None].copy()
    waning = math.log(2.0) / half_life
    found = solve_ivp(
        lambda _, y: [-onset * y[0], onset * y[0] - waning * y[1]], (0.0, days[-1]), state, t_eval=days,
        method="DOP853", rtol=1e-9, atol=1e-11,
    )  # fmt: skip
    return np.asarray(found.y)


@pytest.mark.parametrize("seed", range(20))
def test_where_little_is_in_transit_one_more_never_brings_the_crossing_nearer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rise_days, f = rng.choice([0.25, 1.0]), rng.uniform(0.1, 0.97)
    fixed = {
        "f": f, "rise_days": rise_days, "h0": rise_days / (1.0 - f) * rng.uniform(1.0, 6.0),
        "gamma": rng.uniform(0.0, 1.0), "full": rng.uniform(9.0, 18.0),
    }  # fmt: skip
    gaps = [rng.uniform(12.0, 20.0) * rise_days] * int(rng.integers(0, 6))

    assert crossing([*gaps, gaps[0] if gaps else 3.0], **fixed) >= crossing(gaps, **fixed) - 0.01


def test_a_fast_waning_loses_by_a_second_session_a_day_later() -> None:
    """The property as first stated is false: transit outlasts felt relief, and docs/models/relief.md says so."""
    fixed = {"f": 0.95, "rise_days": 0.25, "h0": 1.0}

    assert crossing([1.0], **fixed) < crossing([], **fixed) - 0.1


def test_sessions_within_hours_of_each_other_can_end_sooner() -> None:
    fixed = {"f": 0.95, "rise_days": 0.25, "h0": 6.0}

    assert crossing([0.1, 0.1], **fixed) == pytest.approx(crossing([0.1], **fixed) - 0.05, abs=0.005)
