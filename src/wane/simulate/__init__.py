"""Simulation: virtual trials. Many virtual people through the arms of a design, with what is not known kept apart."""
