"""Published and computed numbers brought out of a model's parameters again, by the plainest means: matrix
exponentials in steps.

Slow and obvious on purpose, and independent of `wane.kernels`: it judges the data, and through it the kernels.
"""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from wane.evidence.expression import evaluate
from wane.evidence.population_model import Pathway, PopulationModel, Reproduced
from wane.units import MINUTES_PER_HOUR, factor

Array = NDArray[np.float64]

_FINE_H, _COARSE_H, _FINE_UNTIL_H = 1 / 300, 0.02, 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Network:
    """dx/dt = rates @ x [1/h]; `bolus` [mg] at time 0, and inputs [mg/h] each until its end [h]."""

    rates: Array
    bolus: Array
    inputs: tuple[tuple[int, float, float], ...]


def reproduce(model: PopulationModel, wanted: Reproduced) -> float:
    """The wanted quantity, in its own unit, from the parameters at 70 kg."""
    values = {name: parameter.value for name, parameter in model.parameters.items()}
    match wanted.quantity:
        case "cl":
            return evaluate(model.summary.cl, values) / factor(wanted.unit, "L/h")
        case "vss":
            return evaluate(model.summary.vss, values) / factor(wanted.unit, "L")
        case "expression":
            return evaluate(wanted.expression or "", values)
        case "terminal_half_life":
            return _terminal_half_life_h(model, values) / factor(wanted.unit, "h")
        case "half_time_after_infusion":
            return _half_time_h(model, values, wanted) / factor(wanted.unit, "h")
        case "bioavailability":
            return _bioavailability(model, values, wanted)
        case _:
            return _from_course(model, values, wanted)


def misses(wanted: Reproduced, got: float) -> bool:
    """Whether a number is further from the wanted one than its tolerance and than half a unit of its last printed
    digit.
    """
    last_digit = 0.5 * 10.0 ** -_decimals(wanted.value)
    return not abs(got - wanted.value) <= max(wanted.rel_tol * abs(wanted.value), last_digit)


def _decimals(value: float) -> int:
    """Digits after the point, as far as a float remembers them: a whole number has none."""
    return 0 if value.is_integer() else len(repr(value).split(".")[1])


def _from_course(model: PopulationModel, values: Mapping[str, float], wanted: Reproduced) -> float:
    output = next(o for o in model.outputs if o.analyte == wanted.analyte)
    until_h = wanted.until_h or 48.0
    regimen = replace(
        wanted,
        quantity="course",
        value=0.0,
        unit="",
        analyte=None,
        at_min=None,
        until_h=until_h,
        where=None,
        note=None,
        origin="",
        rel_tol=0.02,
    )
    times_h, amounts = _regimen_course(model, regimen)
    course = amounts[:, model.states.index(output.state)] * evaluate(output.scale, values)
    match wanted.quantity:
        case "cmax":
            return float(course.max()) / factor(wanted.unit, "ng/mL")
        case "tmax":
            return float(times_h[course.argmax()]) / factor(wanted.unit, "h")
        case "concentration":
            at_h = (wanted.at_min or 0.0) / MINUTES_PER_HOUR
            return float(np.interp(at_h, times_h, course)) / factor(wanted.unit, "ng/mL")
        case "auc":
            return float(np.trapezoid(course, times_h)) / factor(wanted.unit, "ng*h/mL")
        case _:
            raise ValueError(f"{wanted.quantity} is no quantity that can be reproduced")


def _rates(model: PopulationModel, values: Mapping[str, float]) -> Array:
    rates = np.zeros((len(model.states), len(model.states)))
    for flow in model.flows:
        rate, source = evaluate(flow.rate, values), model.states.index(flow.source)
        rates[source, source] -= rate
        if flow.target is not None:
            rates[model.states.index(flow.target), source] += rate * flow.fraction
    return rates


def _network(model: PopulationModel, values: Mapping[str, float], wanted: Reproduced) -> _Network:
    """The network with what the wanted regimen puts into it; all devices of a session at time 0."""
    bolus, inputs = np.zeros(len(model.states)), []
    each_mg = (wanted.dose_mg or 0.0) / wanted.devices
    for device in range(wanted.devices):
        for pathway in model.pathways[wanted.route or ""]:
            amount_mg = each_mg * evaluate(_fraction(pathway, device), values)
            state = model.states.index(pathway.state)
            over_h = (
                (wanted.over_min or 0.0) / MINUTES_PER_HOUR
                if pathway.duration is None
                else evaluate(pathway.duration, values)
            )
            if over_h == 0.0:
                bolus[state] += amount_mg
            else:
                inputs.append((state, amount_mg / over_h, over_h))
    return _Network(rates=_rates(model, values), bolus=bolus, inputs=tuple(inputs))


def _fraction(pathway: Pathway, device: int) -> str:
    return pathway.fraction if device == 0 or pathway.later_fraction is None else pathway.later_fraction


@functools.lru_cache(maxsize=8)
def _regimen_course(model: PopulationModel, regimen: Reproduced) -> tuple[Array, Array]:
    """The course of one regimen, kept while several quantities are read from it."""
    values = {name: parameter.value for name, parameter in model.parameters.items()}
    return _course(_network(model, values, regimen), regimen.until_h or 0.0)


def _course(network: _Network, until_h: float) -> tuple[Array, Array]:
    """Times [h] and amounts [mg] (n_times, n_states), stepped so that no step straddles the end of an input."""
    ends = [end for _, _, end in network.inputs]
    fine = np.arange(0.0, min(_FINE_UNTIL_H, until_h), _FINE_H)
    coarse = np.arange(_FINE_UNTIL_H, until_h + _COARSE_H / 2, _COARSE_H)
    times_h = np.unique(np.round(np.concatenate([fine, coarse, ends]), 9))
    return times_h, _stepped(network, times_h)


def _stepped(network: _Network, times_h: Array) -> Array:
    n_states = len(network.bolus)

    @functools.cache
    def step(width_h: float, running: tuple[int, ...]) -> Array:
        augmented = np.zeros((n_states + 1, n_states + 1))
        augmented[:n_states, :n_states] = network.rates
        for index in running:
            state, rate, _ = network.inputs[index]
            augmented[state, n_states] += rate
        return np.asarray(scipy.linalg.expm(augmented * width_h))

    amounts = np.zeros((len(times_h), n_states))
    amounts[0] = state_now = network.bolus
    for i in range(1, len(times_h)):
        running = tuple(j for j, (_, _, end) in enumerate(network.inputs) if times_h[i] <= end + 1e-9)
        moved = step(round(float(times_h[i] - times_h[i - 1]), 9), running)
        amounts[i] = state_now = moved[:n_states, :n_states] @ state_now + moved[:n_states, n_states]
    return amounts


def _terminal_half_life_h(model: PopulationModel, values: Mapping[str, float]) -> float:
    parent = [model.states.index(state) for state in model.summary.parent_states]
    rates = -np.linalg.eigvals(_rates(model, values)[np.ix_(parent, parent)]).real
    return math.log(2.0) / float(rates[rates > 1e-9].min())


def _half_time_h(model: PopulationModel, values: Mapping[str, float], wanted: Reproduced) -> float:
    """From the end of the infusion until the first output's concentration is half; stepped finely after the end."""
    network = _network(model, values, wanted)
    end_h = (wanted.over_min or 0.0) / MINUTES_PER_HOUR
    times_h = np.concatenate([np.linspace(0.0, end_h, 30), end_h + np.arange(0.005, 12.0, 0.005)])
    course = _stepped(network, np.round(times_h, 9))[:, model.states.index(model.outputs[0].state)]
    below = np.flatnonzero((times_h > end_h) & (course <= course[29] / 2.0))
    return float(times_h[below[0]] - end_h) if len(below) else math.nan


def _bioavailability(model: PopulationModel, values: Mapping[str, float], wanted: Reproduced) -> float:
    """AUC to infinity by this route over that of the same dose into a vein, for the first analyte."""
    network = _network(model, values, wanted)
    entered = network.bolus + sum(
        (rate * end * np.eye(len(network.bolus))[state] for state, rate, end in network.inputs),
        np.zeros_like(network.bolus),
    )
    injected = np.zeros_like(entered)
    injected[model.states.index(model.pathways["iv"][0].state)] = wanted.dose_mg or 0.0
    central = model.states.index(model.outputs[0].state)
    by_route, by_vein = (np.linalg.solve(network.rates, amounts)[central] for amounts in (entered, injected))
    return float(by_route / by_vein)
