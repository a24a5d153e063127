"""How well the science did on published values that it never saw, as its validation printed it."""

import functools
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

import yaml

FILE: Final = Path(__file__).parent / "validated.yaml"


class Part(StrEnum):
    """What was validated."""

    SESSION = "session"
    RELIEF = "relief"


def validated(part: Part) -> str:
    """The result in words; the rows behind it stand in the documentation."""
    return _read()[part]


@functools.cache
def _read() -> Mapping[str, str]:
    found: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
