"""What the fit of the acute effects leaves open: how the mean peaks move under draws of its numbers, people held."""

from dataclasses import replace
from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.models.acute_parameters import Z_COLUMNS, AcuteParameters, acute_estimates, load_acute, responders
from wane.models.effect import EffectDriver, courses_of

DRAWS: Final = 40
ENDS: Final = (0.05, 0.95)


def mean_ratios(driver: EffectDriver, times_h: FloatArray, people: int, rng: np.random.Generator) -> FloatArray:
    """Ends of the 90 % interval of mean peaks over those at the fitted values, (2, 3): low and high of dissociation,
    systolic and diastolic rise. Errors of the fit's numbers are taken as independent, as its file states them singly.
    """
    z, shipped = rng.standard_normal((people, Z_COLUMNS)), load_acute()
    spreads = {name: float(entry["log_sd"]) for name, entry in acute_estimates().items() if "log_sd" in entry}  # type: ignore[arg-type]
    half = rng.standard_normal((DRAWS // 2, len(spreads)))
    at_fit = _means(driver, times_h, shipped, z)
    moved = [
        _means(driver, times_h, _drawn(shipped, spreads, row), z) / at_fit for row in np.concatenate([half, -half])
    ]
    return np.asarray(np.quantile(np.array(moved), ENDS, axis=0))


def _drawn(shipped: AcuteParameters, spreads: dict[str, float], row: FloatArray) -> AcuteParameters:
    factors = np.exp(np.array(list(spreads.values())) * row)
    values = {name: float(getattr(shipped, name) * by) for name, by in zip(spreads, factors, strict=True)}
    if "cadss_full" in values:
        values["cadss_full"] = min(values["cadss_full"], 0.99 * shipped.cadss_scale)
    return replace(shipped, **values)


def _means(driver: EffectDriver, times_h: FloatArray, parameters: AcuteParameters, z: FloatArray) -> FloatArray:
    found = courses_of(driver, times_h, parameters=parameters, persons=responders(parameters, z))
    return np.array([one.max(axis=1).mean() for one in (found.dissociation, found.systolic_rise, found.diastolic_rise)])
