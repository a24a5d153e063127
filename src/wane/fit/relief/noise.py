"""Noise of an instrument without ketamine: error of one score, drift and its time constant, from the noise tables.

Two ratings a lag apart differ with variance 2 se^2 + 2 sd^2 (1 - exp(-lag / tau_d)); a spread over months is
se^2 + sd^2. Which row says what stands in data/effect/relief_noise.yaml.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.optimize import least_squares

from wane.evidence.reading import DATA, load_table, load_yaml
from wane.models.timecourse import FloatArray

NOISE_SETTINGS = DATA / "effect" / "relief_noise.yaml"
TABLES = ("mood_noise", "pain_noise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """se and sd in points, tau_d in days, with the log SD of each; `by_level` as the rows print it."""

    instrument: str
    se: float
    sd: float
    tau_d_days: float
    log_sd: Mapping[str, float]
    rows: tuple[str, ...]
    readings: tuple[tuple[str, float, float], ...]
    by_level: Mapping[str, float]


@functools.cache
def noise_of(instrument: str) -> Noise:
    """The noise of an instrument that data/effect/relief_noise.yaml names."""
    block = cast(Mapping[str, Mapping[str, object]], load_yaml(NOISE_SETTINGS)["instruments"])[instrument]
    by_id = {row["id"]: row for table in TABLES for row in load_table(table) if row["use"] != "validate"}
    readings = cast(Sequence[Mapping[str, object]], block["readings"])
    observed = np.array(
        [float(by_id[str(r["row"])]["value"]) * float(cast(float, r.get("times", 1.0))) for r in readings]
    )
    lags = np.array([float(cast(float, r["lag_days"])) if r["says"] == "difference" else np.nan for r in readings])
    kinds = [str(r["says"]) for r in readings]
    widths = np.array([float(cast(float, r["log_error"])) for r in readings])
    priors = cast(Mapping[str, Mapping[str, float]], block["priors"])
    names = ("se", "sd", "tau_d_days")
    middle = np.log([priors[n]["median"] for n in names])
    spread = np.array([priors[n]["log_sd"] for n in names])

    def residuals(at: FloatArray) -> FloatArray:
        se, sd, tau = np.exp(at)
        return np.concatenate(
            [(np.log(_said(kinds, lags, se, sd, tau)) - np.log(observed)) / widths, (at - middle) / spread]
        )

    found = least_squares(residuals, middle)
    se, sd, tau = (float(v) for v in np.exp(found.x))
    jacobian = np.asarray(found.jac, dtype=np.float64)
    log_sd = np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)))
    said = _said(kinds, lags, se, sd, tau)
    levels = cast(Mapping[str, str], block.get("by_level", {}))
    return Noise(
        instrument=instrument,
        se=se,
        sd=sd,
        tau_d_days=tau,
        log_sd=dict(zip(names, log_sd.tolist(), strict=True)),
        rows=tuple(str(r["row"]) for r in readings),
        readings=tuple((str(r["row"]), float(o), float(p)) for r, o, p in zip(readings, observed, said, strict=True)),
        by_level={level: float(by_id[row]["value"]) for level, row in levels.items()},
    )


def _said(kinds: Sequence[str], lags: FloatArray, se: float, sd: float, tau: float) -> FloatArray:
    """What each row should print: an SD of a difference, of one score over months, or of the error alone."""
    apart = np.sqrt(2.0 * se**2 + 2.0 * sd**2 * -np.expm1(-np.nan_to_num(lags) / tau))
    months = np.sqrt(se**2 + sd**2)
    return np.array(
        [a if k == "difference" else months if k == "spread" else se for k, a in zip(kinds, apart, strict=True)]
    )
