"""Relief felt after sessions, judged by an ODE solver and by what more dose must do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from wane.fit.relief.course import LN2, Sessions, Waning, gains
from wane.models.timecourse import FloatArray


def waning(h0: float = 12.0, gamma: float = 0.6, f: float = 0.8, delta: float = 0.7) -> Waning:
    return Waning(
        h0_days=np.array([h0]),
        gamma=np.array([gamma]),
        f=np.array([f]),
        delta=delta,
        rise_per_day=LN2 / 0.25,
        tau_m_days=60.0,
    )


def sessions(days: list[float], exposures: list[float]) -> Sessions:
    return Sessions(days=np.array(days), exposures=np.array(exposures))


def integrated(given_: Sessions, w: Waning, days: FloatArray, full: float) -> list[float]:
    """Felt relief from the differential equations, session by session."""
    transit = relief = together = 0.0
    felt: list[float] = []
    for k, (day, x) in enumerate(zip(given_.days, given_.exposures, strict=True)):
        together = 1.0 + (together * np.exp(-(day - given_.days[k - 1]) / w.tau_m_days) if k else 0.0)
        transit += (1.0 - (1.0 - w.f[0]) ** x) * (full - relief - transit)
        rate = LN2 / (w.h0_days[0] * x**w.delta * together ** w.gamma[0])
        end = given_.days[k + 1] if k + 1 < given_.days.size else days.max() + 1.0
        inside = days[(days > day) & (days <= end)]

        def flow(_: float, y: FloatArray, rate: float = rate) -> list[float]:
            return [-w.rise_per_day * y[0], w.rise_per_day * y[0] - rate * y[1]]

        ran = solve_ivp(flow, (day, end), [transit, relief], t_eval=[*inside, end], rtol=1e-10, atol=1e-12)
        felt += ran.y[1][: inside.size].tolist()
        transit, relief = float(ran.y[0][-1]), float(ran.y[1][-1])
    return felt


@pytest.mark.parametrize(
    ("days", "exposures"), [([0.0], [1.0]), ([0.0, 3.0, 7.0], [1.0, 0.5, 2.0]), ([0.0, 1.0, 2.0, 3.0], [12.0] * 4)]
)
def test_relief_per_unit_is_that_of_the_differential_equations(days: list[float], exposures: list[float]) -> None:
    at = np.array([0.1, 0.9, 2.5, 5.0, 6.9, 8.0, 30.0])
    given_, w = sessions(days, exposures), waning()
    assert gains(given_, w, at)[0, :, 0].tolist() == pytest.approx(integrated(given_, w, at, 1.0), rel=1e-7)


def test_on_the_day_of_a_session_only_what_came_before_is_felt() -> None:
    felt = gains(sessions([0.0, 7.0], [1.0, 1.0]), waning(), np.array([0.0, 7.0, 7.5]))[0, :, 0]
    assert felt[0] == 0.0
    assert felt[2] > felt[1] > 0.0


def test_without_sessions_nothing_is_felt() -> None:
    assert not gains(sessions([], []), waning(), np.array([1.0, 9.0])).any()


@settings(deadline=None, max_examples=60)
@given(
    x=st.floats(0.05, 20.0),
    more=st.floats(1.0, 10.0),
    days=st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True),
    delta=st.floats(0.0, 2.0),
)
def test_more_dose_never_gives_less_relief(x: float, more: float, days: list[int], delta: float) -> None:
    at = np.linspace(0.5, 120.0, 40)
    w = waning(delta=delta)
    ordered = [float(d) for d in sorted(days)]
    low = gains(sessions(ordered, [x] * len(days)), w, at)[0, :, 0]
    high = gains(sessions(ordered, [more * x] * len(days)), w, at)[0, :, 0]
    assert (high >= low - 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(x=st.floats(0.05, 20.0), days=st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True))
def test_nobody_feels_more_than_full_relief(x: float, days: list[int]) -> None:
    felt = gains(sessions([float(d) for d in sorted(days)], [x] * len(days)), waning(), np.linspace(0.1, 60.0, 50))
    assert (felt[:, :, 0] <= 1.0 + 1e-12).all()
    assert (felt[:, :, 0] >= 0.0).all()
