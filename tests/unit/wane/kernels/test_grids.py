"""Where times are even, and how the answer is laid out over them."""

import numpy as np
import pytest

from tests.factories.networks import doses
from wane.kernels import FloatArray
from wane.kernels.doses import schedule
from wane.kernels.grids import lay_out

NOT_YET = schedule(doses((1e6, 0.0, 1.0, 0)))
AT_ONCE = schedule(doses((0.0, 0.0, 1.0, 0)))


@pytest.mark.parametrize(
    ("times_h", "n_even"),
    [
        (np.linspace(0.0, 336.0, 1000), 1),
        (np.concatenate([np.linspace(0.0, 4.0, 241), np.arange(5.0, 49.0)]), 2),
        (np.geomspace(0.1, 300.0, 100), 0),
        (np.linspace(0.0, 1.0, 5), 0),
        (np.zeros(20), 0),
    ],
)
def test_even_runs_are_found(times_h: FloatArray, n_even: int) -> None:
    layout = lay_out(times_h, AT_ONCE, under_infusion=True)
    assert len(layout.even) == n_even
    assert (len(layout.single) == len(times_h)) == (n_even == 0)


@pytest.mark.parametrize("under_infusion", [True, False])
def test_every_time_is_answered_once(under_infusion: bool) -> None:
    times_h = np.concatenate([np.linspace(-1.0, 9.0, 201), [9.5, 9.6], np.linspace(10.0, 40.0, 61)])
    events = schedule(doses((0.0, 2.0, 1.0, 0), (3.01, 0.0, 1.0, 0), (12.3, 0.5, 1.0, 0)))
    layout = lay_out(times_h, events, under_infusion=under_infusion)
    answered = layout.columns[layout.single].tolist()
    for grid in layout.even:
        for stretch, at in zip(grid.stretches, grid.at, strict=True):
            answered += range(stretch.first, stretch.last)
            starts = stretch.starts(grid.width)
            assert layout.columns[at : at + len(starts)].tolist() == starts.tolist()
    assert sorted(answered) == list(range(len(times_h)))


def test_times_that_drift_by_more_than_rounding_are_not_even() -> None:
    layout = lay_out(np.linspace(0.0, 10.0, 101) + 1e-9 * np.sin(np.arange(101)), AT_ONCE, under_infusion=True)
    assert layout.even == ()


def test_times_before_every_dose_need_no_grid() -> None:
    assert lay_out(np.linspace(0.0, 10.0, 101), NOT_YET, under_infusion=True).even == ()
