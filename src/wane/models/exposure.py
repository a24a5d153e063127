"""Exposure x: how much ketamine a dose and route bring, against the reference infusion in the same person."""

import numpy as np

from wane.kernels import area_under_curve
from wane.models.interactions import clearance_ratio_r_to_s
from wane.models.kinetics import Kinetics
from wane.models.parts import PARENTS, R_PARENT, S_PARENT, TOTAL
from wane.models.person import Covariates
from wane.models.systems import System
from wane.models.timecourse import FloatArray

REFERENCE_MG_PER_KG = 0.5
"""The reference dose: racemate 0.5 mg/kg into the vein over 40 min; the time does not matter to an area."""


def exposure_ratio(found: Kinetics, covariates: Covariates) -> FloatArray:
    """Exposure x (people,): AUC of total parent over that of racemate 0.5 mg/kg into the vein over 40 min in the same
    person.

    The reference goes through the vein into the same disposition; where that knows only S, R adds an AUC higher by
    the ratio of clearances. Infusion time does not matter to an area.
    """
    reference_mg = REFERENCE_MG_PER_KG * covariates.weight_kg
    per_mg = {
        name: _vein_area(s, row) for s in reversed(found.systems) for name, row in s.outputs.items() if name in PARENTS
    }
    if TOTAL in per_mg:
        reference = per_mg[TOTAL] * reference_mg
    else:
        ratio, _ = clearance_ratio_r_to_s()
        reference = 0.5 * reference_mg * (per_mg[S_PARENT] + per_mg.get(R_PARENT, per_mg[S_PARENT] / ratio))
    return found.auc(TOTAL) / reference


def _vein_area(system: System, row: FloatArray) -> FloatArray:
    """AUC of one mg into the vein (people,), without what only the route does."""
    amounts = np.zeros((1, system.rate_matrix.shape[1]))
    amounts[0, system.central] = 1.0
    area: FloatArray = area_under_curve(system.rate_matrix, row[:, None, :], amounts)[:, 0] / system.exposure
    return area
