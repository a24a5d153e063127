"""Numbers that need no times: area under the curve, steady level, slowest rate."""

import numpy as np

from wane.kernels.doses import BoolArray, Doses, FloatArray
from wane.kernels.modes import ModeArray, decompose
from wane.kernels.structure import relevant_states

# Rates slower than this share of the fastest one count as no loss at all.
NO_LOSS = 1e-13


def steady_state(rate_matrix: FloatArray, output_matrix: FloatArray, inflow_mg_per_h: FloatArray) -> FloatArray:
    """Outputs after constant inflow for ever: -C K^-1 inflow; inf where what flows in never leaves.

    Args:
        rate_matrix: K [1/h] (n_people or 1, n_states, n_states).
        output_matrix: C, output per mg (n_people or 1, n_outputs, n_states).
        inflow_mg_per_h: (n_people or 1, n_states).

    Returns:
        (n_people, n_outputs).
    """
    n_people = max(len(rate_matrix), len(output_matrix), len(inflow_mg_per_h))
    levels = np.zeros((n_people, output_matrix.shape[1]))
    entered = np.flatnonzero((inflow_mg_per_h != 0.0).any(axis=0))
    for o in range(output_matrix.shape[1]):
        keep = relevant_states(rate_matrix, output_matrix[:, o : o + 1], entered)
        if len(keep):
            network = rate_matrix[:, keep[:, None], keep]
            stays = _stays(decompose(network).rates)
            lossy = np.where(stays[:, None, None], -np.eye(len(keep)), network)
            amounts = np.linalg.solve(-lossy, inflow_mg_per_h[:, keep, None])[:, :, 0]
            levels[:, o] = np.where(stays, np.inf, (output_matrix[:, o, keep] * amounts).sum(axis=1))
    return levels


def area_under_curve(rate_matrix: FloatArray, output_matrix: FloatArray, amounts_mg: FloatArray) -> FloatArray:
    """Area under each output from now to infinity when `amounts_mg` (n_people or 1, n_states) have entered: [output h].

    How they enter, at once or over time, makes no difference. The area is the steady level under an inflow of these
    amounts per hour; arguments and answer are as for `steady_state`.
    """
    return steady_state(rate_matrix, output_matrix, amounts_mg)


def terminal_rates(rate_matrix: FloatArray, output_matrix: FloatArray, doses: Doses) -> FloatArray:
    """The slowest rate of loss that each output shows after `doses`; arguments are as for `respond`.

    Returns:
        [1/h] (n_people, n_outputs), positive; 0 where what is dosed never leaves, nan where no dose reaches the output.
    """
    n_people = max(len(rate_matrix), len(output_matrix))
    slowest = np.full((n_people, output_matrix.shape[1]), np.nan)
    for o in range(output_matrix.shape[1]):
        keep = relevant_states(rate_matrix, output_matrix[:, o : o + 1], doses.state)
        if len(keep):
            rates = decompose(rate_matrix[:, keep[:, None], keep]).rates
            slowest[:, o] = np.where(_stays(rates), 0.0, (-rates.real).min(axis=1))
    return slowest


def _stays(rates: ModeArray) -> BoolArray:
    speed = np.abs(rates)
    none: BoolArray = speed.min(axis=1) <= NO_LOSS * speed.max(axis=1)
    return none
