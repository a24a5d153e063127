"""Rounding: a number is printed no finer than its band supports.

One step, a power of ten, serves a whole band: the largest that is at most a tenth of the band's width, so rounding
moves no number by more than a twentieth of the width. A number smaller than the step keeps one significant
digit, because "0" would be false. Without a band, three significant digits stand.
"""

import math

DIGITS_WITHOUT_BAND = 3
STEPS_PER_BAND = 10.0
FINEST_STEP = -12


def round_to_band(numbers: tuple[float, ...], width: float) -> tuple[str, ...]:
    """`numbers` as text, rounded to what a band of this width supports.

    Args:
        numbers: finite, any order; median and bounds of one quantity in one unit.
        width: upper minus lower bound in the same unit, 0 or more; 0 stands for "no band".
    """
    if width > 0.0:
        exponent = max(math.floor(math.log10(width / STEPS_PER_BAND) + 1e-9), FINEST_STEP)
        return tuple(_at_step(number, _no_coarser_than(number, exponent)) for number in numbers)
    return tuple(round_without_band(number) for number in numbers)


def round_without_band(number: float) -> str:
    """`number` with three significant digits, trailing zeros dropped: 0.5, 52.5, 1230."""
    if number == 0.0:
        return "0"
    exponent = max(math.floor(math.log10(abs(number))) - (DIGITS_WITHOUT_BAND - 1), FINEST_STEP)
    text = _at_step(number, exponent)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _no_coarser_than(number: float, exponent: int) -> int:
    """The step's exponent, refined until `number` keeps one significant digit."""
    if number == 0.0:
        return exponent
    return min(exponent, max(math.floor(math.log10(abs(number)) + 1e-12), FINEST_STEP))


def _at_step(number: float, exponent: int) -> str:
    """`number` rounded to a multiple of 10^exponent and written without digits below it."""
    text = f"{round(number, -exponent):.{max(-exponent, 0)}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text
