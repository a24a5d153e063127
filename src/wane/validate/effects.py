"""Effect rows: dissociation, blood pressure and plasma at stated minutes, computed from the acute-effect model."""

import functools
from collections.abc import Callable, Mapping
from typing import Final, cast

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.reading import DATA, Row, load_yaml
from wane.models.effect import AcuteEffects, acute_effects, load_acute
from wane.models.kinetics import effect_driver, kinetics
from wane.models.regimen import MINUTES_PER_HOUR
from wane.models.timecourse import FloatArray, Site
from wane.validate.case import Case, read_case
from wane.validate.comparison import Comparison, Observed, Statistic, band, read_observed

NO_PREDICTION: Final[Mapping[str, str]] = {
    "BPRS_positive": "no model of the BPRS is shipped",
    "HR": "no model of heart rate is shipped",
    "MOAA_S": "no model of a sedation score is shipped",
    "hypertension_episode": "episodes of two persons, without a pressure",
    "CADSS_19item": "another version of the scale",
    "SBP/DBP/HR": "no change is reported, without a number",
    "plasma_ketamine_at_dissociation": "the source does not say when the blood was taken",
    "plasma_Cmax": "the same value stands in pk_observations and is predicted there",
}
FIT_READINGS: Final = DATA / "effect" / "acute_fit.yaml"
_TIMES_H: Final = np.arange(0.0, 8.0 + 1e-9, 1.0 / MINUTES_PER_HOUR)

Measure = Callable[[AcuteEffects, Row], FloatArray]


def compare_effect(row: Row, *, people: int, seed: int) -> Comparison:
    """One row of `acute_timecourse` beside its prediction; UnsupportedError says why there is none."""
    if row["endpoint"] in NO_PREDICTION:
        raise UnsupportedError(NO_PREDICTION[row["endpoint"]])
    case = read_case(row, duration_min=row["infusion_min"], matrix="")
    if row["endpoint"] == "plasma_ketamine":
        return _plasma(row, case, people, seed)
    measure = MEASURES.get((row["endpoint"], row["stat"]))
    if measure is None:
        raise UnsupportedError(f"no model of {row['endpoint']}, {row['stat'].replace('_', ' ')}, is shipped")
    if row["stat"] == "mean" and float(row["time_min"]) == 0.0:
        raise UnsupportedError("a score before the dose; the model gives the rise above it")
    rng = np.random.default_rng(seed)
    driver = effect_driver(case.regimen, case.covariates, people=people, rng=rng)
    if driver.withheld is not None:
        raise UnsupportedError(driver.withheld)
    effects = acute_effects(driver, _TIMES_H, parameters=load_acute(), session_number=1, rng=rng)
    return _comparison(row, case, tuple(driver.models), measure(effects, row), _observed(row))


def quantity(row: Row) -> str:
    """What was rated after what, in words."""
    dose = f"{row['dose'] or row['dose_printed']} {row['dose_unit']}"
    minute = f" at {row['time_min']} min" if row["stat"] in {"mean", "mean_change"} else ""
    return f"{row['endpoint']} {row['stat'].replace('_', ' ')}{minute}, {row['drug']} {dose} {row['route']}"


def _plasma(row: Row, case: Case, people: int, seed: int) -> Comparison:
    model = kinetics(case.regimen, case.covariates, case.site, people=people, rng=np.random.default_rng(seed))
    if model.withheld is not None:
        raise UnsupportedError(model.withheld)
    values = model.concentration("ketamine", np.array([float(row["time_min"]) / MINUTES_PER_HOUR]))[:, 0]
    return _comparison(row, case, tuple(model.models), values, read_observed(row, "mean"))


def _comparison(row: Row, case: Case, models: tuple[str, ...], values: FloatArray, observed: Observed) -> Comparison:
    statistic = Statistic.MEAN if "mean" in row["stat"] or observed.is_bound else Statistic.MEDIAN
    low90, predicted, high90 = band(values, statistic)
    is_sampled = row["endpoint"] == "plasma_ketamine"
    assumptions = tuple(a for a in case.assumptions if is_sampled or not a.startswith(Site.VENOUS))
    return Comparison(
        id=row["id"], study=row["study"], quantity=quantity(row), observed=observed,
        statistic=statistic, predicted=predicted, low90=low90, high90=high90, models=models, assumptions=assumptions,
    )  # fmt: skip


def _observed(row: Row) -> Observed:
    """The value; for times the minute itself, and for `resolved by` everything up to it."""
    if row["stat"] in {"peak_time", "resolved_by"}:
        minute = float(row["time_min"])
        return Observed(low=0.0 if row["stat"] == "resolved_by" else minute, high=minute, unit="min")
    return read_observed(row, "mean")


def _peak_dissociation(effects: AcuteEffects, row: Row) -> FloatArray:
    return np.asarray(effects.dissociation.max(axis=1))


def _time_of_peak_dissociation(effects: AcuteEffects, row: Row) -> FloatArray:
    return np.asarray(MINUTES_PER_HOUR * _TIMES_H[np.argmax(effects.dissociation, axis=1)])


def _dissociation_resolved(effects: AcuteEffects, row: Row) -> FloatArray:
    return _mean_back_min(effects.dissociation, load_acute().resolved_cadss)


def _systolic_at(effects: AcuteEffects, row: Row) -> FloatArray:
    column = int(np.argmin(np.abs(_TIMES_H * MINUTES_PER_HOUR - float(row["time_min"]))))
    return effects.systolic_rise[:, column]


def _pressure_back(effects: AcuteEffects, row: Row) -> FloatArray:
    return _mean_back_min(effects.systolic_rise, back_mmhg())


def _mean_back_min(values: FloatArray, limit: float) -> FloatArray:
    """[min] (1,) from when on the mean over people stays within the limit, as the fit reads "resolved"; 0 if always."""
    above = np.flatnonzero(values.mean(axis=0) > limit)
    return np.array([MINUTES_PER_HOUR * _TIMES_H[above[-1]] if above.size else 0.0])


@functools.cache
def back_mmhg() -> float:
    """What the fit of the acute effects takes as "back" in pressure."""
    assumed = cast(Mapping[str, Mapping[str, float]], load_yaml(FIT_READINGS)["assumed"])
    return assumed["back_mmhg"]["value"]


MEASURES: Final[Mapping[tuple[str, str], Measure]] = {
    ("CADSS", "mean"): _peak_dissociation,
    ("CADSS", "peak_mean"): _peak_dissociation,
    ("CADSS", "peak_time"): _time_of_peak_dissociation,
    ("CADSS", "resolved_by"): _dissociation_resolved,
    ("SBP", "mean_change"): _systolic_at,
    ("SBP/DBP", "resolved_by"): _pressure_back,
}
