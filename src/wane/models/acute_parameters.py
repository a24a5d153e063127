"""AcuteParameters: what the acute model needs, read from data/fitted/acute.yaml; and one draw of persons from them."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import cast

import numpy as np

from wane.errors import FileFormatError
from wane.evidence.reading import DATA, FITTED_FOLDER, load_yaml
from wane.models.timecourse import FloatArray

ACUTE_FILE = DATA / FITTED_FOLDER / "acute.yaml"
Z_COLUMNS = 4  # independent standard normals that make one person: ke0, C50, CADSS at full effect, pressure


@dataclass(frozen=True, slots=True, kw_only=True)
class AcuteParameters:
    """Typical values and spreads of the acute effects; every value stands in data/fitted/acute.yaml with its source.

    An omega is an SD on the log scale, on the logit scale for CADSS (which ends at `cadss_scale`). `pressure_study_sd`
    is the spread between studies, log scale. `tolerance_ml_per_ng` is by how much C50 rises per ng/mL in a slow site
    that fills at `tolerance_per_h`: acute tolerance, 0 for none.
    """

    ke0_per_h: float
    c50_ng_ml: float
    slope: float
    tolerance_per_h: float
    tolerance_ml_per_ng: float
    cadss_full: float
    cadss_scale: float
    pressure_c50_ng_ml: float
    pressure_slope: float
    systolic_full_mmhg: float
    diastolic_full_mmhg: float
    omega_ke0: float
    omega_c50: float
    omega_cadss: float
    omega_pressure: float
    pressure_study_sd: float
    pressure_reading_sd_mmhg: float
    pressure_session_sd_mmhg: float
    attenuation_ratio: float
    attenuation_sessions: float
    resolved_cadss: float
    small_systolic_mmhg: float

    def __post_init__(self) -> None:
        low = [f.name for f in fields(self) if not getattr(self, f.name) >= 0.0]
        if low:
            raise FileFormatError(f"{', '.join(low)} must be 0 or more: correct data/fitted/acute.yaml.")
        if not self.cadss_full < self.cadss_scale:
            raise FileFormatError(
                f"cadss_full is {self.cadss_full:g}; it must be below cadss_scale, {self.cadss_scale:g}."
            )
        if not 0.0 < self.attenuation_ratio <= 1.0:
            raise FileFormatError(f"attenuation_ratio is {self.attenuation_ratio:g}; it must lie in (0, 1].")

    @property
    def cadss_logit(self) -> float:
        """The share of the scale at full effect, on the logit scale."""
        share = self.cadss_full / self.cadss_scale
        return float(np.log(share / (1.0 - share)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Responders:
    """How each virtual person responds; every array (n_people,).

    `cadss_full` [points] and `pressure_factor` [1] are at full effect, before attenuation by earlier sessions.
    """

    ke0_per_h: FloatArray
    c50_ng_ml: FloatArray
    cadss_full: FloatArray
    pressure_factor: FloatArray


def responders(parameters: AcuteParameters, z: FloatArray) -> Responders:
    """Persons from standard normals `z` (n_people, Z_COLUMNS)."""
    p = parameters
    pressure_sd = np.hypot(p.omega_pressure, p.pressure_study_sd)
    return Responders(
        ke0_per_h=p.ke0_per_h * np.exp(p.omega_ke0 * z[:, 0]),
        c50_ng_ml=p.c50_ng_ml * np.exp(p.omega_c50 * z[:, 1]),
        cadss_full=p.cadss_scale / (1.0 + np.exp(-(p.cadss_logit + p.omega_cadss * z[:, 2]))),
        pressure_factor=np.exp(pressure_sd * z[:, 3]),
    )


def draw_responders(parameters: AcuteParameters, people: int, rng: np.random.Generator) -> Responders:
    """`people` virtual persons."""
    return responders(parameters, rng.standard_normal((people, Z_COLUMNS)))


def from_estimates(estimates: Mapping[str, float]) -> AcuteParameters:
    """Parameters from values by name; a name too many or too few is an error of the file."""
    wanted = {f.name for f in fields(AcuteParameters)}
    if set(estimates) != wanted:
        unknown, absent = sorted(set(estimates) - wanted), sorted(wanted - set(estimates))
        raise FileFormatError(
            f"data/fitted/acute.yaml: unknown estimates {unknown}, absent {absent}: run `wane evidence fit acute`."
        )
    return AcuteParameters(**estimates)


@functools.cache
def load_acute() -> AcuteParameters:
    """The fitted parameters that ship (data/fitted/acute.yaml)."""
    return from_estimates({name: float(cast(float, entry["value"])) for name, entry in acute_estimates().items()})


def acute_estimates() -> Mapping[str, Mapping[str, object]]:
    """Every estimate of the fit as the file states it: value, unit, low, high, how, where, why."""
    return cast(Mapping[str, Mapping[str, object]], load_yaml(ACUTE_FILE)["parameters"])
