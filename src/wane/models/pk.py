"""Kinetics of one population model: people, their linear network, and the concentrations it predicts.

The fast public door: `typical` or `draw` makes people, `predict` gives their concentrations in closed form. What the
default model of a route is, and what moves it, is the business of `wane.models.kinetics`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wane.errors import UnknownNameError, UnsupportedError
from wane.evidence.population_model import Pathway, PopulationModel
from wane.kernels import Doses, respond
from wane.models.expressions import evaluate
from wane.models.person import Covariates
from wane.models.regimen import Administration, Regimen, Route
from wane.models.timecourse import FloatArray
from wane.models.variability import draw_parameters, typical_parameters

FILM = "film"
SESSION_H = 12.0
"""Doses that start within this of the one before are one session: its later nasal devices absorb less."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Individuals:
    """People of one model: every parameter (people,), or (1,) where all share it, in canonical units."""

    model: PopulationModel
    parameters: Mapping[str, FloatArray]
    people: int


def typical(model: PopulationModel, covariates: Covariates) -> Individuals:
    """The typical person with these covariates: no eta."""
    return Individuals(model=model, parameters=typical_parameters(model, covariates), people=1)


def draw(
    model: PopulationModel, covariates: Covariates, people: int, rng: np.random.Generator, *, widening: float = 1.0
) -> Individuals:
    """`people` virtual persons with these covariates on one occasion; etas `widening` times as wide as the model's."""
    parameters = draw_parameters(model, covariates, people, rng, widening=widening)
    return Individuals(model=model, parameters=parameters, people=people)


def predict(
    individuals: Individuals,
    regimen: Regimen,
    times_h: FloatArray,
    analytes: Sequence[str] | None = None,
    out: FloatArray | None = None,
) -> dict[str, FloatArray]:
    """Concentrations [ng/mL] by analyte, each (people, n_times), of a regimen given in the drug that the model
    describes.

    `times_h` ascends; `out` (people, n_analytes, n_times) is written where given. `analytes` None: all that the model
    has.
    """
    asked = tuple(individuals.model.analytes if analytes is None else analytes)
    values = respond(
        rate_matrix(individuals),
        output_matrix(individuals, asked),
        np.asarray(times_h, dtype=np.float64),
        doses(individuals, regimen.administrations),
        out=out,
    )
    return {analyte: values[:, i] for i, analyte in enumerate(asked)}


def rate_matrix(individuals: Individuals) -> FloatArray:
    """K [1/h] (people, n_states, n_states) of dx/dt = K x, amounts x in mg."""
    model = individuals.model
    place = {state: i for i, state in enumerate(model.states)}
    matrix = np.zeros((individuals.people, len(place), len(place)))
    for flow in model.flows:
        rate = evaluate(flow.rate, individuals.parameters)
        matrix[:, place[flow.source], place[flow.source]] -= rate
        if flow.target is not None:
            matrix[:, place[flow.target], place[flow.source]] += rate * flow.fraction
    return matrix


def output_matrix(individuals: Individuals, analytes: Sequence[str]) -> FloatArray:
    """C [ng/mL per mg] (people, n_analytes, n_states)."""
    model = individuals.model
    outputs = {output.analyte: output for output in model.outputs}
    matrix = np.zeros((individuals.people, len(analytes), len(model.states)))
    for row, analyte in enumerate(analytes):
        if analyte not in outputs:
            raise UnknownNameError(f"{model.id} has no {analyte}; it has {', '.join(outputs)}: ask for one of these.")
        output = outputs[analyte]
        matrix[:, row, model.states.index(output.state)] = evaluate(output.scale, individuals.parameters)
    return matrix


def doses(individuals: Individuals, administrations: Sequence[Administration]) -> Doses:
    """What enters which state when: one event for each pathway of each administration.

    A pathway without a duration of its own runs over the duration of the administration.
    """
    model = individuals.model
    starts, durations, states, amounts = [], [], [], []
    for administration, later in zip(administrations, is_later_device(administrations), strict=True):
        for pathway in pathways_of(model, administration.route):
            starts.append(administration.start_h)
            durations.append(_duration_h(pathway, administration, individuals.parameters))
            states.append(model.states.index(pathway.state))
            amounts.append(administration.dose_mg * _fraction(pathway, individuals.parameters, later=later))
    rows = max(amount.size for amount in amounts)
    return Doses(
        start_h=np.array(starts),
        duration_h=np.array(durations),
        amount_mg=np.stack([np.broadcast_to(amount, (rows,)) for amount in amounts], axis=1),
        state=np.array(states),
    )


def is_later_device(administrations: Sequence[Administration]) -> list[bool]:
    """Of each administration: whether the same route was used earlier in the same session."""
    last_start_h: dict[Route, float] = {}
    later = []
    for administration in administrations:
        before_h = last_start_h.get(administration.route)
        later.append(before_h is not None and administration.start_h - before_h < SESSION_H)
        last_start_h[administration.route] = administration.start_h
    return later


def pathways_of(model: PopulationModel, route: Route) -> tuple[Pathway, ...]:
    """How a dose by this route enters the model; a sublingual dose of a model of the film is the film."""
    for name in (route.value, FILM) if route is Route.SUBLINGUAL else (route.value,):
        if name in model.pathways:
            return model.pathways[name]
    raise UnsupportedError(
        f"{model.id} has no way in for route {route}; it has {', '.join(model.pathways)}: choose another model."
    )


def _duration_h(pathway: Pathway, administration: Administration, parameters: Mapping[str, FloatArray]) -> float:
    if pathway.duration is None:
        return administration.duration_h
    return float(np.median(evaluate(pathway.duration, parameters)))


def _fraction(pathway: Pathway, parameters: Mapping[str, FloatArray], *, later: bool) -> FloatArray:
    expression = pathway.later_fraction if later and pathway.later_fraction is not None else pathway.fraction
    return np.atleast_1d(evaluate(expression, parameters))
