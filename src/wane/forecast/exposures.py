"""Exposure of recorded sessions, from the kinetics of what was given."""

from dataclasses import dataclass

import numpy as np

from wane.errors import UnsupportedError
from wane.models.exposure import exposure_ratio
from wane.models.kinetics import kinetics
from wane.models.patient_records import SessionRecord
from wane.models.person import Covariates
from wane.models.regimen import Drug, Regimen, Route
from wane.models.relief_evidence import NasalFactor

BAND = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Exposure x of one kind of session (1 is racemate 0.5 mg/kg IV over 40 min): median and 90 % of virtual people.

    The forecast uses the median; `notes` say what the kinetics assume. `nasal` is the fitted factor that all three
    already hold, where the session was intranasal esketamine.
    """

    ordered: str
    median: float
    low90: float
    high90: float
    models: tuple[str, ...]
    notes: tuple[str, ...]
    nasal: NasalFactor | None = None


def exposures(
    sessions: tuple[SessionRecord, ...], covariates: Covariates, seed: int, nasal: NasalFactor | None = None
) -> dict[Regimen, Exposure]:
    """One exposure for each regimen that was given; UnsupportedError names the line where none can be computed.

    `nasal` scales intranasal esketamine, as it did where the prior was fitted.
    """
    found: dict[Regimen, Exposure] = {}
    for session in sessions:
        if session.regimen not in found:
            found[session.regimen] = _exposure(
                session, covariates, seed, nasal if is_nasal_esketamine(session.regimen) else None
            )
    return found


def is_nasal_esketamine(regimen: Regimen) -> bool:
    """Whether all of it is esketamine into the nose."""
    return regimen.drug is Drug.ESKETAMINE and all(a.route is Route.INTRANASAL for a in regimen.administrations)


def _exposure(session: SessionRecord, covariates: Covariates, seed: int, nasal: NasalFactor | None) -> Exposure:
    people = kinetics(session.regimen, covariates, rng=np.random.default_rng(seed))
    if people.withheld is not None:
        raise UnsupportedError(
            f"Line {session.line}: {session.ordered}: {people.withheld} Its relief cannot be forecast."
        )
    acts = 1.0 if nasal is None else nasal.value
    low, median, high = (acts * float(q) for q in np.quantile(exposure_ratio(people, covariates), BAND))
    return Exposure(
        ordered=session.ordered,
        median=median,
        low90=low,
        high90=high,
        models=people.models,
        notes=people.notes,
        nasal=nasal,
    )
