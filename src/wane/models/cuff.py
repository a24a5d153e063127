"""Cuff: what readings of blood pressure show of a rise. Each reading scatters, so the highest of several lies above the
underlying peak, the more so the more are taken: docs/models/effect.md.
"""

import numpy as np

from wane.models.timecourse import FloatArray


def highest_reading(rise: FloatArray, reading_sd_mmhg: float, rng: np.random.Generator) -> FloatArray:
    """[mmHg] (people,) the highest of each one's readings.

    Args:
        rise: [mmHg] (people, n_readings) the underlying rise when each reading is taken.
        reading_sd_mmhg: how much single readings scatter, independently of each other.
        rng: where the scatter comes from.
    """
    return np.asarray((rise + reading_sd_mmhg * rng.standard_normal(rise.shape)).max(axis=1))


def read_at(course: FloatArray, minutes: FloatArray, readings_min: FloatArray) -> FloatArray:
    """(people, n_readings) of a `course` (people, n_times) at `minutes` (n_times,), straight between two times."""
    after = np.clip(np.searchsorted(minutes, readings_min), 1, minutes.size - 1)
    part = np.clip((readings_min - minutes[after - 1]) / (minutes[after] - minutes[after - 1]), 0.0, 1.0)
    return course[:, after - 1] * (1.0 - part) + course[:, after] * part
