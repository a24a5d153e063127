"""What the model says for one reading: a number in the reading's own definition (a maximum of means is not a mean of
maxima).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from wane.fit.arms import GRID_MIN, ArmEffects
from wane.fit.readings import Reading
from wane.models.acute_parameters import AcuteParameters, responders
from wane.models.effect import sigmoid
from wane.models.timecourse import FloatArray

_normal_cdf = np.vectorize(lambda x: 0.5 * (1.0 + erf(x / sqrt(2.0))), otypes=[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Everything a prediction may look at, at one value of the parameters."""

    parameters: AcuteParameters
    arms: Mapping[str, ArmEffects]
    z: FloatArray
    reading_noise: FloatArray
    readings_min: FloatArray
    map_baseline_mmhg: float
    sessions: float


def predict(reading: Reading, scene: Scene) -> float:
    """The prediction that stands beside the reading's value."""
    return PREDICTIONS[reading.kind](reading, scene)


def _time(reading: Reading, arm: ArmEffects) -> float:
    return (reading.time_min or 0.0) + (arm.end_min if reading.from_end else 0.0)


def _over_arms(reading: Reading, scene: Scene, of: Callable[[ArmEffects], float]) -> float:
    return float(np.mean([of(scene.arms[name]) for name in reading.arms]))


def _at(course: FloatArray, minute: float) -> float:
    return float(np.interp(minute, GRID_MIN, course))


def _dissociation_at(reading: Reading, scene: Scene) -> float:
    return _over_arms(reading, scene, lambda a: _at(a.dissociation.mean(axis=0), _time(reading, a)))


def _dissociation_sd(reading: Reading, scene: Scene) -> float:
    return _over_arms(reading, scene, lambda a: float(_column(a.dissociation, _time(reading, a)).std()))


def _share_left(reading: Reading, scene: Scene) -> float:
    def left(arm: ArmEffects) -> float:
        mean = arm.dissociation.mean(axis=0)
        return _at(mean, _time(reading, arm)) / float(mean.max())

    return _over_arms(reading, scene, left)


def _share_beyond(reading: Reading, scene: Scene) -> float:
    limit = scene.parameters.resolved_cadss
    return _over_arms(
        reading, scene, lambda a: float(_soft(limit, _column(a.dissociation, _time(reading, a)), 0.5).mean())
    )


def _soft(limit: float, values: FloatArray, width: float) -> FloatArray:
    """About 1 where a value is above the limit; smooth, so that the fit can follow it."""
    return 1.0 / (1.0 + np.exp(-np.clip((values - limit) / width, -60.0, 60.0)))


def _column(values: FloatArray, minute: float) -> FloatArray:
    j = int(np.clip(np.searchsorted(GRID_MIN, minute), 1, GRID_MIN.size - 1))
    part = (minute - GRID_MIN[j - 1]) / (GRID_MIN[j] - GRID_MIN[j - 1])
    column: FloatArray = values[:, j - 1] * (1.0 - part) + values[:, j] * part
    return column


def peak_time(course: FloatArray) -> float:
    """Time [min] of the maximum of a course on GRID_MIN, from the parabola through its three highest neighbours."""
    j = int(np.clip(np.argmax(course), 1, course.size - 2))
    before, here, after = course[j - 1 : j + 2]
    bend = before - 2.0 * here + after
    shift = 0.0 if bend >= 0.0 else 0.5 * (before - after) / bend
    return float(GRID_MIN[j] + np.clip(shift, -1.0, 1.0) * (GRID_MIN[1] - GRID_MIN[0]))


def _dissociation_peak_time(reading: Reading, scene: Scene) -> float:
    return _over_arms(reading, scene, lambda a: peak_time(a.dissociation.mean(axis=0)))


def _pressure_peak_time(reading: Reading, scene: Scene) -> float:
    return _over_arms(reading, scene, lambda a: peak_time(a.systolic.mean(axis=0)))


def _full(reading: Reading, scene: Scene) -> float:
    """Mean over people of CADSS at full effect."""
    return float(responders(scene.parameters, scene.z).cadss_full.mean())


def _linearity(reading: Reading, scene: Scene) -> float:
    """Correlation of the mean fraction with the steady concentration, over the steps of a stepped infusion."""
    c50 = responders(scene.parameters, scene.z).c50_ng_ml
    steps = 0.5 * np.array(reading.series)
    slow = 1.0 + steps * scene.parameters.tolerance_ml_per_ng
    mean = sigmoid((steps / slow)[None, :], c50[:, None], scene.parameters.slope).mean(axis=0)
    return float(np.corrcoef(steps, mean)[0, 1])


def _mean_of_max(reading: Reading, scene: Scene, of: Callable[[ArmEffects], FloatArray]) -> float:
    """Mean over people of each one's highest reading above baseline: rise and reading noise together."""
    noise = scene.parameters.pressure_reading_sd_mmhg * scene.reading_noise
    if not reading.arms:
        return float(noise.max(axis=1).mean())
    return _over_arms(reading, scene, lambda a: float((_at_readings(of(a), scene) + noise).max(axis=1).mean()))


def _at_readings(values: FloatArray, scene: Scene) -> FloatArray:
    return np.stack([_column(values, minute) for minute in scene.readings_min], axis=1)


def _max_of_mean(reading: Reading, scene: Scene, of: Callable[[ArmEffects], FloatArray]) -> float:
    return _over_arms(reading, scene, lambda a: float(of(a).mean(axis=0).max()))


def _systolic(arm: ArmEffects) -> FloatArray:
    return arm.systolic


def _diastolic(arm: ArmEffects) -> FloatArray:
    return arm.diastolic


def _back(reading: Reading, scene: Scene, of: Callable[[ArmEffects], FloatArray]) -> float:
    return _over_arms(reading, scene, lambda a: _at(of(a).mean(axis=0), _time(reading, a)))


def _mean_arterial(reading: Reading, scene: Scene) -> float:
    """Rise of mean arterial pressure at a held concentration, percent of the baseline."""
    p = scene.parameters
    held = np.array([reading.extra["steady_s_ng_ml"]])
    slow = held * p.tolerance_ml_per_ng
    share = float(sigmoid(held / (1.0 + slow), p.pressure_c50_ng_ml, p.pressure_slope)[0])
    factor = float(responders(p, scene.z).pressure_factor.mean())
    return 100.0 * factor * share * (p.systolic_full_mmhg + 2.0 * p.diastolic_full_mmhg) / 3.0 / scene.map_baseline_mmhg


def exceeds(systolic: FloatArray, diastolic: FloatArray, reading: Reading, scene: Scene) -> float:
    """Percent of people with at least one session over the limits; `systolic`, `diastolic` are each one's maxima
    (n_people,).
    """
    sd = scene.parameters.pressure_session_sd_mmhg
    limit_s, limit_d = reading.extra["systolic_mmhg"], reading.extra["diastolic_mmhg"]
    z = np.minimum((limit_s - systolic) / sd, (limit_d - diastolic) / (sd * limit_d / limit_s))
    return float(100.0 * (1.0 - _normal_cdf(z) ** scene.sessions).mean())


def _exceeds(reading: Reading, scene: Scene) -> float:
    noise = scene.parameters.pressure_reading_sd_mmhg * scene.reading_noise

    def share(arm: ArmEffects) -> float:
        tops = [(_at_readings(of(arm), scene) + noise).max(axis=1) for of in (_systolic, _diastolic)]
        return exceeds(tops[0], tops[1], reading, scene)

    return _over_arms(reading, scene, share)


def _exceeds_control(reading: Reading, scene: Scene) -> float:
    tops = (scene.parameters.pressure_reading_sd_mmhg * scene.reading_noise).max(axis=1)
    return exceeds(tops, tops, reading, scene)


def _ready(arm: ArmEffects, minute: float, parameters: AcuteParameters) -> float:
    late = minute <= GRID_MIN
    dissociated = _soft(parameters.resolved_cadss, arm.dissociation[:, late].max(axis=1), 0.25)
    pressed = _soft(parameters.small_systolic_mmhg, arm.systolic[:, late].max(axis=1), 0.5)
    return float(100.0 * ((1.0 - dissociated) * (1.0 - pressed)).mean())


def _ready_by(reading: Reading, scene: Scene) -> float:
    return _over_arms(reading, scene, lambda a: _ready(a, _time(reading, a), scene.parameters))


PREDICTIONS: Mapping[str, Callable[[Reading, Scene], float]] = {
    "dissociation_back": _dissociation_at,
    "dissociation_share_left": _share_left,
    "dissociation_nobody_left": _share_beyond,
    "dissociation_peak_time": _dissociation_peak_time,
    "dissociation_mean": _dissociation_at,
    "dissociation_sd": _dissociation_sd,
    "dissociation_full": _full,
    "dissociation_linear": _linearity,
    "systolic_mean_of_max": lambda r, s: _mean_of_max(r, s, _systolic),
    "diastolic_mean_of_max": lambda r, s: _mean_of_max(r, s, _diastolic),
    "systolic_max_of_mean": lambda r, s: _max_of_mean(r, s, _systolic),
    "diastolic_max_of_mean": lambda r, s: _max_of_mean(r, s, _diastolic),
    "mean_arterial_steady": _mean_arterial,
    "pressure_exceeds": _exceeds,
    "pressure_exceeds_control": _exceeds_control,
    "pressure_peak_time": _pressure_peak_time,
    "systolic_back": lambda r, s: _back(r, s, _systolic),
    "diastolic_back": lambda r, s: _back(r, s, _diastolic),
    "ready_by": _ready_by,
}
