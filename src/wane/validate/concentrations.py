"""Concentration rows: what each published kinetic measure is, computed from a session's kinetics."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, cast

import numpy as np

from wane.errors import UnsupportedError
from wane.evidence.reading import Row, load_register
from wane.models.kinetics import Kinetics, kinetics
from wane.models.regimen import Drug, Regimen
from wane.models.timecourse import FloatArray, Site
from wane.units import factor
from wane.validate.case import Case, read_case
from wane.validate.comparison import Comparison, Statistic, band, read_observed

NO_PREDICTION: Final[Mapping[str, str]] = {
    "F": "bioavailability goes into the model of this route; it does not come out of it",
    "accumulation_twice_weekly": "the source gives no number",
    "urine_recovery": "no model of excretion into urine is shipped",
    "conc_at_recovery": "the source does not say how long the infusion ran",
}
ANALYTES: Final[Mapping[str, str]] = {
    "ketamine": "ketamine", "S-ketamine": "s_ketamine", "R-ketamine": "r_ketamine",
    "norketamine": "norketamine", "S-norketamine": "norketamine", "S-2,6-HNK": "hydroxynorketamine",
}  # fmt: skip
RATIO_OF_S: Final = "S-2,6-HNK/S-ketamine"
ENANTIOMERS: Final = frozenset({"s_ketamine", "r_ketamine"})
_TAIL_H: Final = 400.0

Measure = Callable[[Case, Kinetics, str], FloatArray]


def compare_concentration(row: Row, *, people: int, seed: int) -> Comparison:
    """One row of `pk_observations` beside its prediction; UnsupportedError says why there is none."""
    case = _case(row)
    model = kinetics(case.regimen, case.covariates, case.site, people=people, rng=np.random.default_rng(seed))
    if model.withheld is not None:
        raise UnsupportedError(model.withheld)
    measure = _measure(row, case)
    observed = read_observed(row, "value")
    values = measure(case, model, row["analyte"]) if row["metric"] != "conc" else _at(row, model)
    low90, predicted, high90 = band(_in_unit(values, row, case), Statistic.MEDIAN)
    return Comparison(
        id=row["id"], study=row["study"], quantity=quantity(row), observed=observed, statistic=Statistic.MEDIAN,
        predicted=predicted, low90=low90, high90=high90, models=tuple(model.models), assumptions=case.assumptions,
    )  # fmt: skip


def _measure(row: Row, case: Case) -> Measure:
    """How the row's metric is computed; UnsupportedError says why it cannot be."""
    metric = row["metric"]
    if metric in NO_PREDICTION:
        raise UnsupportedError(NO_PREDICTION[metric])
    if metric not in MEASURES:
        raise UnsupportedError(f"no model of {metric} is shipped")
    if metric == "conc" and not row["time_h"]:
        raise UnsupportedError("the source does not say when the blood was taken")
    if metric == "Cmax" and case.maintenance_mg_h is not None:
        raise UnsupportedError("the source does not say how long the infusion ran")
    return MEASURES[metric]


def quantity(row: Row) -> str:
    """What was measured after what, in words."""
    dose = " ".join(
        part for part in (row["dose"] or row["dose_printed"], row["dose_unit"], "") if part or row["dose_unit"]
    )
    return f"{row['metric']} of {row['analyte']}, {row['drug']} {dose}{row['route']}"


def _case(row: Row) -> Case:
    case = read_case(row, duration_min=row["duration_min"], matrix=row["matrix"])
    if row["analyte"] != RATIO_OF_S:
        return case
    halves = tuple(replace(a, dose_mg=a.dose_mg / 2.0) for a in case.regimen.administrations)
    about = ("arterial, where the only model with hydroxynorketamine holds; S given alone",)
    s_alone = Regimen(drug=Drug.ESKETAMINE, administrations=halves)
    return replace(case, regimen=s_alone, site=Site.ARTERIAL, assumptions=case.assumptions[:1] + about)


def _known(model: Kinetics, analyte: str) -> str:
    """The analyte's own name; UnsupportedError where the model lacks it."""
    name = ANALYTES.get(analyte)
    if name is None:
        raise UnsupportedError(f"no shipped model holds {analyte}")
    if name in model.withheld_analytes:
        raise UnsupportedError(model.withheld_analytes[name])
    return name


def _at(row: Row, model: Kinetics) -> FloatArray:
    return model.concentration(_known(model, row["analyte"]), np.array([float(row["time_h"])]))[:, 0]


def _peak(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    return model.peak(_known(model, analyte))[0]


def _time_of_peak(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    return model.peak(_known(model, analyte))[1]


def _half_life(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    return model.half_life(_known(model, analyte))


def _clearance(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    """[L/h] dose over area: 1 mg per ng*h/mL is 1000 L/h."""
    name = _known(model, analyte)
    is_half = name in ENANTIOMERS and case.regimen.drug is Drug.KETAMINE
    dose_mg = case.regimen.total_mg / (2.0 if is_half else 1.0)
    return 1000.0 * dose_mg / model.auc(name)


def _steady_volume(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    """[L] clearance times the mean time in the body, from the areas under C and t C."""
    name = _known(model, analyte)
    times_h = np.concatenate([np.linspace(0.0, 2.0, 241), np.geomspace(2.0, _TAIL_H, 400)[1:]])
    curve = model.concentration(name, times_h)
    mean_h = np.trapezoid(curve * times_h, times_h, axis=1) / np.trapezoid(curve, times_h, axis=1)
    return np.asarray(_clearance(case, model, analyte) * (mean_h - case.regimen.end_h / 2.0))


def _ratio(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    """Areas under hydroxynorketamine over S-ketamine, by mass."""
    if analyte != RATIO_OF_S:
        raise UnsupportedError("no shipped model holds R-hydroxynorketamine")
    return model.auc(_known(model, "S-2,6-HNK")) / model.auc(_known(model, "S-ketamine"))


def _steady(case: Case, model: Kinetics, analyte: str) -> FloatArray:
    """[ng/mL] rate over clearance."""
    if case.maintenance_mg_h is None:
        raise UnsupportedError("the source does not give a steady rate")
    return 1000.0 * case.maintenance_mg_h / _clearance(case, model, analyte)


MEASURES: Final[Mapping[str, Measure]] = {
    "Cmax": _peak, "conc": _peak, "Tmax": _time_of_peak, "half_life": _half_life,
    "CL": _clearance, "Vss": _steady_volume, "AUC_ratio": _ratio, "Css": _steady,
}  # fmt: skip
_CANONICAL: Final[Mapping[str, str]] = {
    "Cmax": "ng/mL", "conc": "ng/mL", "Css": "ng/mL", "Tmax": "h", "half_life": "h", "CL": "L/h", "Vss": "L",
}  # fmt: skip


def molar_mass_g_mol(analyte: str) -> float:
    """Of the free base, from the register of analytes."""
    analytes = cast(Mapping[str, Mapping[str, float]], load_register("analytes")["analytes"])
    return analytes[analyte]["molar_mass_g_mol"]


def _in_unit(values: FloatArray, row: Row, case: Case) -> FloatArray:
    """Predictions [canonical] in the unit that the row prints."""
    unit = row["unit"]
    if row["metric"] == "AUC_ratio":
        return values
    if unit.endswith("/kg"):
        unit, values = unit.removesuffix("/kg"), values / case.covariates.weight_kg
    if unit == "umol/L":
        return values / molar_mass_g_mol(ANALYTES[row["analyte"]])
    return values / factor(unit, _CANONICAL[row["metric"]])
