"""Effects of ketamine given under the skin, from published effects alone: no human F or absorption rate was found.

One group was given 0.25 to 1 mg/kg of racemate: dissociation began at 5 min, peaked at 20 to 30 and was gone by 60. The
course is the simplest hump through those times,

    w(u) = (u exp(1 - u))^a,   u = t / (time of the peak),

with `a` such that the mean CADSS at 1 mg/kg is at the limit of "resolved" at the time the rows give. Size goes with
dose in that range and is withheld outside it. Spread between people is borrowed from the model of the other routes.
Pressure follows the same hump, later than the rows suggest, so that a person is not called ready too early.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.reading import load_yaml
from wane.models.acute_parameters import ACUTE_FILE, AcuteParameters
from wane.models.effect import LATEST_H, AcuteEffects, attenuation
from wane.models.person import Covariates
from wane.models.regimen import MINUTES_PER_HOUR, Drug, Regimen, Route
from wane.models.timecourse import FloatArray

SEARCH_H = np.linspace(0.0, LATEST_H, 24 * 60 + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcutaneousParameters:
    """What the published rows say, all at `reference_mg_per_kg`; `evidence` holds the row ids."""

    peak_min: float
    time_omega: float
    steepness: float
    cadss_mean: float
    systolic_mean_mmhg: float
    diastolic_mean_mmhg: float
    reference_mg_per_kg: float
    low_mg_per_kg: float
    evidence: tuple[str, ...]


@functools.cache
def load_subcutaneous() -> SubcutaneousParameters:
    """The subcutaneous block of data/fitted/acute.yaml."""
    block = cast(Mapping[str, Mapping[str, object]], load_yaml(ACUTE_FILE)["subcutaneous"])
    values = {name: float(cast(float, entry["value"])) for name, entry in block.items()}
    rows = {str(row) for entry in block.values() for row in cast(list[str], entry["rows"])}
    return SubcutaneousParameters(**values, evidence=tuple(sorted(rows)))


def subcutaneous_effects(
    regimen: Regimen,
    covariates: Covariates,
    times_h: FloatArray,
    *,
    parameters: AcuteParameters,
    session_number: int,
    people: int,
    rng: np.random.Generator,
) -> AcuteEffects:
    """Effects of one subcutaneous dose; UnsupportedError says why none can be given."""
    published = load_subcutaneous()
    size = _share_of_reference(regimen, covariates, published)
    z = rng.standard_normal((people, 3))
    peak_h = published.peak_min / MINUTES_PER_HOUR * np.exp(published.time_omega * z[:, 0])
    score = _with_mean(size * published.cadss_mean, parameters, z[:, 1])
    rise = np.exp(spread_of_pressure(parameters) * z[:, 2] - 0.5 * spread_of_pressure(parameters) ** 2)

    def hump(at_h: FloatArray) -> FloatArray:
        u = np.maximum(at_h[None, :] - regimen.start_h, 0.0) / peak_h[:, None]
        shape: FloatArray = (u * np.exp(1.0 - u)) ** published.steepness
        return shape

    lessened = attenuation(parameters, session_number)
    course, searched = hump(times_h), hump(SEARCH_H)
    score = lessened * score
    resolved = _last_above(searched, parameters.resolved_cadss / score)
    small = parameters.small_systolic_mmhg / (size * published.systolic_mean_mmhg * rise)
    return AcuteEffects(
        times_h=times_h,
        dissociation_fraction=lessened * course,
        dissociation=score[:, None] * course,
        systolic_rise=(size * published.systolic_mean_mmhg * rise)[:, None] * course,
        diastolic_rise=(size * published.diastolic_mean_mmhg * rise)[:, None] * course,
        resolved_min=resolved,
        readiness_min=np.maximum.reduce(
            [resolved, _last_above(searched, small), np.full(people, MINUTES_PER_HOUR * regimen.end_h)]
        ),
    )


def spread_of_pressure(parameters: AcuteParameters) -> float:
    """SD on the log scale of a person's pressure rise, between people and between studies."""
    return float(np.hypot(parameters.omega_pressure, parameters.pressure_study_sd))


def _share_of_reference(regimen: Regimen, covariates: Covariates, published: SubcutaneousParameters) -> float:
    if (
        regimen.drug is not Drug.KETAMINE
        or regimen.routes != frozenset({Route.SC})
        or len(regimen.administrations) != 1
    ):
        raise UnsupportedError("Subcutaneous effects were published for single doses of racemic ketamine only.")
    dose = regimen.total_mg / covariates.weight_kg
    low, high = published.low_mg_per_kg, published.reference_mg_per_kg
    if not low * (1.0 - 1e-9) <= dose <= high * (1.0 + 1e-9):
        raise UnsupportedError(
            f"Subcutaneous effects were published for {low:g} to {high:g} mg/kg; {dose:.2g} mg/kg came, "
            "which is outside, so none is shown."
        )
    return dose / published.reference_mg_per_kg


def _with_mean(mean: float, parameters: AcuteParameters, z: FloatArray) -> FloatArray:
    """CADSS at the peak (n_people,): spread as at full effect on the other routes, with this mean, below the scale's
    end.
    """
    low, high = 0.0, parameters.cadss_scale
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    for _ in range(60):
        centre = 0.5 * (low + high)
        found = float(weights @ _scores(centre, parameters, nodes) / weights.sum())
        low, high = (centre, high) if found < mean else (low, centre)
    return _scores(0.5 * (low + high), parameters, z)


def _scores(median: float, parameters: AcuteParameters, z: FloatArray) -> FloatArray:
    share = median / parameters.cadss_scale
    odds = share / (1.0 - share) * np.exp(parameters.omega_cadss * z)
    return parameters.cadss_scale * odds / (1.0 + odds)


def _last_above(course: FloatArray, limit: FloatArray) -> FloatArray:
    """[min] last time (n_people,) that `course` on SEARCH_H is at or above `limit`; 0 if never."""
    above = course >= limit[:, None]
    last = above.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1)
    return np.where(above.any(axis=1), MINUTES_PER_HOUR * SEARCH_H[last], 0.0)
