"""The text that is read with a patient before consent. A consent names its version: another text has another one."""

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

TEXT: Final = Path(__file__).with_name("risks.yaml")


@functools.cache
def risks() -> Mapping[str, tuple[str, ...]]:
    """Heading: its sentences."""
    raw: dict[str, list[str]] = yaml.safe_load(TEXT.read_text(encoding="utf-8"))
    return {head: tuple(lines) for head, lines in raw.items()}


@functools.cache
def version() -> str:
    """The name of this very text: a word of it changed, and the version is another."""
    text = "\n".join(line for head, lines in risks().items() for line in (head, *lines))
    return f"wane-risks-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
