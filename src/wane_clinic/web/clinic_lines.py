"""Amber and red with a word: only from lines that the clinic has typed and its owner signed, never from a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wane_clinic.people.models import Threshold

Lines = Mapping[str, Threshold]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A word and its level; both empty where nothing is crossed."""

    word: str = ""
    level: str = ""


NONE: Final = Flag()


def line_of(field: str, lines: Lines) -> Threshold | None:
    """The lines of a field, which the clinic draws under its own name."""
    return lines.get(field)


def flag_of(field: str, value: float | None, lines: Lines) -> Flag:
    """What the clinic's lines say of a value."""
    line = line_of(field, lines)
    if line is None or value is None:
        return NONE
    if line.high_red is not None and value > line.high_red:
        return Flag(word="very high", level="red")
    if line.low_red is not None and value < line.low_red:
        return Flag(word="very low", level="red")
    if line.high_amber is not None and value > line.high_amber:
        return Flag(word="high", level="amber")
    if line.low_amber is not None and value < line.low_amber:
        return Flag(word="low", level="amber")
    return NONE


def first_lines(field: str, lines: Lines) -> tuple[float | None, float | None]:
    """The lines that a value crosses first, below and above."""
    line = line_of(field, lines)
    if line is None:
        return None, None
    low = line.low_red if line.low_amber is None else line.low_amber
    return low, line.high_red if line.high_amber is None else line.high_amber


def stop_line(lines: Lines) -> int | None:
    """The red line of systolic pressure, as it is drawn on the run sheet."""
    line = line_of("systolic_mmhg", lines)
    return None if line is None or line.high_red is None else round(line.high_red)
