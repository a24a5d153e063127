"""Exposures: x of any dose by drug and route, from the kinetics of that route; linear in the dose."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wane.errors import FileFormatError
from wane.models.exposure import REFERENCE_MG_PER_KG, exposure_ratio
from wane.models.kinetics import kinetics
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, single_dose

PEOPLE, SEED = 400, 11
TRIED_MG = 35.0
WAYS = (
    ("ketamine", "iv"),
    ("ketamine", "im"),
    ("ketamine", "intranasal"),
    ("ketamine", "sublingual"),
    ("ketamine", "oral"),
    ("esketamine", "iv"),
    ("esketamine", "intranasal"),
    ("esketamine", "oral"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposures:
    """`per_mg` holds the median exposure of 1 mg by `drug route`, at `weight_kg`."""

    per_mg: Mapping[str, float]
    weight_kg: float

    def of(self, drug: str, route: str, dose: str) -> float:
        """Exposure of a dose such as `0.5 mg/kg` or `84 mg`."""
        amount, unit = dose.split()
        if unit not in {"mg", "mg/kg"}:
            raise FileFormatError(f"A dose of {dose!r} came; it must be in mg or mg/kg.")
        key = f"{drug} {route}"
        if key not in self.per_mg:
            raise FileFormatError(f"No exposure of {key} is known; these are: {', '.join(sorted(self.per_mg))}.")
        return float(amount) * (self.weight_kg if unit == "mg/kg" else 1.0) * self.per_mg[key]


def exposures(weight_kg: float, as_vein: Mapping[str, float]) -> Exposures:
    """Exposure of 1 mg by every route with a model; `as_vein` gives routes without one a share of the vein's."""
    per_mg = {f"{drug} {route}": _per_mg(drug, route, weight_kg) for drug, route in WAYS}
    for route, share in as_vein.items():
        per_mg |= {f"{drug} {route}": share * per_mg[f"{drug} iv"] for drug in ("ketamine", "esketamine")}
    return Exposures(per_mg=per_mg, weight_kg=weight_kg)


def _per_mg(drug: str, route: str, weight_kg: float) -> float:
    if drug == "ketamine" and route == "iv":
        return 1.0 / (REFERENCE_MG_PER_KG * weight_kg)
    covariates = Covariates(weight_kg=weight_kg)
    over_h = 2.0 / 3.0 if route == "iv" else 0.0
    found = kinetics(
        single_dose(Drug(drug), Route(route), TRIED_MG, over_h=over_h),
        covariates,
        people=PEOPLE,
        rng=np.random.default_rng(SEED),
    )
    return float(np.median(exposure_ratio(found, covariates))) / TRIED_MG
