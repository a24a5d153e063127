"""The course of a foreign model by its own equations: integrated step by step, with none of what was made of it.

It judges the import, so it shares with it only how an expression is read.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wane.evidence.foreign.model import ForeignModel
from wane.evidence.foreign.parameters import REFERENCE_KG, WEIGHTS
from wane.evidence.foreign.terms import definitions, expanded, term, value_of
from wane.units import factor

Array = NDArray[np.float64]
REL, ABS = 1e-11, 1e-13


def course(
    model: ForeignModel, place: str, *, dose_mg: float, over_min: float | None, at_min: Sequence[float], time: str
) -> dict[str, list[float]]:
    """Mg in every compartment at these minutes after a dose into `place`, at 70 kg.

    A dose takes `over_min`, or as long as the model says, or no time at all; the model's own times are in `time`.
    """
    by = definitions(model.before)
    at = {name: one.value for name, one in model.thetas.items()} | dict.fromkeys(WEIGHTS, REFERENCE_KG)
    at |= {first: 0.0 for first, _ in model.covariances}

    def worth(text: str) -> float:
        return value_of(expanded(term(text), by), at)

    names = [one.name for one in model.compartments]
    rates = np.zeros((len(names), len(names)))
    for source, target, text in model.flows:
        rate, i = worth(text), names.index(source)
        rates[i, i] -= rate
        if target is not None:
            rates[names.index(target), i] += rate
    compartment = model.compartments[names.index(place)]
    enters_mg = dose_mg * worth(compartment.bioavailability)
    took = compartment.doses[0]
    until = worth(took) if took is not None else factor("min", time) * (over_min or 0.0)
    amounts, into = np.zeros(len(names)), np.zeros(len(names))
    (into if until else amounts)[names.index(place)] = enters_mg / (until or 1.0)
    ask = np.array(at_min) * factor("min", time)
    edge = min(until, float(ask.max()))
    during = _integrated(rates, amounts, into, 0.0, np.array([*ask[ask <= edge], edge]))
    later = _integrated(rates, during[-1], np.zeros(len(names)), edge, ask[ask > edge])
    found = np.zeros((len(ask), len(names)))
    found[ask <= edge], found[ask > edge] = during[:-1], later
    return {name: found[:, i].tolist() for i, name in enumerate(names)}


def _integrated(rates: Array, begins: Array, into: Array, start: float, at: Array) -> Array:
    """Amounts at these times, (n_times, n_states), under a constant input."""
    from scipy.integrate import solve_ivp

    def change(_: float, amounts: Array) -> Array:
        return np.asarray(rates @ amounts + into)

    found, now = [], begins
    for end in at.tolist():
        if end > start:
            now = solve_ivp(change, (start, end), now, method="LSODA", rtol=REL, atol=ABS).y[:, -1]
            start = end
        found.append(now)
    return np.array(found).reshape(-1, len(begins))
