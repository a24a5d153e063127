"""Every number that a model must give back at 70 kg, through the public door: printed in the paper or computed."""

import numpy as np
import pytest

from wane.evidence.population_model import PopulationModel, Reproduced
from wane.evidence.reading import load_model, model_ids
from wane.models.person import Covariates
from wane.models.pk import predict, typical
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.models.timecourse import FloatArray

TIMES_H = np.unique(np.concatenate([np.arange(0.0, 4.0, 1 / 600), np.arange(4.0, 72.01, 0.02)]))
ROUTES = {"film": Route.SUBLINGUAL}
ENTRIES = [
    (model_id, entry)
    for model_id in model_ids()
    for entry in load_model(model_id).reproduces
    if entry.route is not None and entry.analyte is not None
]


def course(model: PopulationModel, entry: Reproduced, route: Route, over_h: float, times_h: FloatArray) -> FloatArray:
    devices = entry.devices
    doses = tuple(
        Administration(route=route, start_h=0.0, dose_mg=(entry.dose_mg or 1.0) / devices, duration_h=over_h)
        for _ in range(devices)
    )
    regimen = Regimen(drug=Drug.ESKETAMINE, administrations=doses)
    people = typical(model, Covariates(weight_kg=70.0))
    values: FloatArray = predict(people, regimen, times_h)[entry.analyte or ""][0]
    return values


def value_of(model: PopulationModel, entry: Reproduced) -> float:
    route = ROUTES.get(entry.route or "") or Route(entry.route or "")
    over_h = (entry.over_min or 0.0) / 60.0 if route is Route.IV else 0.0
    times_h = np.unique(np.concatenate([TIMES_H, over_h + np.arange(0.0, 12.0, 1 / 600)]))
    values = course(model, entry, route, over_h, times_h)
    match entry.quantity:
        case "cmax":
            return float(values.max())
        case "tmax":
            return float(times_h[values.argmax()]) * (60.0 if entry.unit == "min" else 1.0)
        case "concentration":
            return float(np.interp((entry.at_min or 0.0) / 60.0, times_h, values))
        case "auc":
            inside = times_h <= (entry.until_h or 0.0)
            return float(np.trapezoid(values[inside], times_h[inside])) * (60.0 if "min" in entry.unit else 1.0)
        case "half_time_after_infusion":
            after = times_h >= over_h - 1e-9
            at_end = np.interp(over_h, times_h, values)
            return float(times_h[after][np.argmax(values[after] <= at_end / 2.0)] - over_h) * 60.0
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize(
    ("model_id", "entry"),
    ENTRIES,
    ids=[f"{m}-{e.quantity}-{e.analyte}-{e.route}-{e.dose_mg}-{e.over_min}-{e.at_min}" for m, e in ENTRIES],
)
def test_a_model_gives_back_the_number(model_id: str, entry: Reproduced) -> None:
    whole_minutes = entry.unit == "min" and entry.value == round(entry.value)
    slack = 1.0 if whole_minutes else 1e-12
    assert value_of(load_model(model_id), entry) == pytest.approx(entry.value, rel=entry.rel_tol, abs=slack)


@pytest.mark.parametrize(("devices", "printed"), [(2, 0.54), (3, 0.51)])
def test_nasal_bioavailability_is_the_one_of_the_abstract(devices: int, printed: float) -> None:
    model = load_model("perezruixo_2020")
    people = typical(model, Covariates(weight_kg=70.0))
    times_h = np.concatenate([np.arange(0.0, 12.0, 0.005), np.arange(12.0, 200.0, 0.1)])

    def area(route: Route, doses_mg: list[float]) -> float:
        doses = tuple(Administration(route=route, start_h=0.0, dose_mg=mg) for mg in doses_mg)
        found = predict(people, Regimen(drug=Drug.ESKETAMINE, administrations=doses), times_h, ["s_ketamine"])
        return float(np.trapezoid(found["s_ketamine"][0], times_h))

    nasal, vein = area(Route.INTRANASAL, [28.0] * devices), area(Route.IV, [28.0 * devices])
    assert nasal / vein == pytest.approx(printed, abs=0.005)
