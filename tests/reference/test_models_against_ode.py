"""Every shipped model, by closed form, against a general ODE solver that knows nothing of modes."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import load_model, model_ids
from wane.models.person import Covariates
from wane.models.pk import Individuals, draw, predict
from wane.models.regimen import Administration, Drug, Regimen, Route
from wane.models.timecourse import FloatArray

COVARIATES = Covariates(weight_kg=83.0, age_y=67.0)
TIMES_H = np.unique(np.concatenate([np.linspace(0.0, 3.0, 61), np.geomspace(3.1, 60.0, 40)]))
ROUTES = {"film": Route.SUBLINGUAL}


def routes_of(model: PopulationModel) -> list[Route]:
    return [ROUTES.get(name) or Route(name) for name in model.pathways]


def expression_value(expression: str, values: dict[str, float]) -> float:
    """Plain Python arithmetic: independent of the evaluator under test."""
    named = re.sub(r"[A-Za-z_]\w*", lambda name: f"values['{name.group()}']", expression)
    return float(eval(named, {"values": values}))  # evidence files only


def derivative(model: PopulationModel, values: dict[str, float]) -> Callable[[FloatArray], FloatArray]:
    place = {state: i for i, state in enumerate(model.states)}
    flows = [
        (place[f.source], None if f.target is None else place[f.target], expression_value(f.rate, values), f.fraction)
        for f in model.flows
    ]

    def change(x: FloatArray) -> FloatArray:
        dx = np.zeros_like(x)
        for source, target, rate, fraction in flows:
            dx[source] -= rate * x[source]
            if target is not None:
                dx[target] += rate * fraction * x[source]
        return dx

    return change


def solve(model: PopulationModel, values: dict[str, float], regimen: Regimen) -> dict[str, FloatArray]:
    """Concentrations [ng/mL] at TIMES_H by LSODA from event to event."""
    inputs = []
    for k, a in enumerate(regimen.administrations):
        name = next(n for n in model.pathways if ROUTES.get(n, n) == a.route)
        for p in model.pathways[name]:
            expression = p.later_fraction if k > 0 and p.later_fraction is not None else p.fraction
            duration = a.duration_h if p.duration is None else expression_value(p.duration, values)
            inputs.append(
                (model.states.index(p.state), a.start_h, duration, a.dose_mg * expression_value(expression, values))
            )
    edges = sorted({0.0, float(TIMES_H[-1]), *(s for _, s, _, _ in inputs), *(s + d for _, s, d, _ in inputs)})
    change = derivative(model, values)
    x = np.zeros(len(model.states))
    amounts = np.zeros((len(model.states), TIMES_H.size))
    for start, end in zip(edges, edges[1:], strict=False):
        rate = np.zeros_like(x)
        for state, begins, duration, amount in inputs:
            if duration == 0.0 and begins == start:
                x[state] += amount
            elif duration > 0.0 and begins <= start and end <= begins + duration + 1e-12:
                rate[state] += amount / duration
        inside = (start <= TIMES_H) & (end >= TIMES_H)
        at = np.unique([start, *TIMES_H[inside], end])

        def running(_: float, y: FloatArray, rate: FloatArray = rate) -> FloatArray:
            return change(y) + rate

        solution = solve_ivp(running, (start, end), x, method="LSODA", t_eval=at, rtol=1e-12, atol=1e-15)
        amounts[:, inside] = solution.y[:, np.isin(at, TIMES_H[inside])]
        x = solution.y[:, -1]
    return {o.analyte: amounts[model.states.index(o.state)] * expression_value(o.scale, values) for o in model.outputs}


def person(individuals: Individuals, index: int) -> dict[str, float]:
    return {name: float(v[index] if v.size > 1 else v[0]) for name, v in individuals.parameters.items()}


def assert_close(found: FloatArray, oracle: FloatArray) -> None:
    assert np.all(np.abs(found - oracle) <= 1e-8 * np.maximum(np.abs(oracle), 1e-6 * oracle.max()))


@pytest.mark.parametrize("model_id", model_ids())
def test_every_route_of_a_model_agrees_with_an_ode_solver(model_id: str) -> None:
    model = load_model(model_id)
    people = draw(model, COVARIATES, 3, np.random.default_rng(11))
    for route in routes_of(model):
        over_h = 0.7 if route is Route.IV else 0.0
        doses = (
            Administration(route=route, start_h=0.0, dose_mg=28.0, duration_h=over_h),
            Administration(route=route, start_h=0.8, dose_mg=28.0, duration_h=0.0),
            Administration(route=route, start_h=5.0, dose_mg=17.0, duration_h=over_h),
        )
        regimen = Regimen(drug=Drug.ESKETAMINE, administrations=doses)
        found = predict(people, regimen, TIMES_H)
        for index in range(3):
            oracle = solve(model, person(people, index), regimen)
            for analyte, course in oracle.items():
                assert_close(found[analyte][index], course)
