"""Numbers of the science as text: no finer than their band supports, and never in powers of ten."""

from typing import Final

from wane.report.rounding import round_to_band, round_without_band

LEAST: Final = 0.01
"""Below this every unit that a page prints is under anything that is measured: the number is bounded, not spelled."""


def banded(low: float, value: float, high: float) -> tuple[str, str, str]:
    """The lower bound, the middle and the upper bound."""
    texts = round_to_band((low, value, high), abs(high - low))
    return _short(low, texts[0]), _short(value, texts[1]), _short(high, texts[2])


def alone(value: float) -> str:
    """A number that has no band: whole from 10 on."""
    return _short(value, f"{value:.0f}" if abs(value) >= 10 else round_without_band(value))


def _short(number: float, text: str) -> str:
    return f"under {LEAST:g}" if 0.0 < abs(number) < LEAST else text
