"""Formulas on floats and arrays: linear compartment networks in closed form. NumPy only."""

from wane.kernels.doses import Doses, FloatArray, IntArray
from wane.kernels.modes import Modes, decompose
from wane.kernels.network import respond

__all__ = ["Doses", "FloatArray", "IntArray", "Modes", "decompose", "respond"]
