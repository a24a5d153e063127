"""Formulas on floats and arrays: linear compartment networks in closed form. NumPy only."""

from wane.kernels.doses import Doses, FloatArray, IntArray
from wane.kernels.extremes import peak, time_below
from wane.kernels.modes import Modes, decompose
from wane.kernels.response import respond
from wane.kernels.summary import area_under_curve, steady_state, terminal_rates

__all__ = [
    "Doses",
    "FloatArray",
    "IntArray",
    "Modes",
    "area_under_curve",
    "decompose",
    "peak",
    "respond",
    "steady_state",
    "terminal_rates",
    "time_below",
]
