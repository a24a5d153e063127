"""Exposures of the sessions of an arm, as the fit counted them: medians of the kinetics at 70 kg."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.errors import OutOfRangeError, UnsupportedError
from wane.models.exposure import REFERENCE_MG_PER_KG, exposure_ratio
from wane.models.kinetics import kinetics
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, single_dose
from wane.models.relief_fitted import FittedRelief, vein_share
from wane.simulate.design import REFERENCE_KG, ArmDesign, CovariateSpec, Given
from wane.units import Basis

PEOPLE, SEED, TRIED_MG, OVER_H = 400, 11, 35.0, 2.0 / 3.0  # as the fit had them
MOST_MEDICINES: Final = 5
Taken = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Per70:
    """Exposure of one session at 70 kg by medicines taken; `is_per_kg` holds it at every weight.

    `is_nasal`: the fitted factor on nasal esketamine is still to be applied.
    """

    by_taken: Mapping[Taken, float]
    is_per_kg: bool
    is_nasal: bool


def exposures_of(arm: ArmDesign, given: Given, covariates: CovariateSpec, fit: FittedRelief) -> Per70:
    """Exposure x of one session of this arm."""
    assert arm.drug is not None
    assert arm.route is not None
    is_per_kg = given.dose.basis is Basis.PER_KG
    mg = given.dose.total_mg(REFERENCE_KG)
    per_mg = {taken: _per_mg(arm.drug, arm.route, taken) for taken in combinations(covariates)}
    return Per70(
        by_taken={taken: mg * each for taken, each in per_mg.items()},
        is_per_kg=is_per_kg,
        is_nasal=(arm.drug, arm.route) == (Drug.ESKETAMINE, Route.INTRANASAL),
    )


def combinations(covariates: CovariateSpec) -> tuple[Taken, ...]:
    """Every set of medicines that somebody may take."""
    if "taking" in covariates.table:
        return tuple(dict.fromkeys(taken_of(str(cell)) for cell in covariates.table["taking"]))
    names = sorted(covariates.taking)
    if len(names) > MOST_MEDICINES:
        raise OutOfRangeError(f"{len(names)} medicines came; at most {MOST_MEDICINES} are combined: give fewer.")
    subsets = itertools.chain.from_iterable(itertools.combinations(names, n) for n in range(len(names) + 1))
    return tuple(frozenset(subset) for subset in subsets)


def taken_of(cell: str) -> Taken:
    """`a+b` as a set of the register's names."""
    from wane.simulate.reading_people import medicine

    return frozenset(medicine(name) for name in cell.split("+") if name.strip())


def _per_mg(drug: Drug, route: Route, taken: Taken) -> float:
    share = vein_share(route)
    if share is not None:
        return share * _per_mg(drug, Route.IV, taken)
    if drug is Drug.KETAMINE and route is Route.IV:
        return 1.0 / (REFERENCE_MG_PER_KG * REFERENCE_KG)
    covariates = Covariates(weight_kg=REFERENCE_KG, taking=taken)
    regimen = single_dose(drug, route, TRIED_MG, over_h=OVER_H if route is Route.IV else 0.0)
    found = kinetics(regimen, covariates, people=PEOPLE, rng=np.random.default_rng(SEED))
    if found.withheld is not None:
        raise UnsupportedError(f"{found.withheld} Relief after {drug} {route.words} cannot be simulated.")
    return float(np.median(exposure_ratio(found, covariates))) / TRIED_MG
