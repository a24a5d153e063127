"""Case: what was given to whom in one evidence row, as values the models take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wane.errors import UnsupportedError
from wane.evidence.reading import Row
from wane.models.devices import by_devices, device_of
from wane.models.person import Covariates, Race
from wane.models.regimen import MINUTES_PER_HOUR, Drug, Regimen, Route, single_dose
from wane.models.timecourse import Site
from wane.units import factor

REFERENCE_KG: Final = 70.0
ANY_INFUSION_H: Final = 0.5
BOLUS_WITH_INFUSION: Final = "IV bolus + infusion"

_ROUTES: Final[Mapping[str, Route]] = {
    "IV infusion": Route.IV, "IV bolus": Route.IV, "IV": Route.IV, BOLUS_WITH_INFUSION: Route.IV,
    "IM": Route.IM, "intranasal": Route.INTRANASAL, "oral": Route.ORAL, "sublingual": Route.SUBLINGUAL,
}  # fmt: skip
_THEN: Final = re.compile(r"([0-9.]+) mg/kg then ([0-9.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row's regimen, person and site; `assumptions` says what the row does not.

    `maintenance_mg_h` is the steady rate that follows a bolus where the infusion has no stated length, else None.
    """

    regimen: Regimen
    covariates: Covariates
    site: Site
    assumptions: tuple[str, ...]
    maintenance_mg_h: float | None


def read_case(row: Row, *, duration_min: str, matrix: str) -> Case:
    """The case of a row; UnsupportedError says what no model can be given.

    Args:
        row: any row with a population, a drug, a route and a dose.
        duration_min: minutes an IV dose ran, "" where the row does not say.
        matrix: where blood was taken, in the row's words.
    """
    if row["route"] not in _ROUTES:
        raise UnsupportedError(f"no model of the route {row['route']} is shipped")
    person, about_person = _person(row["population"])
    site, about_site = _site(matrix)
    regimen, about_dose = _regimen(row, person.weight_kg, duration_min)
    then = _THEN.fullmatch(row["dose_printed"])
    return Case(
        regimen=regimen,
        covariates=person,
        site=site,
        assumptions=about_person + about_site + about_dose,
        maintenance_mg_h=float(then[2]) * person.weight_kg * factor(row["dose_unit"], "mg/kg/h") if then else None,
    )


def _person(population: str) -> tuple[Covariates, tuple[str, ...]]:
    race = Race.ASIAN if population.startswith("Chinese") else None
    if population.startswith("children 2-9 y, 10-30 kg"):
        return Covariates(weight_kg=20.0, age_y=5.5), ("the middle of the stated age and weight",)
    return Covariates(weight_kg=REFERENCE_KG, race=race), (f"{REFERENCE_KG:g} kg, for the row gives no weight",)


def _site(matrix: str) -> tuple[Site, tuple[str, ...]]:
    if "arterial" in matrix:
        return Site.ARTERIAL, ()
    return Site.VENOUS, () if "venous" in matrix else ("venous, for the row gives no site",)


def _regimen(row: Row, weight_kg: float, duration_min: str) -> tuple[Regimen, tuple[str, ...]]:
    drug = Drug.KETAMINE if row["drug"] == "racemic ketamine" else Drug.ESKETAMINE
    route = _ROUTES[row["route"]]
    dose_mg, about_dose = _dose_mg(row, weight_kg)
    device = device_of(drug, route)
    if device is not None:
        return by_devices(device, dose_mg), about_dose
    if route is not Route.IV or "bolus" in row["route"]:
        return single_dose(drug, route, dose_mg), about_dose
    if duration_min:
        return single_dose(drug, route, dose_mg, over_h=float(duration_min) / MINUTES_PER_HOUR), about_dose
    return single_dose(drug, route, dose_mg, over_h=ANY_INFUSION_H), (
        *about_dose,
        "over 30 min, for the row gives no duration",
    )


def _dose_mg(row: Row, weight_kg: float) -> tuple[float, tuple[str, ...]]:
    """[mg] one dose; of a range its upper end, where an effect lasts longest."""
    then = _THEN.fullmatch(row["dose_printed"])
    if then:
        return float(then[1]) * weight_kg, ()
    if not (row["dose"] or row["dose_high"]):
        if row["dose_printed"]:
            raise UnsupportedError(f"the dose is given as {row['dose_printed']} {row['dose_unit']} only")
        return 0.5 * weight_kg, ("0.5 mg/kg, for the row gives no dose and the answer does not depend on it",)
    amount = float(row["dose"] or row["dose_high"])
    about = () if row["dose"] else (f"the upper dose of {row['dose_printed']} {row['dose_unit']}",)
    return amount * (weight_kg if row["dose_unit"] == "mg/kg" else 1.0), about
